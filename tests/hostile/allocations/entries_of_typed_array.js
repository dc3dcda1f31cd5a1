// Asks for the entries of an array of fifty million octets.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=2000

export default {
  fetch() {
    Object.entries(new Uint8Array(5e7));
    return new Response("end");
  },
};
