// Throws an object whose conversion to a string loops.
// family: logs
// outcome: exception exceededCpu

export default {
  fetch() {
    throw {
      toString() {
        for (;;);
      },
    };
    return new Response("end");
  },
};
