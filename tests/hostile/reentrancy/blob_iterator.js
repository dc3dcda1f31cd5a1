// Gives a blob an iterator of parts that moves away the last one.
// family: reentrancy
// outcome: ok exception

export default {
  async fetch() {
    let last;
    const blob = new Blob({
      * [Symbol.iterator]() {
        for (let i = 0; i < 10; ++i) {
          last?.buffer.transfer();
          last = new Uint8Array(1000);
          yield last;
        }
      },
    });
    return new Response(await blob.arrayBuffer());
  },
};
