// Normalizes a long string of composed letters.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    "\u1E9B\u0323".repeat(2 ** 22).normalize("NFKD");
    return new Response("end");
  },
};
