import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";

async function chunksOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

export const tests = {
  "the parts are joined": async () => {
    const blob = new Blob([
      "h\u00e9", new Uint8Array([1, 2]), new Uint8Array([3, 4, 5]).subarray(1, 2).buffer.slice(0, 1),
      new DataView(new ArrayBuffer(1)), new Blob(["x"]), 5, null,
    ]);
    assertEquals(await blob.bytes(),
      new Uint8Array([0x68, 0xc3, 0xa9, 1, 2, 3, 0, 0x78, 0x35, 0x6e, 0x75, 0x6c, 0x6c]));
    assertEquals(blob.size, 13);
  },

  "the parts are any iterable object, and nothing else": async () => {
    assertEquals(await new Blob(new Set(["a", "b"])).text(), "ab");
    assertEquals(new Blob().size, 0);
    for (const parts of ["abc", 1, null, {}]) assertThrows(() => new Blob(parts), TypeError);
  },

  "the octets are copied when the Blob is made": async () => {
    const bytes = new Uint8Array([1]);
    const blob = new Blob([bytes]);
    bytes[0] = 2;
    (await blob.bytes())[0] = 3;
    new Uint8Array(await blob.arrayBuffer())[0] = 4;
    assertEquals(await blob.bytes(), new Uint8Array([1]));
  },

  "a type is in lower case, or empty when it is not printable": () => {
    assertEquals(new Blob([], { type: "Text/HTML;Charset=X" }).type, "text/html;charset=x");
    assertEquals(new Blob([], { type: "a\u0000b" }).type, "");
    assertEquals(new Blob([], { type: "\u00e9" }).type, "");
    assertEquals(new Blob([]).type, "");
  },

  "line endings become native when that is asked for": async () => {
    const parts = ["a\r\nb\rc\nd\r", new TextEncoder().encode("\r\n")];
    assertEquals(await new Blob(parts, { endings: "native" }).text(), "a\nb\nc\nd\n\r\n");
    assertEquals(await new Blob(parts).text(), "a\r\nb\rc\nd\r\r\n");
    assertThrows(() => new Blob([], { endings: "windows" }), TypeError);
  },

  "a slice counts from the start or the end": async () => {
    const blob = new Blob(["0123456789"], { type: "a/b" });
    const cases = [
      [[], "0123456789"], [[3], "3456789"], [[-3], "789"], [[2, 4], "23"], [[-4, -1], "678"],
      [[4, 2], ""], [[0, 99], "0123456789"], [[99], ""], [[undefined, 2], "01"], [[NaN, 2], "01"],
      [[0, null], ""], [["2", "3"], "2"], [[0, Infinity], "0123456789"], [[-Infinity, 1], "0"],
    ];
    for (const [range, expected] of cases) {
      assertEquals(await blob.slice(...range).text(), expected, String(range));
    }
    assertEquals(blob.slice().type, "");
    assertEquals(blob.slice(0, 1, "C/D").type, "c/d");
  },

  "text is decoded as UTF-8, without a byte order mark": async () => {
    const blob = new Blob([new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0xff])]);
    assertEquals(await blob.text(), "a\ufffd");
  },

  "a large Blob is streamed in chunks": async () => {
    const bytes = new Uint8Array(200_000).map((_, i) => i % 251);
    const chunks = await chunksOf(new Blob([bytes]).stream());
    assert(chunks.length > 1);
    assert(chunks.every((chunk) => chunk instanceof Uint8Array));
    assertEquals(new Uint8Array(await new Blob(chunks).arrayBuffer()), bytes);
  },

  "an empty Blob's stream has no chunks": async () => {
    assertEquals(await chunksOf(new Blob([]).stream()), []);
    const reader = new Blob([]).stream().getReader({ mode: "byob" });
    const { done, value } = await reader.read(new Uint8Array(4));
    assert(done);
    assertEquals(value.byteLength, 0);
  },

  "a Blob's stream fills the reader's own views": async () => {
    const reader = new Blob(["abcdef"]).stream().getReader({ mode: "byob" });
    assertEquals((await reader.read(new Uint8Array(4))).value, new TextEncoder().encode("abcd"));
    assertEquals((await reader.read(new Uint8Array(4))).value, new TextEncoder().encode("ef"));
    assert((await reader.read(new Uint8Array(4))).done);
  },

  "a Blob's stream can be cancelled and taken again": async () => {
    const blob = new Blob(["abc"]);
    await blob.stream().cancel();
    assertEquals((await chunksOf(blob.stream())).length, 1);
  },

  "a File has a name and a time": async () => {
    const file = new File(["x"], "a\ud800b", { type: "A/B", lastModified: 12.9 });
    assertEquals([file.name, file.lastModified, file.type, file.size], ["a\ufffdb", 12, "a/b", 1]);
    assert(file instanceof Blob);
    assert(!(file.slice() instanceof File));
    assert(Number.isInteger(new File([], "").lastModified));
    assertThrows(() => new File(["x"]), TypeError);
  },

  "methods refuse other objects": async () => {
    await assertRejects(Blob.prototype.text.call({}), TypeError);
    await assertRejects(Blob.prototype.arrayBuffer.call({}), TypeError);
    assertThrows(() => Blob.prototype.slice.call({}), TypeError);
    assertThrows(() => Object.getOwnPropertyDescriptor(File.prototype, "name").get.call(new Blob()),
      TypeError);
  },

  "a Blob is a response's body, with its type": async () => {
    const response = new Response(new Blob(["abc"], { type: "x/y" }));
    assertEquals(response.headers.get("content-type"), "x/y");
    const blob = await response.blob();
    assertEquals([blob.type, await blob.text()], ["x/y", "abc"]);
  },
};
