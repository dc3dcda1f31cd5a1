// Throws an error whose message and stack are getters that loop.
// family: logs
// outcome: exception exceededCpu

export default {
  fetch() {
    const error = new Error("x");
    for (const name of ["message", "name", "stack", "cause"]) {
      Object.defineProperty(error, name, {
        get() {
          for (;;);
        },
      });
    }
    throw error;
  },
};
