// Makes an array of an array-like asynchronously.
// family: builtins
// outcome: exceededCpu exceededMemory exception

export default {
  async fetch() {
    await Array.fromAsync({ length: 2 ** 53 - 1 });
    return new Response("end");
  },
};
