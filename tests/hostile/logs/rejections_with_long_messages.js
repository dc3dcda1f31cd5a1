// Leaves rejections without a handler that have long messages.
// family: logs
// outcome: ok exception exceededCpu exceededMemory

export default {
  fetch() {
    const text = "x".repeat(1e6);
    for (let i = 0; i < 10000; ++i) Promise.reject(new Error(text));
    return new Response("end");
  },
};
