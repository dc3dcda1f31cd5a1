// Exports an entrypoint whose constructor loops.
// family: startup
// outcome: exceededCpu

import { WorkerEntrypoint } from "cloudflare:workers";

export default class extends WorkerEntrypoint {
  constructor(ctx, env) {
    super(ctx, env);
    for (;;);
  }

  fetch() {
    return new Response("end");
  }
}
