// Sorts millions of numbers again and again.
// family: slow_loops
// outcome: exceededCpu

export default {
  fetch() {
    const numbers = new Float32Array(4e6);
    for (;;) {
      numbers.fill(-1, 0, 2e6);
      numbers.sort();
    }
    return new Response("end");
  },
};
