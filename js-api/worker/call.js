// What another worker says when it calls this one.

import { callOf } from "native:invocation";
import { JSONParse } from "../internal/primordials.js";

/**
 * @param {number} id of the invocation
 * @returns {{entrypoint: string, props: object, method: string}} entrypoint "": the default one;
 *     method "": it is a request
 */
export function readCall(id) {
  const call = callOf(id);
  return { __proto__: null, entrypoint: call[0], props: JSONParse(call[1]), method: call[2] };
}
