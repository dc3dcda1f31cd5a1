// Keeps objects that divide texts, and the texts.
// family: uncounted
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const all = [];
    for (let i = 0; ; ++i) {
      const segmenter = new Intl.Segmenter("th", { granularity: "word" });
      all.push(segmenter.segment(`${i} ${"a ".repeat(1000)}`)[Symbol.iterator]());
    }
    return new Response("end");
  },
};
