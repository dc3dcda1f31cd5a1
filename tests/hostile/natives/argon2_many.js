// Derives a thousand keys with 64 MB each at once.
// family: natives
// outcome: exceededCpu

export default {
  async fetch() {
    const key = await crypto.subtle.importKey("raw-secret", new Uint8Array(1), "Argon2id", false,
      ["deriveBits"]);
    const params = { name: "Argon2id", nonce: new Uint8Array(8), memory: 65536, passes: 4, parallelism: 1 };
    await Promise.all(Array.from({ length: 1000 }, () => crypto.subtle.deriveBits(params, key, 256)));
    return new Response("end");
  },
};
