// Computes the hash of a new long string again and again.
// family: slow_loops
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const text = "a".repeat(2e7);
    const map = new Map();
    for (let i = 0; ; ++i) map.has(text + i);
    return new Response("end");
  },
};
