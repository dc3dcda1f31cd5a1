// Makes a typed array of an array-like with many absent places.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    new Uint8Array({ length: 1e8 });
    return new Response("end");
  },
};
