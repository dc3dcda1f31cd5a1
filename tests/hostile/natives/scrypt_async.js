// Begins a thousand calls of scrypt at once.
// family: natives
// outcome: exceededCpu exception
// needs: nodejs_compat

import { scrypt } from "node:crypto";

export default {
  async fetch() {
    const one = () => new Promise((done, fail) => {
      scrypt("a", "b", 64, { N: 2 ** 15, r: 8 }, (error) => (error ? fail(error) : done()));
    });
    await Promise.all(Array.from({ length: 1000 }, one));
    return new Response("end");
  },
};
