// Makes changed copies of a large array.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const numbers = Array(2e6).fill(1);
    for (;;) numbers.toReversed().with(0, 1).toSpliced(0, 1);
    return new Response("end");
  },
};
