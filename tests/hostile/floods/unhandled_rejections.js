// Leaves a hundred thousand rejections without a handler.
// family: floods
// outcome: ok exceededCpu exceededMemory exception

export default {
  fetch() {
    for (let i = 0; i < 1e5; ++i) Promise.reject(new Error(`rejection ${i}`));
    return new Response("end");
  },
};
