// Normalizes a letter that becomes eighteen, sixteen million times.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    "\uFDFA".repeat(2 ** 24).normalize("NFKD");
    return new Response("end");
  },
};
