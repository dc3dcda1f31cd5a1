// What structuredClone does with platform objects (HTML, section 2.7.3): those that have
// serialization steps are copied, all others have no copy.

import {
  ObjectDefineProperty,
  ReflectGetOwnPropertyDescriptor,
  ReflectGetPrototypeOf,
  uncurryThis,
} from "../internal/primordials.js";
import { isInterfacePrototype } from "../internal/webidl.js";
import { blobBytes, blobType, createBlob, isBlob } from "../blob/blob.js";
import { createFile, fileLastModified, fileName, isFile } from "../blob/file.js";
import { cloneKey, isCryptoKey } from "../crypto/crypto_key.js";
import { DOMException, domException, isDOMException } from "../errors/dom_exception.js";
import { cloneQuotaExceededError, isQuotaExceededError } from "../errors/quota_exceeded_error.js";

// A prototype chain is followed this far.
const MAX_CHAIN = 256;

const messageOf =
  uncurryThis(ReflectGetOwnPropertyDescriptor(DOMException.prototype, "message").get);
const nameOf = uncurryThis(ReflectGetOwnPropertyDescriptor(DOMException.prototype, "name").get);

function isPlatformObject(object) {
  let holder = ReflectGetPrototypeOf(object);
  for (let i = 0; i < MAX_CHAIN && holder !== null; ++i) {
    if (isInterfacePrototype(holder)) return true;
    holder = ReflectGetPrototypeOf(holder);
  }
  return false;
}

function cloneException(exception) {
  const message = messageOf(exception);
  const clone = isQuotaExceededError(exception)
    ? cloneQuotaExceededError(message, exception)
    : domException(message, nameOf(exception));
  const { stack } = exception;
  if (typeof stack === "string") {
    ObjectDefineProperty(clone, "stack",
      { __proto__: null, value: stack, writable: true, enumerable: false, configurable: true });
  }
  return clone;
}

/**
 * @param {object} object
 * @returns {object|undefined} its clone; undefined when it is no platform object
 * @throws {DOMException} a DataCloneError when there is no way to copy it
 */
export function clonePlatformObject(object) {
  if (isBlob(object)) {
    const bytes = blobBytes(object);
    if (!isFile(object)) return createBlob(bytes, blobType(object));
    return createFile(bytes, blobType(object), fileName(object), fileLastModified(object));
  }
  if (isCryptoKey(object)) return cloneKey(object);
  if (isDOMException(object)) return cloneException(object);
  if (!isPlatformObject(object)) return undefined;
  throw domException(
    "The value holds an object of the platform, such as a stream or a Response, that cannot be " +
      "cloned.",
    "DataCloneError");
}
