// Reads a list of millions of numbers.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    JSON.parse(`[${"1,".repeat(2 ** 23)}1]`);
    return new Response("end");
  },
};
