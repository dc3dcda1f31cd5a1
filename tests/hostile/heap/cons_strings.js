// Keeps strings of which each is the last with something more.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (let text = "x"; ; text += "y".repeat(1000)) all.push(text);
    return new Response("end");
  },
};
