// Splits a string of the greatest length at the top level.
// family: startup
// outcome: exceededMemory exceededCpu

const letters = "a".repeat(2 ** 29 - 24).split("");

export default {
  fetch() {
    return new Response(String(letters.length));
  },
};
