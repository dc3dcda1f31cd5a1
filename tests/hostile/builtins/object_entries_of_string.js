// Asks for the entries of a string of millions of characters.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    Object.entries("a".repeat(2 ** 24));
    return new Response("end");
  },
};
