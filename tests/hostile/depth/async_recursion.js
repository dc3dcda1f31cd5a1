// Awaits itself without an end.
// family: depth
// outcome: exception exceededCpu exceededMemory

export default {
  async fetch() {
    const recurse = async () => {
      await recurse();
    };
    await recurse();
    return new Response("end");
  },
};
