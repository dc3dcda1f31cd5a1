// Fills a long Buffer with a short text again and again.
// family: natives
// outcome: exceededCpu exceededMemory
// needs: nodejs_compat

import { Buffer } from "node:buffer";

export default {
  fetch() {
    const buffer = Buffer.alloc(5e7);
    for (;;) buffer.fill("abc");
    return new Response("end");
  },
};
