// Awaits a promise that a hundred thousand promises resolve with each other.
// family: depth
// outcome: ok exceededCpu exceededMemory

export default {
  async fetch() {
    let promise = Promise.resolve(1);
    for (let i = 0; i < 1e5; ++i) {
      const last = promise;
      promise = new Promise((resolve) => resolve(last));
    }
    await promise;
    return new Response("end");
  },
};
