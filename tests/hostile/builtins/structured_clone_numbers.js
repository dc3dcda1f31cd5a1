// Clones a long list of numbers.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    structuredClone(Array(5e6).fill(0.5));
    return new Response("end");
  },
};
