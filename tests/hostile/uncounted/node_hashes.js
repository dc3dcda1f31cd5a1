// Keeps Node's hashes and ciphers for ever.
// family: uncounted
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=1000 memory_mb=64
// needs: nodejs_compat

import { createCipheriv, createHash } from "node:crypto";

export default {
  fetch() {
    const all = [];
    for (;;) {
      all.push(createHash("sha512").update("x"));
      all.push(createCipheriv("aes-256-gcm", new Uint8Array(32), new Uint8Array(12)));
    }
    return new Response("end");
  },
};
