// The worker's bindings: `env`.

import { append, List } from "../internal/lists.js";
import { Error, JSONParse, ObjectDefineProperty, ObjectKeys, TypeError }
  from "../internal/primordials.js";

/** The object that handlers get, and that "cloudflare:workers" exports. */
export const env = {};

let kinds = { __proto__: null };

// The bindings that throw when they are touched: {name, what}.
const unsupported = new List();

/**
 * Says what makes the object of each kind of binding.
 * @param {object} makers without a prototype: kind -> (place) => object. `place` is the binding's in
 *     the worker's list: what its ops know it by
 */
export function setBindingKinds(makers) {
  kinds = makers;
}

/** Puts the variables of the worker's configuration into `env`. `varsJson` is a JSON object. */
export function setVariables(varsJson) {
  const variables = JSONParse(varsJson);
  const names = ObjectKeys(variables);
  for (let i = 0; i < names.length; ++i) define(env, names[i], variables[names[i]]);
}

/**
 * Puts the worker's other bindings into `env`.
 * @param {string} bindingsJson a JSON array of {kind, name}; of the kind "unsupported", which Atoll does
 *     not have, {kind, name, what}: "an R2 bucket"
 */
export function setBindings(bindingsJson) {
  const bindings = JSONParse(bindingsJson);
  for (let i = 0; i < bindings.length; ++i) {
    const binding = bindings[i];
    const kind = binding.kind;
    const name = binding.name;
    if (kind === "unsupported") {
      append(unsupported, binding);
      defineUnsupported(env, name, binding.what);
      continue;
    }
    const make = kinds[kind];
    if (make === undefined) throw new TypeError(`There is no kind of binding called "${kind}".`);
    define(env, name, make(i));
  }
}

/** Makes every binding a global too, as the service-worker syntax has it. */
export function defineBindingsAsGlobals() {
  const names = ObjectKeys(env);
  for (let i = 0; i < names.length; ++i) define(globalThis, names[i], env[names[i]]);
  for (let i = 0; i < unsupported.length; ++i) {
    const binding = unsupported[i];
    defineUnsupported(globalThis, binding.name, binding.what);
  }
}

// A property that says why there is nothing. Not enumerable: what copies or prints `env` does not use
// all that is in it.
function defineUnsupported(object, name, what) {
  const refuse = () => {
    throw new Error(`The binding "${name}" is ${what}, which Atoll does not support.`);
  };
  ObjectDefineProperty(object, name,
    { __proto__: null, get: refuse, set: undefined, enumerable: false, configurable: true });
}

function define(object, name, value) {
  ObjectDefineProperty(object, name,
    { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}
