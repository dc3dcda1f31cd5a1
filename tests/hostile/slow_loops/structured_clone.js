// Clones thirty megabytes again and again.
// family: slow_loops
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const octets = new Uint8Array(3e7);
    for (;;) structuredClone(octets);
    return new Response("end");
  },
};
