// Adds reactions for ever to a promise that never settles.
// family: heap
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const promise = new Promise(() => {});
    for (;;) promise.then(() => {});
    return new Response("end");
  },
};
