// Divides a long text without blanks into words by a dictionary.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const text = "\u0e01\u0e32\u0e23\u0e17\u0e14\u0e2a\u0e2d\u0e1a".repeat(2 ** 17);
    new Intl.Segmenter("th", { granularity: "word" }).segment(text).containing(text.length - 1);
    return new Response("end");
  },
};
