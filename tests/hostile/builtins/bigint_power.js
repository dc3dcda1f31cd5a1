// Raises three to a power of millions of digits.
// family: builtins
// outcome: exceededCpu exception

export default {
  fetch() {
    const power = 3n ** (2n ** 27n);
    return new Response(String(power === 0n));
  },
};
