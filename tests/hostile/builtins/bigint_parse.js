// Reads a decimal number of twenty million digits.
// family: builtins
// outcome: exceededCpu exception

export default {
  fetch() {
    return new Response(String(BigInt("9".repeat(2e7)) === 0n));
  },
};
