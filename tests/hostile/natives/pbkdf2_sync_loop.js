// Derives keys from few iterations again and again.
// family: natives
// outcome: exceededCpu

export default {
  async fetch() {
    const key = await crypto.subtle.importKey("raw", new Uint8Array(1), "PBKDF2", false, ["deriveBits"]);
    const params = { name: "PBKDF2", hash: "SHA-512", salt: new Uint8Array(1), iterations: 100 };
    for (;;) await crypto.subtle.deriveBits(params, key, 512);
    return new Response("end");
  },
};
