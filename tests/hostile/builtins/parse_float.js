// Reads numbers of millions of digits.
// family: builtins
// outcome: exceededCpu exceededMemory ok

export default {
  fetch() {
    const digits = `0.${"1".repeat(2 ** 24)}`;
    for (let i = 0; i < 1000; ++i) Number(digits);
    return new Response("end");
  },
};
