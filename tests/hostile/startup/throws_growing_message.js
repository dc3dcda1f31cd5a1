// Throws an error with a message of a hundred megabytes at the top level.
// family: startup
// outcome: exception exceededCpu exceededMemory

throw new Error("x".repeat(1e8));

export default {
  fetch() {
    return new Response("end");
  },
};
