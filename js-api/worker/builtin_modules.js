// The modules that a worker imports by name.

import { env } from "./environment.js";
import { DurableObject, RpcTarget, WorkerEntrypoint } from "./entrypoints.js";
import { currentInvocation } from "./invocation.js";
import { requireArguments } from "../internal/webidl.js";

/** The ctx.waitUntil() of the invocation that the caller runs in. */
function waitUntil(promise) {
  requireArguments(1, arguments.length, "cloudflare:workers", "waitUntil");
  currentInvocation().waitUntil(promise);
}

/** Specifier -> exports. */
export const builtinModules = {
  __proto__: null,
  "cloudflare:workers": {
    __proto__: null,
    DurableObject,
    RpcTarget,
    WorkerEntrypoint,
    env,
    waitUntil,
  },
};
