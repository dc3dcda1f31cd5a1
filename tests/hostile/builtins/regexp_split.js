// Splits a long text at an empty match.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    "a".repeat(2 ** 24).split(/(?:)/);
    return new Response("end");
  },
};
