// Reads hosts of very long labels in other alphabets.
// family: natives
// outcome: exceededCpu exceededMemory exception

export default {
  fetch() {
    for (let i = 0; ; ++i) URL.canParse(`http://${"\u00e4\u0323".repeat(1e6)}${i}/`);
    return new Response("end");
  },
};
