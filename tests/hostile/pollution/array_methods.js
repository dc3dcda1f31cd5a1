// Replaces the methods of arrays by functions that loop.
// family: pollution
// outcome: ok exception exceededCpu

export default {
  fetch() {
    const loop = () => {
      for (;;);
    };
    for (const name of Object.getOwnPropertyNames(Array.prototype)) {
      if (typeof Array.prototype[name] === "function" && name !== "constructor") {
        Object.defineProperty(Array.prototype, name, { value: loop });
      }
    }
    console.log([1, { a: [2] }], new Error("x"));
    return new Response(new Blob(["e", "n", "d"]), { headers: { a: "b" } });
  },
};
