// Makes a list of all the letters of a long text.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    "a".repeat(2 ** 24).match(/a/g);
    return new Response("end");
  },
};
