// Normalizes a long text again and again.
// family: slow_loops
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const text = "\u1E9B\u0323".repeat(1e5);
    for (;;) text.normalize("NFKD");
    return new Response("end");
  },
};
