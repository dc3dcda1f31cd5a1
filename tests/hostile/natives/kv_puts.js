// Puts a thousand values of a megabyte at once.
// family: natives
// outcome: exception exceededCpu exceededMemory ok
// limits: cpu_ms=500 memory_mb=64
// needs: kv

export default {
  async fetch(request, env) {
    const value = "x".repeat(1e6);
    const puts = [];
    for (let i = 0; i < 1000; ++i) puts.push(env.KV.put(`key-${i % 3}`, value));
    await Promise.all(puts);
    return new Response("end");
  },
};
