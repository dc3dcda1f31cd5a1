// Reads an asynchronous generator without an end.
// family: loops
// outcome: exceededCpu

export default {
  async fetch() {
    async function* numbers() {
      for (let i = 0; ; ++i) yield i;
    }
    for await (const number of numbers()) if (number < 0) break;
    return new Response("end");
  },
};
