// Has stacks that are proxies, and throws.
// family: logs
// outcome: exception exceededCpu ok

export default {
  fetch() {
    Error.prepareStackTrace = () => new Proxy({}, {
      get() {
        throw new Error("again");
      },
    });
    throw new Error("x");
  },
};
