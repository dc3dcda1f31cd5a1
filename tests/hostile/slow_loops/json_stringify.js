// Writes a long list again and again.
// family: slow_loops
// outcome: exceededCpu

export default {
  fetch() {
    const list = Array(500000).fill(0.5);
    for (;;) JSON.stringify(list);
    return new Response("end");
  },
};
