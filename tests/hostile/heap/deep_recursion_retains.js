// Keeps a large array in every frame of a deep recursion, again and again.
// family: heap
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    const recurse = (depth) => {
      const mine = new Array(100).fill(depth);
      all.push(mine);
      return depth > 5000 ? 0 : recurse(depth + 1) + mine.length;
    };
    for (;;) recurse(0);
    return new Response("end");
  },
};
