// Encodes a hundred megabytes of text at a time.
// family: natives
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const text = "\u{10ffff}".repeat(2 ** 24);
    for (;;) new TextEncoder().encode(text);
    return new Response("end");
  },
};
