// Decodes sixty megabytes of which no octet is valid.
// family: natives
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const octets = new Uint8Array(6e7).fill(255);
    for (;;) new TextDecoder().decode(octets);
    return new Response("end");
  },
};
