// Asks for the word that contains the end of a long text.
// family: builtins
// outcome: exceededCpu exceededMemory ok

export default {
  fetch() {
    const text = "ab c".repeat(2 ** 21);
    new Intl.Segmenter("th", { granularity: "word" }).segment(text).containing(text.length - 1);
    return new Response("end");
  },
};
