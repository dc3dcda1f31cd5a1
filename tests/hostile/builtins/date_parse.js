// Reads a date that begins with millions of parentheses.
// family: builtins
// outcome: exceededCpu exceededMemory ok

export default {
  fetch() {
    Date.parse(`${"(".repeat(2 ** 24)}1`);
    Date.parse(`1 ${"(a)".repeat(2 ** 23)}`);
    return new Response("end");
  },
};
