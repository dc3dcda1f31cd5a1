// Throws an error with a message of a hundred megabytes.
// family: logs
// outcome: exception exceededCpu exceededMemory

export default {
  fetch() {
    throw new Error("x".repeat(1e8));
  },
};
