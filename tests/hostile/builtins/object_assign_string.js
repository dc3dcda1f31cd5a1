// Copies the characters of a long string to an object.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    Object.assign({}, "ab".repeat(2 ** 23));
    return new Response("end");
  },
};
