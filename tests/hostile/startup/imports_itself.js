// Awaits at the top level the module that it is.
// family: startup
// outcome: exception ok

const self = await import("./index.js");

export default {
  fetch() {
    return new Response(String(self));
  },
};
