// Imports itself dynamically at the top level, and awaits it later.
// family: startup
// outcome: exception ok

const self = import("./index.js");
await null;

export default {
  async fetch() {
    return new Response(String(Object.keys(await self)));
  },
};
