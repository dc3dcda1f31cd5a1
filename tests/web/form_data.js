import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";

function parse(body, type = "multipart/form-data; boundary=X") {
  return new Response(body, { headers: { "content-type": type } }).formData();
}

function part(disposition, content, more = "") {
  return `--X\r\nContent-Disposition: ${disposition}\r\n${more}\r\n${content}\r\n`;
}

export const tests = {
  "entries keep their order": () => {
    const form = new FormData();
    form.append("a", "1");
    form.append("b", 2);
    form.append("a", null);
    assertEquals([...form], [["a", "1"], ["b", "2"], ["a", "null"]]);
    assertEquals([...form.keys()], ["a", "b", "a"]);
    assertEquals([...form.values()], ["1", "2", "null"]);
    assertEquals([form.get("a"), form.getAll("a"), form.get("x"), form.getAll("x")],
      ["1", ["1", "null"], null, []]);
    assertEquals([form.has("b"), form.has("x")], [true, false]);
  },

  "set replaces the first entry and removes the others": () => {
    const form = new FormData();
    for (const [name, value] of [["a", "1"], ["b", "2"], ["a", "3"], ["a", "4"]]) {
      form.append(name, value);
    }
    form.set("a", "5");
    form.set("c", "6");
    assertEquals([...form], [["a", "5"], ["b", "2"], ["c", "6"]]);
    form.delete("a");
    assertEquals([...form.keys()], ["b", "c"]);
  },

  "forEach sees what is added meanwhile": () => {
    const form = new FormData();
    form.append("a", "1");
    const seen = [];
    form.forEach((value, name, self) => {
      assertEquals(self === form, true);
      seen.push(name, value);
      if (name === "a") form.append("b", "2");
    });
    assertEquals(seen, ["a", "1", "b", "2"]);
  },

  "a Blob becomes a File": () => {
    const form = new FormData();
    const file = new File(["x"], "n.txt", { type: "t/p", lastModified: 7 });
    form.append("blob", new Blob(["y"], { type: "a/b" }));
    form.append("file", file);
    form.append("renamed", file, "other.txt");
    assertEquals([form.get("blob").name, form.get("blob").type], ["blob", "a/b"]);
    assert(form.get("file") === file);
    const renamed = form.get("renamed");
    assertEquals([renamed.name, renamed.type, renamed.lastModified], ["other.txt", "t/p", 7]);
  },

  "a file name goes with Blobs only": () => {
    const form = new FormData();
    assertThrows(() => form.append("a", "b", "c"), TypeError);
    assertThrows(() => form.set("a", "b", "c"), TypeError);
    assertThrows(() => form.append("a"), TypeError);
    assertThrows(() => new FormData({}), TypeError);
  },

  "what is written is read again": async () => {
    const form = new FormData();
    const odd = 'q"u\r\no\nte\u00e9';
    const octets = new Uint8Array(1000).map((_, i) => i);
    form.append(odd, "one\ntwo\rthree\r\nfour");
    form.append("f", new File([octets], odd, { type: "application/x-y" }));
    form.append("empty", new File([], ""));
    const response = new Response(form);
    const type = response.headers.get("content-type");
    assert(/^multipart\/form-data; ?boundary=\S+$/.test(type), type);
    const read = await response.formData();
    assertEquals(read.get('q"u\r\no\r\nte\u00e9'), "one\r\ntwo\r\nthree\r\nfour");
    assertEquals(read.get("f").name, odd);
    assertEquals(read.get("f").type, "application/x-y");
    assertEquals(await read.get("f").bytes(), octets);
    assertEquals([read.get("empty").name, read.get("empty").size], ["", 0]);
    assertEquals([...(await new Response(new FormData()).formData())], []);
  },

  "what browsers and curl send is read": async () => {
    const body = part('form-data; name="a"', "1") +
      part('form-data; name="f"; filename="a;b%22.txt"', "text", "Content-Type: text/css\r\n") +
      part("form-data; name=token", "") + "--X--\r\n";
    const form = await parse(body);
    assertEquals([form.get("a"), form.get("token")], ["1", ""]);
    assertEquals([form.get("f").name, form.get("f").type, await form.get("f").text()],
      ['a;b".txt', "text/css", "text"]);
    const quoted = await parse(body, 'multipart/form-data; boundary="X"; charset=utf-8');
    assertEquals(quoted.get("a"), "1");
  },

  "what has almost the boundary in it is content": async () => {
    const content = "\r\n--\r\n--Y\r\n-X\n--X";
    assertEquals((await parse(`${part('form-data; name="a"', content)}--X--`)).get("a"), content);
  },

  "a body that is no form is a TypeError": async () => {
    const good = part('form-data; name="a"', "1");
    const bad = [
      "", "--X", "--X\r\n", good, `${good}--X`, `--X\r\n\r\n1\r\n--X--`, `x${good}--X--`,
      `${part('attachment; name="a"', "1")}--X--`, `${part("form-data", "1")}--X--`,
      `${part('form-data; name="a', "1")}--X--`, `${part('form-data; name="a" b', "1")}--X--`,
      `${part('form-data; name="a"', "1", "no field\r\n")}--X--`, "--X\nContent-Disposition: x\n\n",
    ];
    for (const body of bad) await assertRejects(parse(body), TypeError, JSON.stringify(body));
    for (const type of ["text/plain", "multipart/form-data", "multipart/mixed; boundary=X"]) {
      await assertRejects(parse(`${good}--X--`, type), TypeError, type);
    }
  },

  "a urlencoded body is a form": async () => {
    const form = await parse("a=1+2&b=%C3%A9%zz&&c&=d", "application/x-www-form-urlencoded");
    assertEquals([...form], [["a", "1 2"], ["b", "\u00e9%zz"], ["c", ""], ["", "d"]]);
  },

  "each body has a boundary of its own": () => {
    const types = new Set();
    for (let i = 0; i < 10; ++i) {
      types.add(new Response(new FormData()).headers.get("content-type"));
    }
    assertEquals(types.size, 10);
  },
};
