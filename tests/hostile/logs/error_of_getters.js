// Logs errors whose stack is an object that loops.
// family: logs
// outcome: ok exceededCpu

export default {
  fetch() {
    const error = new Error("x");
    error.stack = {
      toString() {
        for (;;);
      },
    };
    console.error(error);
    return new Response("end");
  },
};
