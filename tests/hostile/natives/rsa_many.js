// Asks for a hundred RSA keys of 4,096 bits at once.
// family: natives
// outcome: exceededCpu

export default {
  async fetch() {
    const params = {
      name: "RSA-PSS", hash: "SHA-256", modulusLength: 4096, publicExponent: new Uint8Array([1, 0, 1]),
    };
    await Promise.all(Array.from({ length: 100 },
      () => crypto.subtle.generateKey(params, true, ["sign"])));
    return new Response("end");
  },
};
