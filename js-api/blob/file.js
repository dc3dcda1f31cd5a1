// File (File API, section 4).

import { DateNow, TypedArrayPrototypeGetByteLength, TypeError } from "../internal/primordials.js";
import { converters, defineInterface } from "../internal/webidl.js";
import { inspectSymbol } from "../console/inspect_hook.js";
import {
  Blob,
  blobBytes,
  blobType,
  convertParts,
  convertPropertyBag,
  INTERNAL,
  joinParts,
  normalizeType,
} from "./blob.js";

let isFile;
let fileName;

/** A Blob with a name and a time of modification (File API, section 4). */
export class File extends Blob {
  #name;
  #lastModified;

  /**
   * @param {Iterable<BufferSource|Blob|string>} fileBits
   * @param {string} name
   * @param {{type?: string, endings?: string, lastModified?: number}} [options] `lastModified` in
   *     milliseconds since 1970, now by default
   */
  constructor(fileBits, name, options = undefined, bytes = undefined) {
    if (fileBits === INTERNAL) {
      super(INTERNAL, options.type, bytes);
      this.#name = name;
      this.#lastModified = options.lastModified;
      return;
    }
    const context = "Failed to construct 'File'";
    if (arguments.length < 2) {
      throw new TypeError(
        `${context}: 2 arguments required, but only ${arguments.length} present.`);
    }
    const parts = convertParts(fileBits, context);
    name = converters.USVString(name);
    const bag = convertPropertyBag(options, context);
    const modified = options?.lastModified;
    const lastModified = modified === undefined ? DateNow() : converters["long long"](modified);
    super(INTERNAL, normalizeType(bag.type), joinParts(parts, bag.endings));
    this.#name = name;
    this.#lastModified = lastModified;
  }

  get name() {
    return this.#name;
  }

  get lastModified() {
    return this.#lastModified;
  }

  [inspectSymbol]() {
    return {
      __proto__: null,
      size: TypedArrayPrototypeGetByteLength(blobBytes(this)),
      type: blobType(this),
      name: this.#name,
      lastModified: this.#lastModified,
    };
  }

  static {
    fileName = (file) => file.#name;
    isFile = (value) => typeof value === "object" && value !== null && #name in value;
  }
}
defineInterface(File);

/** A File over octets that nobody changes any more. */
export function newFile(bytes, type, name, lastModified = DateNow()) {
  return new File(INTERNAL, name, { __proto__: null, type, lastModified }, bytes);
}

/** isFile(value): whether the value is a File. fileName(file): its name. */
export { fileName, isFile };
