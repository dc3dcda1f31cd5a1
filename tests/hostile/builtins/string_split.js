// Splits a long string at a pattern that nearly matches everywhere.
// family: builtins
// outcome: exceededCpu exceededMemory ok

export default {
  fetch() {
    "a".repeat(2 ** 24).split(`${"a".repeat(2 ** 14)}b`);
    return new Response("end");
  },
};
