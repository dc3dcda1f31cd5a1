// DOMException (Web IDL, section 3.14).

import {
  Error,
  ErrorPrototype,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  ReflectConstruct,
  ReflectDefineProperty,
  ReflectDeleteProperty,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
} from "../internal/primordials.js";
import { defineConstants, defineInterface, toDOMString } from "../internal/webidl.js";

// The names of Web IDL's table with a legacy code, in the order of their codes.
const CODES = {
  __proto__: null,
  IndexSizeError: 1,
  HierarchyRequestError: 3,
  WrongDocumentError: 4,
  InvalidCharacterError: 5,
  NoModificationAllowedError: 7,
  NotFoundError: 8,
  NotSupportedError: 9,
  InUseAttributeError: 10,
  InvalidStateError: 11,
  SyntaxError: 12,
  InvalidModificationError: 13,
  NamespaceError: 14,
  InvalidAccessError: 15,
  TypeMismatchError: 17,
  SecurityError: 18,
  NetworkError: 19,
  AbortError: 20,
  URLMismatchError: 21,
  QuotaExceededError: 22,
  TimeoutError: 23,
  InvalidNodeTypeError: 24,
  DataCloneError: 25,
};

// Puts the private members on an object that Error made, which has a stack.
class Identity {
  constructor(object) {
    return object;
  }
}
class Members extends Identity {
  #message;
  #name;

  constructor(object, message, name) {
    super(object);
    this.#message = message;
    this.#name = name;
  }

  static messageOf(object) {
    return object.#message;
  }

  static nameOf(object) {
    return object.#name;
  }

  static isIn(value) {
    return typeof value === "object" && value !== null && #name in value;
  }
}
const { messageOf, nameOf, isIn } = Members;

const NO_TEXT = { __proto__: null, value: "", configurable: true };

// V8 begins the stack of an Error with its name and message, which it would ask the accessors of the
// prototype for.
function completeStack(exception, header) {
  ReflectDefineProperty(exception, "name", NO_TEXT);
  ReflectDefineProperty(exception, "message", NO_TEXT);
  let stack;
  try {
    ({ stack } = exception);
  } catch {
    // The worker's Error.prepareStackTrace threw.
  }
  ReflectDeleteProperty(exception, "name");
  ReflectDeleteProperty(exception, "message");
  if (typeof stack !== "string") return;
  const firstFrame = StringPrototypeIndexOf(stack, "\n    at ");
  const frames = firstFrame === -1 ? "" : StringPrototypeSlice(stack, firstFrame);
  ObjectDefineProperty(exception, "stack", {
    __proto__: null,
    value: header + frames,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}

/** An error of the web platform: told apart by its `name`, with the `stack` of other errors. */
export class DOMException {
  /**
   * @param {string} [message]
   * @param {string} [name] "AbortError", "DataCloneError" ...
   */
  constructor(message = "", name = "Error") {
    const where = "Failed to construct 'DOMException'";
    message = toDOMString(message, where);
    name = toDOMString(name, where);
    const exception = ReflectConstruct(Error, [], new.target);
    new Members(exception, message, name);
    if (message !== "") completeStack(exception, name === "" ? message : `${name}: ${message}`);
    return exception;
  }

  get name() {
    return nameOf(this);
  }

  get message() {
    return messageOf(this);
  }

  /** @returns {number} the legacy code of the name, or 0 */
  get code() {
    return CODES[nameOf(this)] ?? 0;
  }
}
ObjectSetPrototypeOf(DOMException.prototype, ErrorPrototype);
defineInterface(DOMException, "DOMException");
defineConstants(DOMException, {
  INDEX_SIZE_ERR: 1,
  DOMSTRING_SIZE_ERR: 2,
  HIERARCHY_REQUEST_ERR: 3,
  WRONG_DOCUMENT_ERR: 4,
  INVALID_CHARACTER_ERR: 5,
  NO_DATA_ALLOWED_ERR: 6,
  NO_MODIFICATION_ALLOWED_ERR: 7,
  NOT_FOUND_ERR: 8,
  NOT_SUPPORTED_ERR: 9,
  INUSE_ATTRIBUTE_ERR: 10,
  INVALID_STATE_ERR: 11,
  SYNTAX_ERR: 12,
  INVALID_MODIFICATION_ERR: 13,
  NAMESPACE_ERR: 14,
  INVALID_ACCESS_ERR: 15,
  VALIDATION_ERR: 16,
  TYPE_MISMATCH_ERR: 17,
  SECURITY_ERR: 18,
  NETWORK_ERR: 19,
  ABORT_ERR: 20,
  URL_MISMATCH_ERR: 21,
  QUOTA_EXCEEDED_ERR: 22,
  TIMEOUT_ERR: 23,
  INVALID_NODE_TYPE_ERR: 24,
  DATA_CLONE_ERR: 25,
});

/** A DOMException: domException("The operation was aborted.", "AbortError"). */
export function domException(message, name) {
  return new DOMException(message, name);
}

/** Whether the value is a DOMException. */
export function isDOMException(value) {
  return isIn(value);
}
