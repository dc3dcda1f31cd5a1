// Begins asynchronous functions for ever that wait for each other.
// family: floods
// outcome: exceededCpu exceededMemory
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    let last = new Promise(() => {});
    const wait = async (promise) => promise;
    for (;;) last = wait(last);
    return new Response("end");
  },
};
