// Doubles an array by concatenation for ever.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    let all = [1, 2, 3, 4];
    for (;;) all = all.concat(all);
    return new Response("end");
  },
};
