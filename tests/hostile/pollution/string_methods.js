// Replaces the methods of strings and regular expressions by functions that loop.
// family: pollution
// outcome: ok exception exceededCpu

export default {
  fetch() {
    const loop = () => {
      for (;;);
    };
    for (const prototype of [String.prototype, RegExp.prototype]) {
      for (const key of Reflect.ownKeys(prototype)) {
        if (key !== "constructor") Object.defineProperty(prototype, key, { value: loop });
      }
    }
    const url = new URL("http://a.example/b?c=d");
    console.log("x %s", url, "y\n");
    return new Response(url.pathname, { headers: { "content-type": "text/plain; charset=utf-8" } });
  },
};
