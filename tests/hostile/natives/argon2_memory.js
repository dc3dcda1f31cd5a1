// Asks Argon2 for four terabytes.
// family: natives
// outcome: exception

export default {
  async fetch() {
    const key = await crypto.subtle.importKey("raw-secret", new Uint8Array(1), "Argon2id", false,
      ["deriveBits"]);
    await crypto.subtle.deriveBits({
      name: "Argon2id", nonce: new Uint8Array(8), memory: 2 ** 32 - 1, passes: 2 ** 32 - 1, parallelism: 1,
    }, key, 256);
    return new Response("end");
  },
};
