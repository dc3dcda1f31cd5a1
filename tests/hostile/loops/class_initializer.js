// Loops in a static block of a class.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    class Loops {
      static {
        for (;;);
      }
    }
    return new Response(Loops.name);
  },
};
