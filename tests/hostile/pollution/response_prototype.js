// Gives a response a prototype that loops.
// family: pollution
// outcome: ok exception exceededCpu

export default {
  fetch() {
    const response = new Response("end");
    Object.setPrototypeOf(response, new Proxy({}, {
      get() {
        for (;;);
      },
      getPrototypeOf() {
        for (;;);
      },
    }));
    return response;
  },
};
