// Digests nothing again and again.
// family: natives
// outcome: exceededCpu

export default {
  async fetch() {
    for (;;) await crypto.subtle.digest("SHA-256", new Uint8Array(0));
    return new Response("end");
  },
};
