// Sorts an array again and again.
// family: slow_loops
// outcome: exceededCpu

export default {
  fetch() {
    const numbers = Array(500000).fill(1);
    for (;;) numbers.sort();
    return new Response("end");
  },
};
