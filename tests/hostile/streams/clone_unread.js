// Clones a request's large body and reads one of the two.
// family: streams
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  async fetch() {
    const response = new Response(new Uint8Array(3e7));
    const all = [];
    for (;;) {
      all.push(response.clone());
      await all.at(-1).arrayBuffer();
    }
    return new Response("end");
  },
};
