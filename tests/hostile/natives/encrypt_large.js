// Encrypts fifty megabytes at a time, many at once.
// family: natives
// outcome: exceededCpu exceededMemory

export default {
  async fetch() {
    const key = await crypto.subtle.generateKey({ name: "AES-CBC", length: 256 }, false, ["encrypt"]);
    const octets = new Uint8Array(5e7);
    const params = { name: "AES-CBC", iv: new Uint8Array(16) };
    await Promise.all(Array.from({ length: 100 }, () => crypto.subtle.encrypt(params, key, octets)));
    return new Response("end");
  },
};
