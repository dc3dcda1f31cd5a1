// Searches a long string from its end for a pattern that nearly matches everywhere.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    const text = "a".repeat(2 ** 24);
    const pattern = `${"a".repeat(2 ** 14)}b`;
    text.lastIndexOf(pattern);
    return new Response("end");
  },
};
