// Asks for the descriptors of all places of a typed array.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    Object.getOwnPropertyDescriptors(new Uint8Array(5e6));
    return new Response("end");
  },
};
