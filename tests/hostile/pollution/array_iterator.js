// Replaces the iterators of arrays, maps and strings by endless ones.
// family: pollution
// outcome: ok exception exceededCpu

export default {
  fetch() {
    const endless = function* () {
      for (;;) yield ["a", "b"];
    };
    Array.prototype[Symbol.iterator] = endless;
    Map.prototype[Symbol.iterator] = endless;
    String.prototype[Symbol.iterator] = endless;
    return new Response("end", { headers: { a: "b" } });
  },
};
