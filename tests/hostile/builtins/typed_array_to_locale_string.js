// Asks for the numbers of a typed array in the user's language.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    new Uint8Array(1e7).toLocaleString();
    return new Response("end");
  },
};
