// QuotaExceededError (Web IDL, section 3.14.2).

import { RangeError } from "../internal/primordials.js";
import { defineInterface, toDictionary, toDouble, whereOf } from "../internal/webidl.js";
import { DOMException } from "./dom_exception.js";

const NAME = "QuotaExceededError";

let isQuotaExceededError;
let amountsOf;

/** The exception for asking for more than there may be. */
export class QuotaExceededError extends DOMException {
  #quota = null;
  #requested = null;

  /**
   * @param {string} [message]
   * @param {{quota?: number, requested?: number}} [options] neither negative
   */
  constructor(message = "", options = undefined) {
    super(message, NAME);
    const where = whereOf(NAME);
    const { quota, requested } = toDictionary(options, [
      { __proto__: null, key: "quota", converter: toDouble },
      { __proto__: null, key: "requested", converter: toDouble },
    ], where);
    requireAmount(quota, "quota", where);
    requireAmount(requested, "requested", where);
    if (quota !== undefined && requested !== undefined && requested < quota) {
      throw new RangeError(
        `${where}: 'requested' is ${requested}, less than 'quota', which is ${quota}.`);
    }
    this.#quota = quota ?? null;
    this.#requested = requested ?? null;
  }

  /** @returns {number|null} how much there may be */
  get quota() {
    return this.#quota;
  }

  /** @returns {number|null} how much was asked for */
  get requested() {
    return this.#requested;
  }

  static {
    isQuotaExceededError = (value) =>
      typeof value === "object" && value !== null && #quota in value;
    amountsOf = (exception) => ({
      __proto__: null,
      quota: exception.#quota ?? undefined,
      requested: exception.#requested ?? undefined,
    });
  }
}
defineInterface(QuotaExceededError, NAME);

function requireAmount(amount, name, where) {
  if (amount === undefined || amount >= 0) return;
  throw new RangeError(`${where}: '${name}' is ${amount}; expected 0 or more.`);
}

/** A QuotaExceededError; see the constructor for `amounts`. */
export function quotaExceededError(message, amounts = undefined) {
  return new QuotaExceededError(message, amounts);
}

/** Another one with the amounts of `exception`. */
export function cloneQuotaExceededError(message, exception) {
  return new QuotaExceededError(message, amountsOf(exception));
}

export { isQuotaExceededError };
