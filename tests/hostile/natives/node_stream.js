// Pushes to a Node stream that nobody reads.
// family: natives
// outcome: exceededCpu exceededMemory
// limits: cpu_ms=500 memory_mb=64
// needs: nodejs_compat

import { Readable } from "node:stream";

export default {
  fetch() {
    const readable = new Readable({ read() {} });
    for (;;) readable.push("x".repeat(1000));
    return new Response("end");
  },
};
