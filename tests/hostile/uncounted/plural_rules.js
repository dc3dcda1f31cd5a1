// Keeps rules of plurals in many languages.
// family: uncounted
// outcome: exceededMemory exceededCpu
// limits: cpu_ms=1000 memory_mb=64

export default {
  fetch() {
    const all = [];
    const locales = ["ar", "cy", "ru", "pl", "ga", "he"];
    for (let i = 0; ; ++i) all.push(new Intl.PluralRules(locales[i % 6], { type: "ordinal" }));
    return new Response("end");
  },
};
