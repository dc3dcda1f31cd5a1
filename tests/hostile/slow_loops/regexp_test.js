// Searches a long text with a regular expression again and again.
// family: slow_loops
// outcome: exceededCpu

export default {
  fetch() {
    const text = "a".repeat(3e7);
    for (;;) /[b-c]d/.test(text);
    return new Response("end");
  },
};
