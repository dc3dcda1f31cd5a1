// Has stacks prepared by a function that loops, and throws.
// family: logs
// outcome: exception exceededCpu

export default {
  fetch() {
    Error.prepareStackTrace = () => {
      for (;;);
    };
    throw new Error("x");
  },
};
