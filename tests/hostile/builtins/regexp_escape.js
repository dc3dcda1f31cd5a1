// Escapes a long text for a regular expression.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    RegExp.escape("-".repeat(2 ** 23));
    return new Response("end");
  },
};
