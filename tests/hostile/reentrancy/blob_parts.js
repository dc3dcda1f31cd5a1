// Changes the parts of a blob while they are converted.
// family: reentrancy
// outcome: ok exception

export default {
  fetch() {
    const buffer = new ArrayBuffer(1e6, { maxByteLength: 1e6 });
    const parts = [new Uint8Array(buffer), {
      toString() {
        buffer.resize(0);
        parts.length = 0;
        return "x";
      },
    }, "y"];
    const blob = new Blob(parts);
    return new Response(blob);
  },
};
