// Catches whatever ends its inner loop and begins again.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    for (;;) {
      try {
        for (;;);
      } catch {
        continue;
      }
    }
    return new Response("end");
  },
};
