// Brings an RSA key of a million bits in a JWK.
// family: natives
// outcome: exception

export default {
  async fetch() {
    const n = btoa("\u00ff".repeat(131072)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    const key = await crypto.subtle.importKey("jwk", { kty: "RSA", n, e: n }, {
      name: "RSASSA-PKCS1-v1_5", hash: "SHA-256",
    }, true, ["verify"]);
    await crypto.subtle.verify("RSASSA-PKCS1-v1_5", key, new Uint8Array(131072), new Uint8Array(1));
    throw new Error("such a key was taken");
  },
};
