// Asks for the words of 2^32 - 1 absent places in the user's language.
// family: builtins
// outcome: exceededCpu exception exceededMemory

export default {
  fetch() {
    Array.prototype.toLocaleString.call({ length: 2 ** 32 - 1 });
    return new Response("end");
  },
};
