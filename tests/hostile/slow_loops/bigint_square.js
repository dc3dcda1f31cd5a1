// Multiplies two long numbers again and again.
// family: slow_loops
// outcome: exceededCpu

export default {
  fetch() {
    const number = (1n << 200000n) - 1n;
    let product = 0n;
    for (;;) product = number * number;
    return new Response("end");
  },
};
