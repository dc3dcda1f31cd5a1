// Imports its own exports statically, and reads them too early.
// family: startup
// outcome: ok exception

import * as self from "./index.js";

let early;
try {
  early = String(self.default);
} catch (error) {
  early = error.name;
}

export default {
  async fetch() {
    const later = await import("./index.js");
    return new Response(early + (later === self));
  },
};
