// Reads URLs whose paths go down a million times and up again.
// family: natives
// outcome: exceededCpu exceededMemory exception

export default {
  fetch() {
    const path = "a/".repeat(1e6) + "../".repeat(1e6);
    for (;;) new URL(`http://a.example/${path}`);
    return new Response("end");
  },
};
