// Fetches data URLs of many megabytes again and again.
// family: natives
// outcome: exceededCpu exceededMemory exception

export default {
  async fetch() {
    const url = `data:text/plain;base64,${"QUJD".repeat(5e6)}`;
    for (;;) await (await fetch(url)).arrayBuffer();
    return new Response("end");
  },
};
