// Loops in a getter that a destructuring reads.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    const { value } = {
      get value() {
        for (;;);
      },
    };
    return new Response(value);
  },
};
