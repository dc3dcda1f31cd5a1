// Asks which of ten million locales are known.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=2000

export default {
  fetch() {
    Intl.getCanonicalLocales(Array(1e7).fill("de"));
    return new Response("end");
  },
};
