// Makes every object a thenable whose then loops.
// family: pollution
// outcome: ok exceededCpu

export default {
  fetch() {
    Object.defineProperty(Object.prototype, "then", {
      configurable: true,
      get() {
        for (;;);
      },
    });
    return new Response("end");
  },
};
