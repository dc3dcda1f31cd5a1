import querystring from "node:querystring";
import url, { URL as NodeURL } from "node:url";
import { assertEquals, assertThrows } from "./assert.js";

export const tests = {
  "the classes are the platform's": () => {
    assertEquals([NodeURL, url.URLSearchParams], [URL, URLSearchParams]);
  },

  "parse, format and resolve": () => {
    const parsed = url.parse("http://u:p@host:81/x?a=1#h", true);
    assertEquals([parsed.auth, parsed.host, parsed.pathname, parsed.query.a, parsed.hash],
      ["u:p", "host:81", "/x", "1", "#h"]);
    assertEquals(url.format({ protocol: "http", host: "a.b", pathname: "/x", query: { q: 1 } }),
      "http://a.b/x?q=1");
    assertEquals(url.resolve("http://a/b/c", "../d"), "http://a/d");
    assertEquals(url.format(new URL("http://u:p@xn--maana-pta.com/x?y#z"),
      { auth: false, fragment: false, unicode: true }), "http://ma\u00f1ana.com/x?y");
  },

  "files and domains": () => {
    assertEquals(url.fileURLToPath("file:///a%20b"), "/a b");
    assertEquals(url.pathToFileURL("/a b#c?%").href, "file:///a%20b%23c%3F%25");
    assertEquals(assertThrows(() => url.fileURLToPath("http://a/"), TypeError).code,
      "ERR_INVALID_URL_SCHEME");
    assertEquals(url.domainToASCII("ma\u00f1ana.com"), "xn--maana-pta.com");
    assertEquals(url.domainToUnicode("xn--maana-pta.com"), "ma\u00f1ana.com");
    assertEquals(url.urlToHttpOptions(new URL("http://u:p@[::1]:8/x?y")).hostname, "::1");
  },

  "querystring": () => {
    assertEquals({ ...querystring.parse("a=1&b=%20+&a=2") }, { a: ["1", "2"], b: "  " });
    assertEquals(querystring.stringify({ a: [1, 2], b: "x y" }), "a=1&a=2&b=x%20y");
    assertEquals(querystring.unescape(querystring.escape("\u00e9&")), "\u00e9&");
  },
};
