// Visits the keys of an array of a hundred million octets.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=2000

export default {
  fetch() {
    let count = 0;
    for (const key in new Uint8Array(1e8)) count += key.length;
    return new Response(String(count));
  },
};
