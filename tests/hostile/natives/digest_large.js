// Digests a hundred megabytes at a time, again and again.
// family: natives
// outcome: exceededCpu exceededMemory

export default {
  async fetch() {
    const octets = new Uint8Array(1e8);
    for (;;) await crypto.subtle.digest("SHA-512", octets);
    return new Response("end");
  },
};
