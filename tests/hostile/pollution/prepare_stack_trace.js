// Leaves behind a function for stacks that loops, then fails in a native.
// family: pollution
// outcome: exception exceededCpu

export default {
  fetch() {
    Error.prepareStackTrace = () => {
      for (;;);
    };
    return new Response("end", { status: 9999 });
  },
};
