// Divides two very long numbers.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    const numerator = (1n << 2n ** 27n) - 1n;
    return new Response(String(numerator / ((1n << 2n ** 26n) - 1n) === 0n));
  },
};
