// Begins ten thousand requests to a port where nobody listens.
// family: floods
// outcome: exception ok exceededCpu

export default {
  async fetch() {
    const asked = [];
    for (let i = 0; i < 10000; ++i) asked.push(fetch("http://127.0.0.1:1/"));
    await Promise.all(asked);
    return new Response("end");
  },
};
