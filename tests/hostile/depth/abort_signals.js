// Aborts a signal that ten thousand signals depend on, one after another.
// family: depth
// outcome: ok exception exceededCpu exceededMemory

export default {
  fetch() {
    const controller = new AbortController();
    let { signal } = controller;
    for (let i = 0; i < 10000; ++i) signal = AbortSignal.any([signal, new AbortController().signal]);
    controller.abort();
    return new Response("end");
  },
};
