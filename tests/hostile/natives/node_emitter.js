// Emits an event from its own listener with nextTick for ever.
// family: natives
// outcome: exceededCpu
// needs: nodejs_compat

import { EventEmitter } from "node:events";

export default {
  async fetch() {
    const emitter = new EventEmitter();
    emitter.on("x", () => process.nextTick(() => emitter.emit("x")));
    emitter.emit("x");
    await new Promise(() => {});
    return new Response("end");
  },
};
