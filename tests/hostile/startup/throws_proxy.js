// Throws a proxy at the top level that loops when it is looked at.
// family: startup
// outcome: exception exceededCpu

throw new Proxy({}, {
  get() {
    for (;;);
  },
  getPrototypeOf() {
    for (;;);
  },
});

export default {
  fetch() {
    return new Response("end");
  },
};
