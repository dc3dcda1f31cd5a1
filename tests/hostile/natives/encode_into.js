// Encodes a long text into a long array again and again.
// family: natives
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const text = "\u00fc".repeat(2e7);
    const octets = new Uint8Array(4e7);
    for (;;) new TextEncoder().encodeInto(text, octets);
    return new Response("end");
  },
};
