// Lets Node's inspect describe an object of everything, as deep as it goes.
// family: natives
// outcome: exceededCpu exceededMemory
// needs: nodejs_compat

import { inspect } from "node:util";

export default {
  fetch() {
    const wide = {};
    for (let i = 0; i < 1000; ++i) wide[`key${i}`] = wide[`key${i - 1}`] ? { ...wide } : {};
    inspect(wide, { depth: Infinity, maxArrayLength: Infinity, showHidden: true });
    return new Response("end");
  },
};
