import { assert, assertEquals, assertThrows } from "./assert.js";

export const tests = {
  "groups of a match": () => {
    const pattern = new URLPattern("https://:tenant.example.com/api/:version(v\\d+)/*");
    const found = pattern.exec("https://a.example.com/api/v2/x/y?z");
    assertEquals(found.hostname, { input: "a.example.com", groups: { tenant: "a" } });
    assertEquals(found.pathname, { input: "/api/v2/x/y", groups: { 0: "x/y", version: "v2" } });
    assertEquals(found.inputs, ["https://a.example.com/api/v2/x/y?z"]);
    assertEquals(pattern.exec("https://a.example.com/api/x2/"), null);
    assertEquals([pattern.hostname, pattern.hasRegExpGroups], [":tenant.example.com", true]);
  },

  "objects, base URLs and options": () => {
    const pattern = new URLPattern({ pathname: "/Books/:id?" }, { ignoreCase: true });
    assert(pattern.test({ pathname: "/books" }));
    assert(pattern.test("/BOOKS/7", "https://any.host/"));
    assertEquals(pattern.exec({ pathname: "/books" }).pathname.groups, { id: undefined });
    assertEquals(new URLPattern("/x/*", "https://h/").test("https://h/x/y"), true);
    assertEquals(new URLPattern("/x/*", "https://h/", { ignoreCase: true }).test("https://h/X/y"), true);
    assertEquals(new URLPattern().test("https://h/x"), true);
    assertEquals(new URLPattern({}).test("no URL"), false);
  },

  "a protocol that a regular expression matches": () => {
    const pattern = new URLPattern("http{s}?://*.example.com/a b");
    assertEquals([pattern.protocol, pattern.pathname], ["http{s}?", "/a%20b"]);
    assert(pattern.test("https://www.example.com/a b"));
    assertEquals(new URLPattern({ protocol: "(data|foo)", pathname: "a b" }).pathname, "a b");
  },

  "what is no pattern": () => {
    for (const wrong of ["/x", "https://h/(", "https://h/([a&&&b])", "https://h/:a/:a"]) {
      assertThrows(() => new URLPattern(wrong), TypeError);
    }
    assertThrows(() => new URLPattern({ pathname: "/x" }, "https://h/"), TypeError);
    assertThrows(() => new URLPattern({}).test({}, "https://h/"), TypeError);
    assertThrows(() => new URLPattern(`https://h/${"x".repeat(100_000)}`), TypeError);
  },

  "a group called __proto__": () => {
    const { groups } = new URLPattern({ pathname: "/:__proto__" }).exec({ pathname: "/x" }).pathname;
    assertEquals(Object.getOwnPropertyDescriptor(groups, "__proto__").value, "x");
  },
};
