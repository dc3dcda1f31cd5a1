// Exports an entrypoint whose prototype is a proxy that loops.
// family: startup
// outcome: exceededCpu exception

import { WorkerEntrypoint } from "cloudflare:workers";

export default class extends WorkerEntrypoint {
  fetch() {
    return new Response("end");
  }

  static {
    Object.setPrototypeOf(this.prototype, new Proxy(WorkerEntrypoint.prototype, {
      get() {
        for (;;);
      },
    }));
    this.prototype.fetch = undefined;
    delete this.prototype.fetch;
  }
}
