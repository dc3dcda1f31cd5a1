// Makes Buffers that it never fills.
// family: natives
// outcome: exception exceededMemory exceededCpu
// needs: nodejs_compat

import { Buffer } from "node:buffer";

export default {
  fetch() {
    const all = [];
    for (;;) all.push(Buffer.allocUnsafe(1e7));
    return new Response("end");
  },
};
