// Copies the places of an array of fifty million octets to an object.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=2000

export default {
  fetch() {
    return new Response(String({ ...new Uint8Array(5e7) }[0]));
  },
};
