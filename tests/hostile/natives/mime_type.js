// Reads a type of a million parameters.
// family: natives
// outcome: exceededCpu exceededMemory

export default {
  async fetch() {
    const type = `text/plain${";a=b".repeat(1e6)}`;
    for (;;) await new Response("", { headers: { "content-type": type } }).blob();
    return new Response("end");
  },
};
