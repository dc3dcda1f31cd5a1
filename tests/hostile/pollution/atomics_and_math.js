// Replaces Math, JSON, Reflect, Symbol and Object by proxies that loop.
// family: pollution
// outcome: ok exception exceededCpu

export default {
  fetch() {
    const loop = () => {
      for (;;);
    };
    for (const name of ["Math", "JSON", "Reflect", "Symbol", "Object", "Number", "Promise", "Uint8Array"]) {
      globalThis[name] = new Proxy(function () {}, { get: loop, apply: loop, construct: loop });
    }
    return new Response("end", { headers: { a: "b" } });
  },
};
