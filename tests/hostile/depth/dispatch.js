// Dispatches an event from the listener of another without an end.
// family: depth
// outcome: exception exceededCpu ok

export default {
  fetch() {
    const target = new EventTarget();
    target.addEventListener("x", () => target.dispatchEvent(new Event("x")));
    target.dispatchEvent(new Event("x"));
    return new Response("end");
  },
};
