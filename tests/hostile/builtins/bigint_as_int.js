// Cuts very long numbers to nearly as many bits, again and again.
// family: builtins
// outcome: exceededCpu exceededMemory exception ok

export default {
  fetch() {
    const number = -1n << 2n ** 26n;
    for (let i = 0; i < 1000; ++i) BigInt.asUintN(2 ** 26 + i, number);
    return new Response("end");
  },
};
