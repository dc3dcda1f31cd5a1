// What stands for an object of another worker. Any name on it is a method there, or a property that
// can be awaited; so all of them are Proxies.

import {
  PromisePrototypeFinally,
  Proxy,
  SafeWeakMap,
  Symbol,
  TypeError,
  WeakMapPrototypeGet,
  WeakMapPrototypeHas,
  WeakMapPrototypeSet,
} from "../internal/primordials.js";
import { List, append, copyOf } from "../internal/lists.js";
import { then } from "../internal/promises.js";
import { describe } from "../internal/webidl.js";

/** Undefined where V8 does not know it yet. */
export const SymbolDispose = Symbol.dispose;

// Node by the Proxy that shows it, and by the target of that Proxy, which is all that traps get.
const nodes = new SafeWeakMap();

const handler = {
  __proto__: null,
  get(target, name) {
    const node = WeakMapPrototypeGet(nodes, target);
    if (name === SymbolDispose) return () => node.dispose();
    if (typeof name === "symbol") return undefined;
    const own = node.own;
    return name in own ? own[name](node) : property(node, name);
  },
  apply(target, receiver, values) {
    return WeakMapPrototypeGet(nodes, target).call(values);
  },
  has: () => false,
  ownKeys: () => [],
  getOwnPropertyDescriptor: () => undefined,
  set: () => false,
  defineProperty: () => false,
  deleteProperty: () => false,
  setPrototypeOf: () => false,
  preventExtensions: () => false,
};

function show(node) {
  const target = () => {};
  const proxy = new Proxy(target, handler);
  WeakMapPrototypeSet(nodes, target, node);
  WeakMapPrototypeSet(nodes, proxy, node);
  return proxy;
}

function property(node, name) {
  const path = copyOf(node.path);
  append(path, name);
  return show(new Property(node.origin, path));
}

function requireFunction(value, where) {
  if (typeof value === "function") return;
  throw new TypeError(`${where}: the argument is ${describe(value)}; expected a function.`);
}

// What can be awaited.
const awaited = {
  __proto__: null,
  then: (node) => (onFulfilled, onRejected) => then(node.promise, onFulfilled, onRejected),
  catch: (node) => (onRejected) => then(node.promise, undefined, onRejected),
  finally: (node) => (onFinally) => PromisePrototypeFinally(node.promise, onFinally),
};

// A property of what `origin` stands for: to be called, to be awaited, or to go further from.
class Property {
  own = awaited;
  origin;
  path;
  #promise = null;

  constructor(origin, path) {
    this.origin = origin;
    this.path = path;
  }

  call(values) {
    return showAnswer(this.origin.call(this.path, values));
  }

  get promise() {
    return (this.#promise ??= this.origin.get(this.path).promise);
  }

  dispose() {}
}

// What a call gives, before and after it has.
class Answer {
  own = awaited;
  path = new List();
  origin;
  promise;

  constructor({ promise, origin }) {
    this.promise = promise;
    this.origin = origin;
  }

  call(values) {
    return showAnswer(this.origin.call(this.path, values));
  }

  dispose() {
    this.origin.dispose();
  }
}

function showAnswer(answer) {
  return show(new Answer(answer));
}

// An object of the other end.
class Stub {
  own = stubOwn;
  path = new List();
  origin;

  constructor(origin) {
    this.origin = origin;
  }

  call(values) {
    return showAnswer(this.origin.call(this.path, values));
  }

  dispose() {
    this.origin.dispose();
  }
}

const stubOwn = {
  __proto__: null,
  // A stub is no promise.
  then: () => undefined,
  dup: (node) => () => show(newStubNode(node.origin.dup())),
  onRpcBroken: (node) => (callback) => {
    requireFunction(callback, "Failed to execute 'onRpcBroken' on 'RpcStub'");
    node.origin.onBroken(callback);
  },
};

function newStubNode(origin) {
  return new Stub(origin);
}

// What a binding gives: another worker's entrypoint.
class Service {
  own;
  path = new List();
  origin;

  constructor(origin, own) {
    this.origin = origin;
    this.own = own;
  }

  call() {
    throw new TypeError("A service binding is not a function; expected a call of one of its methods.");
  }

  dispose() {}
}

/**
 * What calls begin at. Both methods return {promise, origin}: what the call will give, and the origin
 * of calls that do not wait for that.
 * @typedef {object} Origin
 * @property {(path: List, values: any[]) => object} call
 * @property {(path: List) => object} get
 */

/**
 * The stub of an object of the other end.
 * @param {Origin} origin with dup(), which gives another origin of the same, dispose() and
 *     onBroken(callback)
 */
export function newStub(origin) {
  return show(newStubNode(origin));
}

/**
 * The object of a service binding.
 * @param {Origin} origin
 * @param {object} own without a prototype: name -> (node) => value, what it has of its own
 */
export function newServiceStub(origin, own) {
  return show(new Service(origin, own));
}

/** Whether the value is one of the above, or what their methods return. */
export function isStub(value) {
  return typeof value === "function" && WeakMapPrototypeHas(nodes, value);
}

/** The origin of a stub of an object, undefined for all else. */
export function originOf(value) {
  const node = typeof value === "function" ? WeakMapPrototypeGet(nodes, value) : undefined;
  return node instanceof Stub ? node.origin : undefined;
}
