// Adds a listener for an event from each listener of it that runs.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    const target = new EventTarget();
    const listen = () => target.addEventListener("x", () => {
      listen();
      target.dispatchEvent(new Event("x"));
    }, { once: true });
    listen();
    for (;;) target.dispatchEvent(new Event("x"));
    return new Response("end");
  },
};
