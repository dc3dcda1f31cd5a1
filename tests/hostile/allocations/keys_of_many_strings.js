// Asks for the keys of the longest string.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=2000

export default {
  fetch() {
    Object.keys("a".repeat(2 ** 29 - 24));
    return new Response("end");
  },
};
