// Joins many words as a list of a language.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    new Intl.ListFormat("en").format("a".repeat(2 ** 22));
    return new Response("end");
  },
};
