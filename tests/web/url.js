import { assert, assertEquals, assertThrows } from "./assert.js";

const PARTS = [
  "href", "origin", "protocol", "username", "password", "host", "hostname", "port", "pathname",
  "search", "hash",
];

// What the parts of a URL are: "" unless `expected` says otherwise.
function checkParts(url, expected) {
  for (const part of PARTS) {
    if (part === "href" && expected.href === undefined) continue;
    assertEquals(url[part], expected[part] ?? "", `${part} of ${url.href}`);
  }
}

export const tests = {
  "all parts": () => {
    checkParts(new URL("https://user:pass@Example.com:1234/foo/bar?baz#quux"), {
      href: "https://user:pass@example.com:1234/foo/bar?baz#quux",
      origin: "https://example.com:1234",
      protocol: "https:",
      username: "user",
      password: "pass",
      host: "example.com:1234",
      hostname: "example.com",
      port: "1234",
      pathname: "/foo/bar",
      search: "?baz",
      hash: "#quux",
    });
  },

  "few parts": () => {
    checkParts(new URL("http://h"), {
      href: "http://h/", origin: "http://h", protocol: "http:", host: "h", hostname: "h",
      pathname: "/",
    });
    checkParts(new URL("http://h:80/?#"), {
      href: "http://h/?#", origin: "http://h", protocol: "http:", host: "h", hostname: "h",
      pathname: "/",
    });
    checkParts(new URL("http://:p@h/"), {
      origin: "http://h", protocol: "http:", password: "p", host: "h", hostname: "h", pathname: "/",
    });
    checkParts(new URL("http://u@h/"), {
      origin: "http://h", protocol: "http:", username: "u", host: "h", hostname: "h", pathname: "/",
    });
  },

  "URLs without a host": () => {
    checkParts(new URL("mailto:a@b?c#d"),
      { origin: "null", protocol: "mailto:", pathname: "a@b", search: "?c", hash: "#d" });
    checkParts(new URL("file:///x/../y"),
      { href: "file:///y", origin: "null", protocol: "file:", pathname: "/y" });
    checkParts(new URL("web+x:/.//p"),
      { href: "web+x:/.//p", origin: "null", protocol: "web+x:", pathname: "//p" });
    checkParts(new URL("data:,x"), { origin: "null", protocol: "data:", pathname: ",x" });
  },

  "the origin of a blob: URL is that of the URL within": () => {
    assertEquals(new URL("blob:https://h:8443/x").origin, "https://h:8443");
    assertEquals(new URL("blob:ftp://h/x").origin, "null");
    assertEquals(new URL("blob:x").origin, "null");
  },

  "characters outside of ASCII": () => {
    assertEquals(new URL("http://\u00e4.de/\u00f6?\u00fc#\u00df").href,
      "http://xn--4ca.de/%C3%B6?%C3%BC#%C3%9F");
    assertEquals(new URL("http://h/\ud800").pathname, "/%EF%BF%BD");
    assertEquals(new URL("http://h/\u{1f600}").pathname, "/%F0%9F%98%80");
    assertEquals(new URL("http://h/a\u00e9b", "http://x").pathname, "/a%C3%A9b");
  },

  "hosts that are addresses": () => {
    assertEquals(new URL("http://0x7f.1").host, "127.0.0.1");
    assertEquals(new URL("http://[1:0:0::]:81").host, "[1::]:81");
    assertThrows(() => new URL("http://256.1.1.1"), TypeError);
    assertThrows(() => new URL("http://[1"), TypeError);
  },

  "a base": () => {
    assertEquals(new URL("../x?y", "http://h/a/b/c#d").href, "http://h/a/x?y");
    assertEquals(new URL("//other/p", "https://h/").href, "https://other/p");
    assertEquals(new URL("", new URL("http://h/p?q#r")).href, "http://h/p?q");
    assertEquals(new URL("#x", "mailto:a").href, "mailto:a#x");
    assertThrows(() => new URL("x", "mailto:a"), TypeError);
    assertThrows(() => new URL("/x", "nonsense"), TypeError);
    assertThrows(() => new URL("http://h/", null), TypeError);
    assertEquals(new URL("http://h/", undefined).href, "http://h/");
  },

  "an error names the URL": () => {
    const error = assertThrows(() => new URL("/nothing"), TypeError);
    assert(error.message.includes("/nothing"), error.message);
    assertThrows(() => new URL(), TypeError);
    assertThrows(() => URL("http://h/"), TypeError);
  },

  "parse and canParse do not throw": () => {
    assertEquals(URL.parse("/x"), null);
    assertEquals(URL.parse("/x", "http://h").href, "http://h/x");
    assert(URL.parse("http://h") instanceof URL);
    assertEquals([URL.canParse("/x"), URL.canParse("/x", "http://h")], [false, true]);
    assertThrows(() => URL.parse(), TypeError);
    assertThrows(() => URL.canParse(), TypeError);
  },

  "every part can be set": () => {
    const url = new URL("http://h/p");
    url.protocol = "https";
    url.username = "u:";
    url.password = "p@";
    url.host = "other:8443";
    url.pathname = "a b";
    url.search = "q=1";
    url.hash = "f";
    assertEquals(url.href, "https://u%3A:p%40@other:8443/a%20b?q=1#f");
    url.port = "";
    url.hostname = "h";
    url.username = url.password = url.search = url.hash = "";
    assertEquals(url.href, "https://h/a%20b");
    url.href = "mailto:x";
    assertEquals([url.href, url.protocol, url.host], ["mailto:x", "mailto:", ""]);
  },

  "what a part cannot be leaves the URL as it is": () => {
    const url = new URL("http://h:81/p");
    url.port = "65536";
    url.port = "x";
    url.host = "";
    url.protocol = "mailto";
    url.hostname = "a b";
    assertEquals(url.href, "http://h:81/p");
    assertThrows(() => {
      url.href = "/x";
    }, TypeError);
    assertEquals(url.href, "http://h:81/p");
    url.port = "82abc";
    assertEquals(url.port, "82");
  },

  "as a string and in JSON": () => {
    const url = new URL("http://h/");
    assertEquals([`${url}`, url.toString(), JSON.stringify({ url })],
      ["http://h/", "http://h/", '{"url":"http://h/"}']);
    assertEquals(Object.prototype.toString.call(url), "[object URL]");
  },

  "searchParams follow the URL and the URL follows them": () => {
    const url = new URL("http://h/?a=1&b=2#f");
    const params = url.searchParams;
    assertEquals(url.searchParams === params, true);
    params.append("c", "3 4");
    assertEquals(url.href, "http://h/?a=1&b=2&c=3+4#f");
    params.delete("a");
    assertEquals(url.search, "?b=2&c=3+4");
    url.search = "?x=y";
    assertEquals([...params], [["x", "y"]]);
    url.href = "http://h/?z";
    assertEquals([...params], [["z", ""]]);
    params.delete("z");
    assertEquals(url.href, "http://h/");
    url.hash = "h";
    assertEquals(url.href, "http://h/#h");
  },

  "the query of a URL keeps its spelling until its parameters change": () => {
    const url = new URL("http://h/?a=~&b=%7e c");
    assertEquals(url.searchParams.get("b"), "~ c");
    assertEquals(url.search, "?a=~&b=%7e%20c");
    url.searchParams.sort();
    assertEquals(url.search, "?a=%7E&b=%7E+c");
  },

  "parameters of a string": () => {
    assertEquals([...new URLSearchParams("?a=1&b=%20+2&&c&=d&e==f&%zz=%4")],
      [["a", "1"], ["b", "  2"], ["c", ""], ["", "d"], ["e", "=f"], ["%zz", "%4"]]);
    assertEquals([...new URLSearchParams("??a")], [["?a", ""]]);
    assertEquals([...new URLSearchParams("?&a&&b=1=2&=&c")],
      [["a", ""], ["b", "1=2"], ["", ""], ["c", ""]]);
    assertEquals([...new URLSearchParams("%ff=%C3%A9\u00e9")], [["\ufffd", "\u00e9\u00e9"]]);
    assertEquals(`${new URLSearchParams()}`, "");
  },

  "parameters of pairs and of records": () => {
    assertEquals(`${new URLSearchParams([["a", 1], ["a", 2]])}`, "a=1&a=2");
    assertEquals(`${new URLSearchParams({ b: 1, a: "x y" })}`, "b=1&a=x+y");
    assertEquals(`${new URLSearchParams(new Map([["k", "v"]]))}`, "k=v");
    const original = new URLSearchParams("q=1");
    const copy = new URLSearchParams(original);
    copy.append("q", "2");
    assertEquals([`${original}`, `${copy}`], ["q=1", "q=1&q=2"]);
    assertThrows(() => new URLSearchParams([["a"]]), TypeError);
    assertThrows(() => new URLSearchParams([1]), TypeError);
    const form = new FormData();
    form.append("f", "g");
    assertEquals(`${new URLSearchParams(form)}`, "f=g");
  },

  "get, getAll and has": () => {
    const params = new URLSearchParams("a=1&b=2&a=3");
    assertEquals([params.get("a"), params.get("z")], ["1", null]);
    assertEquals([params.getAll("a"), params.getAll("z")], [["1", "3"], []]);
    assertEquals([params.has("a"), params.has("z")], [true, false]);
    assertEquals([params.has("a", "3"), params.has("a", "2")], [true, false]);
    assertEquals([params.has("a", undefined), params.size], [true, 3]);
  },

  "set, append, delete and sort": () => {
    const params = new URLSearchParams("b=1&a=2&b=3&c=4");
    params.set("b", "x");
    assertEquals(`${params}`, "b=x&a=2&c=4");
    params.set("d", "5");
    params.append("a", "0");
    params.sort();
    assertEquals(`${params}`, "a=2&a=0&b=x&c=4&d=5");
    params.delete("a", "0");
    params.delete("c");
    assertEquals(`${params}`, "a=2&b=x&d=5");
    assertThrows(() => params.append("a"), TypeError);
    const units = new URLSearchParams("\ufb03=1&\u{1f308}=2");
    units.sort();
    assertEquals([...units.values()], ["2", "1"]);
  },

  "iterators are live": () => {
    const params = new URLSearchParams("a=1&b=2");
    const seen = [];
    for (const [name] of params) {
      seen.push(name);
      if (name === "a") params.append("c", "3");
    }
    assertEquals(seen, ["a", "b", "c"]);
    assertEquals([...params.keys()], ["a", "b", "c"]);
    assertEquals(params[Symbol.iterator] === params.entries, true);
    assertEquals(Object.prototype.toString.call(params.keys()),
      "[object URLSearchParams Iterator]");
    const called = [];
    params.forEach(function (value, name, object) {
      called.push(value, name, object === params, this.x);
    }, { x: 5 });
    assertEquals(called.slice(0, 4), ["1", "a", true, 5]);
  },

  "what a query is encoded as": () => {
    const params = new URLSearchParams([["a b", "*-._~"], ["\u00e9", "&=+\0"], ["\ud800", "'!()"]]);
    assertEquals(`${params}`,
      "a+b=*-._%7E&%C3%A9=%26%3D%2B%00&%EF%BF%BD=%27%21%28%29");
  },

  "the shape of the interfaces": () => {
    for (const [Class, name] of [[URL, "href"], [URLSearchParams, "get"]]) {
      const own = Object.getOwnPropertyDescriptor(Class.prototype, name);
      assertEquals([own.enumerable, own.configurable], [true, true]);
      assertThrows(() => Class.prototype.toString.call({}), TypeError);
    }
    assertEquals(URL.length, 1);
    assertEquals(URLSearchParams.length, 0);
  },

  "a long URL": () => {
    const path = "/x".repeat(100_000);
    assertEquals(new URL(`http://h${path}`).pathname === path, true);
    const url = new URL("http://h/");
    url.searchParams.set("q", "\u00e9".repeat(10_000));
    assertEquals(url.search.length, 60_003);
  },
};
