// Calls scrypt with the most work that it does, again and again.
// family: natives
// outcome: exceededCpu exception
// needs: nodejs_compat

import { scryptSync } from "node:crypto";

export default {
  fetch() {
    for (;;) scryptSync("a", "b", 64, { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 30 });
    return new Response("end");
  },
};
