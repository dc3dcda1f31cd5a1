// Signs with RSA again and again.
// family: natives
// outcome: exceededCpu

export default {
  async fetch() {
    const pair = await crypto.subtle.generateKey({
      name: "ECDSA", namedCurve: "P-521",
    }, false, ["sign", "verify"]);
    for (;;) await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-512" }, pair.privateKey, new Uint8Array(9));
    return new Response("end");
  },
};
