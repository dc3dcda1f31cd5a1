// Searches a long Buffer for octets that nearly match everywhere.
// family: natives
// outcome: exceededCpu exceededMemory
// needs: nodejs_compat

import { Buffer } from "node:buffer";

export default {
  fetch() {
    const buffer = Buffer.alloc(5e7, "a");
    const pattern = Buffer.concat([Buffer.alloc(5e5, "a"), Buffer.from("b"), Buffer.alloc(5e5, "a")]);
    return new Response(String(buffer.indexOf(pattern) + buffer.lastIndexOf(pattern)));
  },
};
