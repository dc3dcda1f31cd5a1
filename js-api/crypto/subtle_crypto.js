// Web Cryptography, section 14: SubtleCrypto.

import { digest as nativeDigest } from "native:crypto";
import {
  StringPrototypeToUpperCase,
  TypeError,
  TypedArrayPrototypeGetBuffer,
} from "../internal/primordials.js";
import { rejected, resolved } from "../internal/promises.js";
import { converters, defineInterface, requireArguments } from "../internal/webidl.js";
import { DOMException } from "../errors/dom_exception.js";

const DIGESTS = {
  __proto__: null,
  "SHA-1": true,
  "SHA-256": true,
  "SHA-384": true,
  "SHA-512": true,
  MD5: true,
};

// The registered name of an AlgorithmIdentifier: a string, or an object with a name.
function digestName(algorithm) {
  let name = algorithm;
  if (typeof algorithm === "object" && algorithm !== null) {
    name = algorithm.name;
    if (name === undefined) {
      throw new TypeError("Algorithm: member 'name' is required, found undefined.");
    }
  }
  name = StringPrototypeToUpperCase(converters.DOMString(name));
  if (DIGESTS[name] !== true) {
    throw new DOMException(
      `Unrecognized digest algorithm "${name}"; expected SHA-1, SHA-256, SHA-384 or SHA-512.`,
      "NotSupportedError");
  }
  return name;
}

let constructing = false;

/** The methods that keys and digests have; each returns a promise. */
export class SubtleCrypto {
  #brand;

  constructor() {
    if (!constructing) throw new TypeError("Illegal constructor");
  }

  /**
   * @param {string|{name: string}} algorithm SHA-1, SHA-256, SHA-384, SHA-512 or MD5, in any case
   * @param {BufferSource} data
   * @returns {Promise<ArrayBuffer>}
   */
  digest(algorithm, data) {
    try {
      this.#brand;
      requireArguments(2, arguments.length, "SubtleCrypto", "digest");
      const name = digestName(algorithm);
      const source = converters.BufferSource(data);
      return resolved(TypedArrayPrototypeGetBuffer(nativeDigest(name, source)));
    } catch (error) {
      return rejected(error);
    }
  }
}
defineInterface(SubtleCrypto);

/** The one that `crypto.subtle` gives. */
export function newSubtleCrypto() {
  constructing = true;
  const subtle = new SubtleCrypto();
  constructing = false;
  return subtle;
}
