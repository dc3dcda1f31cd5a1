// Asks for RSA keys with an even and with a very long exponent.
// family: natives
// outcome: exception

export default {
  async fetch() {
    await crypto.subtle.generateKey({
      name: "RSA-PSS", hash: "SHA-256", modulusLength: 2048, publicExponent: new Uint8Array(1e6).fill(255),
    }, true, ["sign"]);
    return new Response("end");
  },
};
