// What a worker's top level may not do, because its result may be kept and used again.

import { invocation } from "native:runtime";
import { Error } from "./primordials.js";

/**
 * Throws an Error unless a request is being handled.
 * @param {string} what begins the explanation: "random values are given"
 */
export function requireInvocation(what) {
  if (invocation() !== 0) return;
  throw new Error(
    `Disallowed operation called within global scope: ${what} only while a request is handled.`);
}
