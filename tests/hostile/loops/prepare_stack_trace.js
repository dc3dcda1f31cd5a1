// Loops in Error.prepareStackTrace.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    Error.prepareStackTrace = () => {
      for (;;);
    };
    return new Response(new Error("x").stack);
  },
};
