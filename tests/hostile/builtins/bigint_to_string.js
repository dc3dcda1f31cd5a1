// Writes a number of a million words in the decimal system.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    const number = 1n << 2n ** 26n;
    return new Response(number.toString().slice(0, 1));
  },
};
