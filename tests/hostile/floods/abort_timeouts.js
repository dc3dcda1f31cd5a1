// Makes a million signals that abort after a time.
// family: floods
// outcome: exception exceededCpu exceededMemory

export default {
  fetch() {
    for (let i = 0; i < 1e6; ++i) AbortSignal.timeout(1000);
    return new Response("end");
  },
};
