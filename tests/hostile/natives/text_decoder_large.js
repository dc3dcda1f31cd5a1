// Decodes sixty megabytes again and again.
// family: natives
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const octets = new Uint8Array(6e7).fill(97);
    for (;;) new TextDecoder().decode(octets);
    return new Response("end");
  },
};
