// Fills the heap at the top level.
// family: startup
// outcome: exceededMemory exceededCpu
// limits: memory_mb=64

const all = [];
for (;;) all.push(new Array(1000).fill(0.5));

export default {
  fetch() {
    return new Response(String(all.length));
  },
};
