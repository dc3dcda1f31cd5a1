// What the server calls when something happens to a worker.

import { markPromiseHandled, promiseResult, promiseState } from "native:runtime";
import { hasCrons, lacksScheduled } from "native:scheduled";
import { ReflectDeleteProperty } from "../internal/primordials.js";
import { resolved, then } from "../internal/promises.js";
import { describe } from "../internal/webidl.js";
import { domException } from "../errors/dom_exception.js";
import { abortRequest, newIncomingRequest } from "../fetch/request.js";
import { Response, isResponse } from "../fetch/response.js";
import { serveMethods } from "../rpc/serve.js";
import { cancelStream } from "../streams/internal_api.js";
import { URL } from "../url/url.js";
import { defineWebAssemblyStreaming } from "../wasm/streaming.js";
import { forgetClient, receiveEnd, receiveMessage, setDefaultBinaryType }
  from "../websocket/socket_end.js";
import { defineBindingsAsGlobals, env, setBindings, setVariables } from "./environment.js";
import { readCall } from "./call.js";
import { failBecause, failWith } from "./failure.js";
import { findHandlers, findNamedHandlers } from "./handlers.js";
import { Invocation, findInvocation, forgetLatest } from "./invocation.js";
import { respond } from "./respond.js";
import { defineNodeGlobals, prepareNode } from "./node_modules.js";
import { removeSharedMemory } from "./restrict.js";

const FULFILLED = 1;
const REJECTED = 2;
const NODE_NONE = 0;
const NODE_FULL = 3;
// Bits of src/host/compat_bits.h.
const COMPAT_BLOB_MESSAGES = 1;

let handlers = null;
// What the main module exports; null for a service-worker script.
let exported = null;

/**
 * Called in each isolate that is made of a snapshot, before other code of the worker: V8 then defines
 * anew some globals that the snapshot has as they are to be.
 */
export function restored() {
  removeSharedMemory();
  defineWebAssemblyStreaming();
}

/**
 * Called once, before the worker's top level runs.
 * @param {string} varsJson the variables of its configuration, a JSON object
 * @param {boolean} isServiceWorker whether it is a service-worker script, which has its variables as
 *     globals
 * @param {number} node what it gets of Node, a NodeCompat of src/engine/module_graph.h
 * @param {string} bindingsJson its other bindings, a JSON array of {kind, name}
 * @param {number} compat what its compatibility date and flags change, bits
 */
export function prepare(varsJson, isServiceWorker, node, bindingsJson, compat) {
  restored();
  setVariables(varsJson);
  setBindings(bindingsJson);
  if (isServiceWorker) defineBindingsAsGlobals();
  prepareNode();
  if (node === NODE_FULL) defineNodeGlobals();
  setDefaultBinaryType((compat & COMPAT_BLOB_MESSAGES) !== 0 ? "blob" : "arraybuffer");
}

/**
 * Called once, when the worker's top level has run.
 * @param {object|null} namespace the main module's exports; null for a service-worker script
 */
export function setup(namespace) {
  handlers = findHandlers(namespace);
  exported = namespace;
  if (hasCrons() && !handlers.hasScheduled()) lacksScheduled();
}

// The number of the scheduled event that there is while a worker of nobody's is started.
const WARM_UP_EVENT = 1;

/**
 * Starts a worker and runs its first requests and its first scheduled event, before there is one: what
 * is called for the first time is compiled and finds its memory. The server throws away what the
 * answers ask of it.
 * @param {number} kinds how many kinds of answers it gives
 */
export function warmUp(kinds) {
  prepare('{"name":"value"}', false, NODE_NONE, "[]", 0);
  ReflectDeleteProperty(env, "name");
  const answers = [
    () => new Response("text"),
    () => new Response("text", { status: 200, headers: { "content-type": "text/plain" } }),
    () => Response.json({ path: new URL("https://example.com/path").pathname }),
  ];
  for (let i = 0; i < kinds && i < answers.length; ++i) {
    setup({ __proto__: null, default: { fetch: answers[i] } });
    dispatchFetch(0);
    setup({ __proto__: null, default: { fetch: () => resolved(answers[i]()) } });
    dispatchFetch(0);
  }
  setup({ __proto__: null, default: { fetch: answers[0], scheduled: (controller) => controller.cron } });
  dispatchScheduled(WARM_UP_EVENT);
  handlers = null;
  exported = null;
  forgetLatest();
}

function answer(invocation, result) {
  if (isResponse(result)) {
    respond(invocation, result);
    return;
  }
  failBecause(invocation,
    `TypeError: The worker's fetch handler returned ${describe(result)}; expected a Response.`);
  invocation.done();
}

function fail(invocation, error) {
  failWith(invocation, error);
  invocation.done();
}

/** A request has arrived. Called inside the asynchronous context of the invocation `id`. */
export function dispatchFetch(id) {
  runFetch(new Invocation(id, newIncomingRequest(id)), handlers);
}

function runFetch(invocation, handlers) {
  let result;
  try {
    result = handlers.fetch(invocation);
  } catch (error) {
    fail(invocation, error);
    invocation.dispatched();
    return;
  }
  if (isResponse(result)) {
    respond(invocation, result);
  } else {
    const state = promiseState(result);
    if (state === FULFILLED) {
      answer(invocation, promiseResult(result));
    } else if (state === REJECTED) {
      markPromiseHandled(result);
      fail(invocation, promiseResult(result));
    } else {
      then(resolved(result), (value) => answer(invocation, value),
        (error) => fail(invocation, error));
    }
  }
  invocation.dispatched();
}

/** Another worker asks. In the asynchronous context of `id`. */
export function dispatchCall(id) {
  const { entrypoint, method, props } = readCall(id);
  const called = entrypoint === "" ? handlers : findNamedHandlers(exported, entrypoint);
  const isRequest = method === "";
  const invocation = new Invocation(id, isRequest ? newIncomingRequest(id) : null);
  invocation.props = props;
  if (isRequest) runFetch(invocation, called);
  else callMethods(invocation, called);
}

function callMethods(invocation, handlers) {
  serveMethods(invocation, () => handlers.root(invocation));
  invocation.dispatched();
}

/** A time has come for which the worker has a cron. In the asynchronous context of `id`. */
export function dispatchScheduled(id) {
  const invocation = new Invocation(id, null);
  try {
    then(resolved(handlers.scheduled(invocation)), () => invocation.done(),
      (error) => fail(invocation, error));
  } catch (error) {
    fail(invocation, error);
  }
  invocation.dispatched();
}

/**
 * The client of an invocation has gone away: its request's signal aborts, and the stream of its
 * response is cancelled, which may wait for something that takes long.
 */
export function dispatchDisconnect(id) {
  const invocation = findInvocation(id);
  if (invocation === undefined) return;
  const reason =
    domException("The client has gone away; nobody waits for the response.", "AbortError");
  if (invocation.request !== null) abortRequest(invocation.request, reason);
  if (invocation.responseStream !== null) cancelStream(invocation.responseStream, reason);
}

/** The client has sent a message over the WebSocket that answered its request. */
export function dispatchSocketMessage(id) {
  receiveMessage(id);
}

/** The WebSocket has ended, or the request could not be answered with it. */
export function dispatchSocketEnd(id) {
  try {
    receiveEnd(id);
  } finally {
    findInvocation(id)?.done();
  }
}

/** The server has ended an invocation that can never go on. */
export function forget(id) {
  forgetClient(id);
  findInvocation(id)?.end();
}
