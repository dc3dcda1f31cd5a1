// Moves away and shrinks the octets of a value that is being put.
// family: reentrancy
// outcome: ok exception
// needs: kv

export default {
  async fetch(request, env) {
    const octets = new Uint8Array(1e6).fill(97);
    const buffer = new ArrayBuffer(1e6, { maxByteLength: 1e6 });
    const put = env.KV.put("key", octets, {
      get metadata() {
        octets.buffer.transfer();
        return 1;
      },
    });
    const other = env.KV.put("other", buffer);
    buffer.resize(0);
    await put.catch(() => {});
    await other;
    return new Response("end");
  },
};
