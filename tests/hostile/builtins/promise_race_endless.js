// Lets an endless builtin iterator of promises race.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  async fetch() {
    await Promise.race([].values.call({ length: 2 ** 53 - 1 }));
    return new Response("end");
  },
};
