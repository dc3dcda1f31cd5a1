// Joins a million words again and again.
// family: slow_loops
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const words = Array(1e6).fill("a");
    for (;;) words.join();
    return new Response("end");
  },
};
