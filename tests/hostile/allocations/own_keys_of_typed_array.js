// Asks for all own keys of an array of a hundred million octets.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=2000

export default {
  fetch() {
    Reflect.ownKeys(new Uint8Array(1e8));
    return new Response("end");
  },
};
