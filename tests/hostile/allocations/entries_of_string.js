// Asks for the entries of a string of half a billion letters.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    Object.entries("a".repeat(2 ** 28));
    return new Response("end");
  },
};
