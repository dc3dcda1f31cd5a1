// Loops in the trap of a proxy that the in operator reaches.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    const trap = {
      has() {
        for (;;);
      },
    };
    return new Response(String("x" in new Proxy({}, trap)));
  },
};
