// Brings a key as JWK whose members are getters that change the others.
// family: reentrancy
// outcome: ok exception

export default {
  async fetch() {
    const key = {
      kty: "oct",
      get alg() {
        delete key.k;
        return undefined;
      },
      get k() {
        key.kty = "RSA";
        return "AAAA";
      },
      get key_ops() {
        return [{
          toString() {
            Object.defineProperty(key, "k", { value: 1 });
            return "sign";
          },
        }];
      },
    };
    await crypto.subtle.importKey("jwk", key, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
    return new Response("end");
  },
};
