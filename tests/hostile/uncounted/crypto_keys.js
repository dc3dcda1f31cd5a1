// Keeps keys for ever.
// family: uncounted
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=1000 memory_mb=64

export default {
  async fetch() {
    const all = [];
    for (;;) {
      all.push(await crypto.subtle.importKey("raw", new Uint8Array(65536), { name: "HMAC", hash: "SHA-1" },
        true, ["sign"]));
    }
    return new Response("end");
  },
};
