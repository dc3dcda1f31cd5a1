// Loops in Symbol.hasInstance.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    class Kind {
      static [Symbol.hasInstance]() {
        for (;;);
      }
    }
    return new Response(String({} instanceof Kind));
  },
};
