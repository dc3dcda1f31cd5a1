// Gives every object and array setters for the first places.
// family: pollution
// outcome: ok exception exceededCpu

export default {
  fetch() {
    for (let i = 0; i < 10; ++i) {
      Object.defineProperty(Object.prototype, i, {
        configurable: true,
        get() {
          for (;;);
        },
        set() {
          for (;;);
        },
      });
    }
    const headers = new Headers({ a: "b" });
    headers.append("a", "c");
    return new Response(new URLSearchParams("a=1&b=2").toString(), { headers });
  },
};
