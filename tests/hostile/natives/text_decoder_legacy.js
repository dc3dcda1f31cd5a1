// Decodes megabytes in encodings with large tables.
// family: natives
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const octets = crypto.getRandomValues(new Uint8Array(65536));
    const all = new Uint8Array(65536 * 256);
    for (let i = 0; i < 256; ++i) all.set(octets, i * 65536);
    for (;;) {
      for (const label of ["gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr"]) {
        new TextDecoder(label).decode(all);
      }
    }
    return new Response("end");
  },
};
