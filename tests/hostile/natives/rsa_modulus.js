// Asks for an RSA key of 16,384 bits.
// family: natives
// outcome: exception

export default {
  async fetch() {
    await crypto.subtle.generateKey({
      name: "RSA-PSS", hash: "SHA-256", modulusLength: 16384, publicExponent: new Uint8Array([1, 0, 1]),
    }, true, ["sign"]);
    return new Response("end");
  },
};
