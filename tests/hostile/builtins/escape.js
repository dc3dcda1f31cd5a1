// Escapes a long string the old way, and back.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    unescape(escape("\u0100".repeat(2 ** 23)));
    return new Response("end");
  },
};
