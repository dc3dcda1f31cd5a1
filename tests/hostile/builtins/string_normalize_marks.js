// Normalizes one letter with millions of marks, which must be sorted.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    `a${"\u0316\u0301".repeat(2 ** 20)}`.normalize("NFC");
    return new Response("end");
  },
};
