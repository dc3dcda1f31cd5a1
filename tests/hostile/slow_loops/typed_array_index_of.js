// Searches sixty megabytes again and again.
// family: slow_loops
// outcome: exceededCpu

export default {
  fetch() {
    const octets = new Uint8Array(6e7);
    for (;;) octets.indexOf(1);
    return new Response("end");
  },
};
