// Copies thirty megabytes again and again.
// family: slow_loops
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const octets = new Uint8Array(3e7);
    for (;;) octets.slice();
    return new Response("end");
  },
};
