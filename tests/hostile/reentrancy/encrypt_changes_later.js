// Moves away the parameters and data of ciphers that are under way.
// family: reentrancy
// outcome: ok exception

export default {
  async fetch() {
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
    const iv = new Uint8Array(12);
    const data = new Uint8Array(1e6);
    const sealed = crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: data }, key, data);
    iv.buffer.transfer();
    data.buffer.transfer();
    return new Response((await sealed).slice(0, 10));
  },
};
