// Asks Node's PBKDF2 for a billion iterations.
// family: natives
// outcome: exceededCpu exception
// needs: nodejs_compat

import { pbkdf2Sync } from "node:crypto";

export default {
  fetch() {
    pbkdf2Sync("a", "b", 1e9, 64, "sha512");
    return new Response("end");
  },
};
