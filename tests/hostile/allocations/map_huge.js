// Copies a map to another twice as large, again and again.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=2000

export default {
  fetch() {
    let map = new Map([[0, 0]]);
    for (;;) map = new Map([...map, ...map.keys().map((key) => [key + map.size, 0])]);
    return new Response("end");
  },
};
