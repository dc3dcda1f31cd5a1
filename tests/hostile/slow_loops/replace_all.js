// Replaces every letter of a long text again and again.
// family: slow_loops
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const text = "a".repeat(1e6);
    for (;;) text.replaceAll("a", "b");
    return new Response("end");
  },
};
