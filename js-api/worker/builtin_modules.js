// The modules that a worker imports by name.

import { StringPrototypeStartsWith } from "../internal/primordials.js";
import { requireArguments } from "../internal/webidl.js";
import { DurableObject, RpcTarget, WorkerEntrypoint } from "./entrypoints.js";
import { env } from "./environment.js";
import { currentInvocation } from "./invocation.js";
import { findNodeModule } from "./node_modules.js";

/** The ctx.waitUntil() of the invocation that the caller runs in. */
function waitUntil(promise) {
  requireArguments(1, arguments.length, "cloudflare:workers", "waitUntil");
  currentInvocation().waitUntil(promise);
}

// Specifier -> exports.
const builtinModules = {
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

/**
 * What the server asks when a module is imported.
 * @param {string} specifier
 * @param {number} node what the worker gets of Node, a NodeCompat of src/engine/module_graph.h
 * @returns {object|string|undefined} an object whose own properties the module exports, why the worker
 *     does not get the module, or undefined: it is none of the runtime's
 */
export function findBuiltin(specifier, node) {
  const found = builtinModules[specifier];
  if (found !== undefined) return found;
  if (node === 0 && !StringPrototypeStartsWith(specifier, "node:")) return undefined;
  return findNodeModule(specifier, node);
}
