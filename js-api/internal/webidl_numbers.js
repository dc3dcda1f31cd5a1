// Web IDL's number types. `options` is {enforceRange: true} or {clamp: true}; without, integers wrap
// around. All of them throw a TypeError for what cannot be a number (a symbol, a BigInt).

import { MathFloor, MathTrunc, NumberIsFinite, NumberIsNaN, TypeError } from "./primordials.js";

const WRAP = { __proto__: null };
const LARGEST = 2 ** 53 - 1;
const TWO_TO_64 = 2 ** 64;

function toNumber(value, where) {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "symbol") {
    throw new TypeError(`${where}: a ${typeof value} cannot be converted to a number.`);
  }
  return +value;
}

// Half to even, as [Clamp] wants.
function roundEven(x) {
  const floor = MathFloor(x);
  const rest = x - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

function clamp(x, min, max) {
  if (NumberIsNaN(x)) return 0;
  return x <= min ? min : x >= max ? max : roundEven(x) + 0;
}

function enforceRange(x, min, max, where) {
  if (!NumberIsFinite(x)) {
    throw new TypeError(`${where}: ${x} is not a finite number.`);
  }
  const integer = MathTrunc(x) + 0;
  if (integer < min || integer > max) {
    throw new TypeError(`${where}: ${x} is out of range; expected ${min} to ${max}.`);
  }
  return integer;
}

function toInteger(value, min, max, wrap, options, where) {
  const x = toNumber(value, where);
  if (options.enforceRange === true) return enforceRange(x, min, max, where);
  if (options.clamp === true) return clamp(x, min, max);
  if (!NumberIsFinite(x)) return 0;
  const integer = MathTrunc(x) + 0;
  return integer >= min && integer <= max ? integer : wrap(integer);
}

function wrap8(x) {
  return x & 0xff;
}

function wrap16(x) {
  return x & 0xffff;
}

function wrap32(x) {
  return x >>> 0;
}

function wrapSigned32(x) {
  return x | 0;
}

function wrap64(x) {
  const modulo = x % TWO_TO_64;
  return modulo < 0 ? modulo + TWO_TO_64 : modulo;
}

function wrapSigned64(x) {
  const modulo = wrap64(x);
  return modulo >= TWO_TO_64 / 2 ? modulo - TWO_TO_64 : modulo;
}

const UNNAMED = "Failed to convert a value";

/** octet: 0 to 255. */
export function toOctet(value, where = UNNAMED, options = WRAP) {
  return toInteger(value, 0, 0xff, wrap8, options, where);
}

/** unsigned short: 0 to 65535. */
export function toUnsignedShort(value, where = UNNAMED, options = WRAP) {
  return toInteger(value, 0, 0xffff, wrap16, options, where);
}

/** long: -2147483648 to 2147483647. */
export function toLong(value, where = UNNAMED, options = WRAP) {
  return toInteger(value, -0x80000000, 0x7fffffff, wrapSigned32, options, where);
}

/** unsigned long: 0 to 4294967295. */
export function toUnsignedLong(value, where = UNNAMED, options = WRAP) {
  return toInteger(value, 0, 0xffffffff, wrap32, options, where);
}

/** long long, as a Number. */
export function toLongLong(value, where = UNNAMED, options = WRAP) {
  return toInteger(value, -LARGEST, LARGEST, wrapSigned64, options, where);
}

/** unsigned long long, as a Number. */
export function toUnsignedLongLong(value, where = UNNAMED, options = WRAP) {
  return toInteger(value, 0, LARGEST, wrap64, options, where);
}

/** [Clamp] long long. */
export function clampedInteger(value, where = UNNAMED) {
  return clamp(toNumber(value, where), -LARGEST, LARGEST);
}

/** unrestricted double: any Number. */
export function toUnrestrictedDouble(value, where = UNNAMED) {
  return toNumber(value, where);
}

/** double: a finite Number. */
export function toDouble(value, where = UNNAMED) {
  const x = toNumber(value, where);
  if (!NumberIsFinite(x)) throw new TypeError(`${where}: ${x} is not a finite number.`);
  return x;
}
