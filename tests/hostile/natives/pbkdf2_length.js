// Asks PBKDF2 for half a gigabyte.
// family: natives
// outcome: exception exceededCpu exceededMemory

export default {
  async fetch() {
    const key = await crypto.subtle.importKey("raw", new Uint8Array(1), "PBKDF2", false, ["deriveBits"]);
    await crypto.subtle.deriveBits({
      name: "PBKDF2", hash: "SHA-512", salt: new Uint8Array(1), iterations: 1e5,
    }, key, 2 ** 32 - 8);
    return new Response("end");
  },
};
