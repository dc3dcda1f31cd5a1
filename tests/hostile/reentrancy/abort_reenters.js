// Aborts, dispatches and adds listeners from the listener of an abort.
// family: reentrancy
// outcome: ok exception

export default {
  fetch() {
    const controller = new AbortController();
    controller.signal.addEventListener("abort", () => {
      controller.abort();
      controller.signal.addEventListener("abort", () => {});
      controller.signal.dispatchEvent(new Event("abort"));
    }, { once: true });
    const any = AbortSignal.any([controller.signal]);
    any.onabort = () => controller.abort();
    controller.abort();
    return new Response("end");
  },
};
