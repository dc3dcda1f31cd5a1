// Hashes fifty megabytes at a time with Node's Hash, again and again.
// family: natives
// outcome: exceededCpu exceededMemory
// needs: nodejs_compat

import { createHash } from "node:crypto";

export default {
  fetch() {
    const hash = createHash("sha512");
    const octets = new Uint8Array(5e7);
    for (;;) hash.update(octets);
    return new Response("end");
  },
};
