// Sorts ten million doubles.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const doubles = new Float64Array(1e7);
    crypto.getRandomValues(new Uint8Array(doubles.buffer, 0, 65536));
    doubles.copyWithin(4e6, 0, 8192);
    for (let i = 8192; i < 1e7; i *= 2) doubles.copyWithin(i, 0, i);
    doubles.sort();
    return new Response("end");
  },
};
