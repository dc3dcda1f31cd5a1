// Asks scrypt for a gigabyte of memory and more.
// family: natives
// outcome: exception
// needs: nodejs_compat

import { scryptSync } from "node:crypto";

export default {
  fetch() {
    scryptSync("a", "b", 64, { N: 2 ** 30, r: 8, p: 1, maxmem: 2 ** 40 });
    return new Response("end");
  },
};
