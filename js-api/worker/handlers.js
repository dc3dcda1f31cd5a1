// Which function of the worker answers an event: a method of its default export, a method of a class
// that extends WorkerEntrypoint, or a listener of the service-worker syntax.

import { ObjectHasOwn, ReflectApply, TypeError } from "../internal/primordials.js";
import { Root } from "../rpc/targets.js";
import { describe, isObject, quote } from "../internal/webidl.js";
import { WorkerEntrypoint } from "./entrypoints.js";
import { env } from "./environment.js";
import { newExecutionContext } from "./execution_context.js";
import { dispatchFetchEvent } from "./fetch_event.js";
import { hasScopeListener } from "./global_scope.js";
import { dispatchScheduledEvent, newScheduledController } from "./scheduled.js";

function requireFetch(handler) {
  if (typeof handler === "function") return;
  throw new TypeError(
    handler === undefined
      ? "Handler does not export a fetch() function."
      : `The fetch handler is ${describe(handler)}; expected a function.`,
  );
}

function requireScheduled(handler) {
  if (typeof handler === "function") return;
  throw new TypeError(
    handler === undefined
      ? "Handler does not export a scheduled() function"
      : `The scheduled handler is ${describe(handler)}; expected a function.`,
  );
}

// Whether a member is a function; one that cannot be read may be.
function isFunctionOf(object, name) {
  try {
    return typeof object[name] === "function";
  } catch {
    return true;
  }
}

// `export default { fetch(request, env, ctx) {} }`
class ObjectHandlers {
  #object;

  constructor(object) {
    this.#object = object;
  }

  fetch(invocation) {
    const object = this.#object;
    const { fetch } = object;
    requireFetch(fetch);
    return ReflectApply(fetch, object, [invocation.request, env, newExecutionContext(invocation)]);
  }

  /** The object whose methods other workers call. */
  root(invocation) {
    return new Root(this.#object, false, env, newExecutionContext(invocation));
  }

  hasScheduled() {
    return isFunctionOf(this.#object, "scheduled");
  }

  scheduled(invocation) {
    const object = this.#object;
    const { scheduled } = object;
    requireScheduled(scheduled);
    return ReflectApply(scheduled, object,
      [newScheduledController(invocation), env, newExecutionContext(invocation)]);
  }
}

// `export default class extends WorkerEntrypoint { fetch(request) {} }`
class ClassHandlers {
  #Class;

  constructor(Class) {
    this.#Class = Class;
  }

  fetch(invocation) {
    const Class = this.#Class;
    const object = new Class(newExecutionContext(invocation), env);
    const { fetch } = object;
    requireFetch(fetch);
    return ReflectApply(fetch, object, [invocation.request]);
  }

  root(invocation) {
    const Class = this.#Class;
    return new Root(new Class(newExecutionContext(invocation), env), true, env, null);
  }

  hasScheduled() {
    return isFunctionOf(this.#Class.prototype, "scheduled");
  }

  scheduled(invocation) {
    const Class = this.#Class;
    const object = new Class(newExecutionContext(invocation), env);
    const { scheduled } = object;
    requireScheduled(scheduled);
    return ReflectApply(scheduled, object, [newScheduledController(invocation)]);
  }
}

// `addEventListener("fetch", (event) => event.respondWith(...))`
class ListenerHandlers {
  fetch(invocation) {
    return dispatchFetchEvent(invocation);
  }

  root() {
    throw new TypeError(
      "The worker is a service-worker script, which has no methods that another worker could call.");
  }

  hasScheduled() {
    return hasScopeListener("scheduled");
  }

  scheduled(invocation) {
    dispatchScheduledEvent(invocation);
  }
}

// A worker without handlers starts; its requests fail.
class NoHandlers {
  #message;

  constructor(message) {
    this.#message = message;
  }

  fetch() {
    throw new TypeError(this.#message);
  }

  root() {
    throw new TypeError(this.#message);
  }

  hasScheduled() {
    return false;
  }

  scheduled() {
    throw new TypeError(this.#message);
  }
}

function isEntrypointClass(exported) {
  return typeof exported === "function" && exported.prototype instanceof WorkerEntrypoint;
}

/**
 * The handlers of a named export of the main module, which another worker's binding asks for.
 * @param {object|null} namespace as below
 * @param {string} name
 */
export function findNamedHandlers(namespace, name) {
  const exported =
    namespace !== null && ObjectHasOwn(namespace, name) ? namespace[name] : undefined;
  if (isEntrypointClass(exported)) return new ClassHandlers(exported);
  if (isObject(exported) && typeof exported !== "function") return new ObjectHandlers(exported);
  return new NoHandlers(
    exported === undefined
      ? `The worker has no entrypoint called ${quote(name)}.`
      : `The worker's export ${quote(name)} is ${describe(exported)}; expected a class that ` +
        'extends WorkerEntrypoint of "cloudflare:workers", or an object.',
  );
}

/**
 * The handlers of a worker's main module.
 * @param {object|null} namespace what the module exports; null for the service-worker syntax
 */
export function findHandlers(namespace) {
  if (namespace === null) return new ListenerHandlers();
  const exported = namespace.default;
  if (typeof exported === "function") {
    if (isEntrypointClass(exported)) return new ClassHandlers(exported);
    if (exported.fetch === undefined) {
      return new NoHandlers(
        "The worker's default export is a function; expected an object with a fetch() method, or " +
          'a class that extends WorkerEntrypoint of "cloudflare:workers".',
      );
    }
  }
  if (isObject(exported)) return new ObjectHandlers(exported);
  return new NoHandlers(
    exported === undefined
      ? "The worker's main module has no default export; expected an object with a fetch() method."
      : `The worker's default export is ${describe(exported)}; expected an object with a fetch() ` +
        "method.",
  );
}
