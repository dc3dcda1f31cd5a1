// What the checks are written with. Every function throws an Error that says what was found and
// what was expected.

function show(value) {
  if (value instanceof Uint8Array) return `Uint8Array [${value}]`;
  if (typeof value === "bigint" || typeof value === "symbol" || value === undefined) {
    return String(value);
  }
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "number" || typeof value === "function") return String(value);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return JSON.stringify(value);
}

function fail(text, message) {
  throw new Error(message === undefined ? text : `${message}: ${text}`);
}

function isDeeplyEqual(a, b) {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (ArrayBuffer.isView(a) !== ArrayBuffer.isView(b)) return false;
  if (a instanceof ArrayBuffer && b instanceof ArrayBuffer) {
    return isDeeplyEqual(new Uint8Array(a), new Uint8Array(b));
  }
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  // Objects without fields of their own to compare are equal only to themselves.
  if (keys.length === 0 && !Array.isArray(a) && !ArrayBuffer.isView(a)) {
    return Object.getPrototypeOf(a) === Object.prototype &&
      Object.getPrototypeOf(b) === Object.prototype;
  }
  return keys.every((key) => Object.hasOwn(b, key) && isDeeplyEqual(a[key], b[key]));
}

/** The condition is true. */
export function assert(condition, message = undefined) {
  if (condition !== true) fail(`found ${show(condition)}; expected true`, message);
}

/** The two are the same value, or arrays, octets or plain objects of the same values. */
export function assertEquals(actual, expected, message = undefined) {
  if (!isDeeplyEqual(actual, expected)) {
    fail(`found ${show(actual)}; expected ${show(expected)}`, message);
  }
}

// `kind` is a class, the name of an error ("AbortError") or the very value that is thrown.
function checkThrown(error, kind, message) {
  const isIt = error === kind || (typeof kind === "string" ? error?.name === kind :
    typeof kind === "function" && error instanceof kind);
  if (!isIt) {
    const expected = typeof kind === "function" ? kind.name : show(kind);
    fail(`it threw ${show(error)}; expected ${expected}`, message);
  }
  return error;
}

/**
 * The function throws.
 * @param {() => any} call
 * @param {Function|string|any} kind a class of errors, an error's name, or what is thrown itself
 * @returns what it threw
 */
export function assertThrows(call, kind = Error, message = undefined) {
  let result;
  try {
    result = call();
  } catch (error) {
    return checkThrown(error, kind, message);
  }
  return fail(`it returned ${show(result)}; expected an exception`, message);
}

/**
 * The promise is rejected; assertThrows says what `kind` is.
 * @param {Promise|(() => Promise)} promise
 */
export async function assertRejects(promise, kind = Error, message = undefined) {
  let result;
  try {
    result = await (typeof promise === "function" ? promise() : promise);
  } catch (error) {
    return checkThrown(error, kind, message);
  }
  return fail(`it was fulfilled with ${show(result)}; expected a rejection`, message);
}
