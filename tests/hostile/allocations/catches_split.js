// Splits long strings in a loop that catches what ends it.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    for (;;) {
      try {
        "a".repeat(2 ** 28).split("");
      } catch {
        continue;
      }
    }
    return new Response("end");
  },
};
