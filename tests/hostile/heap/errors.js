// Keeps errors with long stacks.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    const fail = (depth) => {
      if (depth > 0) fail(depth - 1);
      else all.push(new Error("x").stack);
    };
    for (;;) fail(50);
    return new Response("end");
  },
};
