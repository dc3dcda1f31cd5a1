import { assertEquals } from "./assert.js";

function methodsOf(owners) {
  const methods = [];
  for (const [name, owner] of Object.entries(owners)) {
    for (const key of Reflect.ownKeys(owner)) {
      const descriptor = Object.getOwnPropertyDescriptor(owner, key);
      if (key === "constructor" || typeof descriptor.value !== "function") continue;
      methods.push({ owner, key, descriptor, name: `${name}.${String(key)}` });
    }
  }
  return methods;
}

// Calls `use` while the methods of `owners` are replaced by ones that note that they were called.
// Returns their names.
function whileReplaced(owners, use) {
  const { defineProperty } = Object;
  const { apply } = Reflect;
  const methods = methodsOf(owners);
  const seen = [];
  for (let i = 0; i < methods.length; ++i) {
    const { owner, key, descriptor, name } = methods[i];
    const value = function (...values) {
      seen[seen.length] = name;
      return apply(descriptor.value, this, values);
    };
    defineProperty(owner, key, { ...descriptor, value });
  }
  try {
    use();
  } finally {
    for (let i = 0; i < methods.length; ++i) {
      defineProperty(methods[i].owner, methods[i].key, methods[i].descriptor);
    }
  }
  return seen;
}

const COLLECTIONS = {
  Array: Array.prototype,
  Map: Map.prototype,
  Set: Set.prototype,
  String: String.prototype,
  RegExp: RegExp.prototype,
  TypedArray: Object.getPrototypeOf(Uint8Array.prototype),
};

export const tests = {
  "a replaced method is noticed": () => {
    assertEquals(whileReplaced(COLLECTIONS, () => [].push("x".slice(1))),
      ["String.slice", "Array.push"]);
  },

  "URLs call no method that a worker can replace": () => {
    let href;
    const seen = whileReplaced(COLLECTIONS, () => {
      const url = new URL("../x?a=1&b=%20#h", "https://u:p@h:81/y/z");
      url.searchParams.append("c", "\u00e9");
      url.searchParams.delete("a");
      url.searchParams.sort();
      url.pathname = "/p q";
      href = `${url.origin} ${url.host} ${url.href} ${url.searchParams}`;
    });
    assertEquals(seen, []);
    assertEquals(href, "https://h:81 h:81 https://u:p@h:81/p%20q?b=+&c=%C3%A9#h b=+&c=%C3%A9");
  },

  "text codecs call no method that a worker can replace": () => {
    let text;
    const seen = whileReplaced(COLLECTIONS, () => {
      const decoder = new TextDecoder(" UTF-8 ");
      const bytes = new TextEncoder().encode("a\u20ac");
      text = decoder.decode(bytes, { stream: true }) + decoder.decode() + atob(btoa("x"));
      new TextEncoder().encodeInto("\u00e9", bytes);
    });
    assertEquals(seen, []);
    assertEquals(text, "a\u20acx");
  },

  "events and signals call no method that a worker can replace": () => {
    let calls = 0;
    const seen = whileReplaced(COLLECTIONS, () => {
      const target = new EventTarget();
      const controller = new AbortController();
      target.addEventListener("x", () => ++calls, { once: true, signal: controller.signal });
      target.addEventListener("x", { handleEvent: () => ++calls });
      target.dispatchEvent(new CustomEvent("x", { detail: 1 }));
      controller.signal.onabort = () => ++calls;
      controller.abort();
    });
    assertEquals(seen, []);
    assertEquals(calls, 3);
  },

  "headers, requests and responses call no method that a worker can replace": () => {
    let found;
    const seen = whileReplaced(COLLECTIONS, () => {
      const headers = new Headers({ "X-A": "1" });
      headers.append("x-a", "2");
      const request = new Request("http://h/", { method: "POST", body: "text", headers });
      const response = new Response("hello", { status: 201, headers: { "x-b": "3" } });
      found = `${request.method} ${request.headers.get("x-a")} ${response.headers.get("X-B")}`;
    });
    assertEquals(seen, []);
    assertEquals(found, "POST 1, 2 3");
  },
};
