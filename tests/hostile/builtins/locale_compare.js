// Compares two long strings by the rules of a language.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const same = "\u00e4a\u0301".repeat(2 ** 23);
    `${same}a`.localeCompare(`${same}b`, "de");
    return new Response("end");
  },
};
