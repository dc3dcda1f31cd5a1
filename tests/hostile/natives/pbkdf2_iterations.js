// Asks for a billion iterations of PBKDF2.
// family: natives
// outcome: exception

export default {
  async fetch() {
    const key = await crypto.subtle.importKey("raw", new Uint8Array(1), "PBKDF2", false, ["deriveBits"]);
    await crypto.subtle.deriveBits({
      name: "PBKDF2", hash: "SHA-512", salt: new Uint8Array(1), iterations: 1e9,
    }, key, 512);
    return new Response("end");
  },
};
