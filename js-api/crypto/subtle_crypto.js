// Web Cryptography, section 14: SubtleCrypto.

import { digest as nativeDigest } from "native:crypto";
import {
  StringPrototypeToUpperCase,
  TypeError,
  TypedArrayPrototypeGetBuffer,
} from "../internal/primordials.js";
import { rejected, resolved } from "../internal/promises.js";
import {
  defineInterface,
  illegalConstructor,
  illegalInvocation,
  isObject,
  quote,
  requireArguments,
  toBufferSource,
  toDOMString,
} from "../internal/webidl.js";
import { domException } from "../errors/dom_exception.js";

const DIGESTS = {
  __proto__: null,
  "SHA-1": true,
  "SHA-256": true,
  "SHA-384": true,
  "SHA-512": true,
  MD5: true,
};

const WHERE = "Failed to execute 'digest' on 'SubtleCrypto'";

// The registered name of an AlgorithmIdentifier: a string, or an object with a name.
function digestName(algorithm) {
  let name = algorithm;
  if (isObject(algorithm)) {
    ({ name } = algorithm);
    if (name === undefined) {
      throw new TypeError(`${WHERE}: the algorithm's member 'name' is missing; it is required.`);
    }
  }
  const given = toDOMString(name, WHERE);
  const registered = StringPrototypeToUpperCase(given);
  if (DIGESTS[registered] === true) return registered;
  throw domException(
    `${WHERE}: the algorithm is ${quote(given)}; expected SHA-1, SHA-256, SHA-384, SHA-512 or MD5.`,
    "NotSupportedError");
}

let isConstructing = false;

/** The methods for keys and digests; each returns a promise. */
export class SubtleCrypto {
  #brand;

  constructor() {
    if (!isConstructing) illegalConstructor();
  }

  /**
   * @param {string|{name: string}} algorithm SHA-1, SHA-256, SHA-384, SHA-512 or MD5, in any case
   * @param {BufferSource} data
   * @returns {Promise<ArrayBuffer>}
   */
  digest(algorithm, data) {
    try {
      if (!(#brand in this)) throw illegalInvocation();
      requireArguments(2, arguments.length, "SubtleCrypto", "digest");
      const name = digestName(algorithm);
      const source = toBufferSource(data, WHERE);
      return resolved(TypedArrayPrototypeGetBuffer(nativeDigest(name, source)));
    } catch (error) {
      return rejected(error);
    }
  }
}
defineInterface(SubtleCrypto, "SubtleCrypto");

/** The one that `crypto.subtle` gives. */
export function createSubtleCrypto() {
  isConstructing = true;
  const subtle = new SubtleCrypto();
  isConstructing = false;
  return subtle;
}
