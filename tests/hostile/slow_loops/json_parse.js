// Reads a long list again and again.
// family: slow_loops
// outcome: exceededCpu

export default {
  fetch() {
    const list = `[${"1,".repeat(1e6)}1]`;
    for (;;) JSON.parse(list);
    return new Response("end");
  },
};
