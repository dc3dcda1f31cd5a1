// Freezes an array of millions of numbers.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    Object.freeze(Array(1e7).fill(1));
    return new Response("end");
  },
};
