// Searches a long string for a pattern that nearly matches everywhere.
// family: builtins
// outcome: exceededCpu ok

export default {
  fetch() {
    const text = "a".repeat(2 ** 24);
    const pattern = `${"a".repeat(2 ** 14)}b${"a".repeat(2 ** 14)}`;
    for (let i = 0; i < 100; ++i) text.indexOf(pattern);
    return new Response("end");
  },
};
