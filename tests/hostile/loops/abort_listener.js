// Loops in the listener of an abort.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    const controller = new AbortController();
    controller.signal.addEventListener("abort", () => {
      for (;;);
    });
    controller.abort();
    return new Response("end");
  },
};
