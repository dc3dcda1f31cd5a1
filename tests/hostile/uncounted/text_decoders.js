// Keeps decoders in the middle of a character.
// family: uncounted
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (;;) {
      const decoder = new TextDecoder("gb18030");
      decoder.decode(new Uint8Array([129]), { stream: true });
      all.push(decoder);
    }
    return new Response("end");
  },
};
