// The worker's bindings: `env`.

import { JSONParse, ObjectDefineProperty, ObjectKeys } from "../internal/primordials.js";

/** The object that handlers get, and that "cloudflare:workers" exports. */
export const env = {};

/** Puts the variables of the worker's configuration into `env`. `varsJson` is a JSON object. */
export function setVariables(varsJson) {
  const variables = JSONParse(varsJson);
  const names = ObjectKeys(variables);
  for (let i = 0; i < names.length; ++i) define(env, names[i], variables[names[i]]);
}

/** Makes every binding a global too, as the service-worker syntax has it. */
export function defineBindingsAsGlobals() {
  const names = ObjectKeys(env);
  for (let i = 0; i < names.length; ++i) define(globalThis, names[i], env[names[i]]);
}

function define(object, name, value) {
  ObjectDefineProperty(object, name,
    { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}
