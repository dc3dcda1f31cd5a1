// Makes a string of half a gigabyte and reads its middle.
// family: allocations
// outcome: exceededMemory exceededCpu exception ok
// limits: cpu_ms=500

export default {
  fetch() {
    return new Response("x".padStart(2 ** 29 - 24, "ab").charAt(2 ** 28));
  },
};
