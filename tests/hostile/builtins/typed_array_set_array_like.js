// Copies the absent places of an array-like to a typed array.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    new Uint8Array(5e7).set({ length: 5e7 });
    return new Response("end");
  },
};
