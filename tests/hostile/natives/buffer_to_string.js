// Writes a long Buffer as text in every encoding, again and again.
// family: natives
// outcome: exceededCpu exceededMemory
// needs: nodejs_compat

import { Buffer } from "node:buffer";

export default {
  fetch() {
    const buffer = Buffer.alloc(2e7, 255);
    for (;;) for (const name of ["hex", "base64", "latin1", "utf8", "utf16le"]) buffer.toString(name);
    return new Response("end");
  },
};
