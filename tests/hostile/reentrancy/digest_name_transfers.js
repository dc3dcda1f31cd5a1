// Moves the memory away from under a digest while its name is converted.
// family: reentrancy
// outcome: ok exception

export default {
  async fetch() {
    const octets = new Uint8Array(1e6);
    const digest = await crypto.subtle.digest({
      get name() {
        octets.buffer.transfer();
        return "SHA-256";
      },
    }, octets);
    return new Response(digest);
  },
};
