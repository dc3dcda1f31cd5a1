// Asks for random octets again and again.
// family: natives
// outcome: exceededCpu

export default {
  fetch() {
    const octets = new Uint8Array(65536);
    for (;;) crypto.getRandomValues(octets);
    return new Response("end");
  },
};
