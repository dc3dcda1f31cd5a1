// Answers with a proxy of a response.
// family: pollution
// outcome: exception exceededCpu

export default {
  fetch() {
    return new Proxy(new Response("end"), {
      get() {
        for (;;);
      },
      getPrototypeOf() {
        for (;;);
      },
    });
    return new Response("end");
  },
};
