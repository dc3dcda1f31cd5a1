// What another worker may reach of an object.

import {
  ObjectHasOwn,
  ObjectPrototype,
  ReflectApply,
  ReflectGet,
  ReflectGetPrototypeOf,
  TypeError,
} from "../internal/primordials.js";
import { describe, isObject, quote } from "../internal/webidl.js";
import { RpcTarget, WorkerEntrypoint, isRpcTarget } from "../worker/entrypoints.js";
import { isStub } from "./stubs.js";
import { ReadableTarget, WritableTarget } from "./stream_targets.js";

const bases = [RpcTarget.prototype, WorkerEntrypoint.prototype, ObjectPrototype];

function isBase(prototype) {
  return prototype === bases[0] || prototype === bases[1] || prototype === bases[2];
}

function isStream(value) {
  return value instanceof ReadableTarget || value instanceof WritableTarget;
}

/**
 * The object that calls begin at, of a worker: its entrypoint. Methods of a plain object get, as its
 * handlers do, one argument, env and ctx.
 */
export class Root {
  object;
  isClass;
  env;
  ctx;

  constructor(object, isClass, env, ctx) {
    this.object = object;
    this.isClass = isClass;
    this.env = env;
    this.ctx = ctx;
  }
}

// Whether a class that the object is of has the property: its own ones are nobody's business.
function hasMethod(object, name) {
  let holder = ReflectGetPrototypeOf(object);
  while (holder !== null && !isBase(holder)) {
    if (ObjectHasOwn(holder, name)) return true;
    holder = ReflectGetPrototypeOf(holder);
  }
  return false;
}

function mayReach(value, name) {
  if (name === "constructor") return false;
  if (value instanceof Root) {
    return value.isClass
      ? hasMethod(value.object, name)
      : ObjectHasOwn(value.object, name) || hasMethod(value.object, name);
  }
  if (isStub(value)) return true;
  if (!isObject(value)) return false;
  if (isRpcTarget(value) || isStream(value)) return hasMethod(value, name);
  return typeof value !== "function" && ObjectHasOwn(value, name);
}

function read(value, name) {
  if (!mayReach(value, name)) {
    throw new TypeError(`The RPC receiver does not implement the method ${quote(name)}.`);
  }
  return ReflectGet(value instanceof Root ? value.object : value, name);
}

/** The property at the end of `path`, a List of names. */
export function readPath(value, path) {
  let found = value;
  for (let i = 0; i < path.length; ++i) found = read(found, path[i]);
  return found;
}

/**
 * Calls the function at the end of `path`, or `value` itself.
 * @param {any} value
 * @param {string[]} path a List
 * @param {any[]} values an array
 */
export function callPath(value, path, values) {
  let receiver = undefined;
  let callee = value;
  for (let i = 0; i < path.length; ++i) {
    receiver = callee;
    callee = read(receiver, path[i]);
  }
  if (typeof callee !== "function") {
    const name = path.length === 0 ? describe(callee) : quote(path[path.length - 1]);
    throw new TypeError(`${name} is not a function.`);
  }
  if (!(receiver instanceof Root)) return ReflectApply(callee, receiver, values);
  if (receiver.isClass) return ReflectApply(callee, receiver.object, values);
  if (values.length !== 1) {
    throw new TypeError(
      `${quote(path[path.length - 1])} was called with ${values.length} arguments; a method of a ` +
        "default export that is no class takes exactly one, beside env and ctx.");
  }
  return ReflectApply(callee, receiver.object, [values[0], receiver.env, receiver.ctx]);
}
