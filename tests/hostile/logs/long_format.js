// Logs a format of a million places.
// family: logs
// outcome: ok exceededCpu exceededMemory

export default {
  fetch() {
    console.log("%s%d%o".repeat(1e6), 1, 2, {});
    return new Response("end");
  },
};
