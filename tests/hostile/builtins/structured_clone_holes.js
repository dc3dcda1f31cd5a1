// Clones an array of millions of holes.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    structuredClone(new Array(3e7));
    return new Response("end");
  },
};
