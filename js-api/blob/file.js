// File (File API, section 4).

import { DateNow, TypedArrayPrototypeGetByteLength } from "../internal/primordials.js";
import { defineInterface, dictionaryOf, requireArguments, toLongLong, toUSVString }
  from "../internal/webidl.js";
import { inspectSymbol } from "../internal/inspect_hook.js";
import { Blob, INTERNAL, blobBytes, blobType } from "./blob.js";
import { joinParts, normalizeType, toBlobParts, toBlobPropertyBag } from "./blob_parts.js";

const LAST_MODIFIED = dictionaryOf([{ key: "lastModified", converter: toLongLong }]);

let isFile;
let fileName;
let fileLastModified;

/** A Blob with a name and a time of modification. */
export class File extends Blob {
  #name;
  #lastModified;

  /**
   * @param {Iterable<BufferSource|Blob|string>} fileBits
   * @param {string} fileName
   * @param {{type?: string, endings?: string, lastModified?: number}} [options] `lastModified` in
   *     milliseconds since 1970, now by default
   */
  constructor(fileBits, fileName, options = undefined, bytes = undefined) {
    if (fileBits === INTERNAL) {
      super(INTERNAL, options.type, bytes);
      this.#name = fileName;
      this.#lastModified = options.lastModified;
      return;
    }
    requireArguments(2, arguments.length, "File");
    const where = "Failed to construct 'File'";
    const parts = toBlobParts(fileBits, where);
    const name = toUSVString(fileName, where);
    const bag = toBlobPropertyBag(options, where, LAST_MODIFIED);
    super(INTERNAL, normalizeType(bag.type), joinParts(parts, bag.endings));
    this.#name = name;
    this.#lastModified = bag.lastModified ?? DateNow();
  }

  get name() {
    return this.#name;
  }

  /** Milliseconds since 1970. */
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
    fileLastModified = (file) => file.#lastModified;
    fileName = (file) => file.#name;
    isFile = (value) => typeof value === "object" && value !== null && #name in value;
  }
}
defineInterface(File, "File");

/** A File over octets that nobody changes any more; `type` is taken as it is. */
export function createFile(bytes, type, name, lastModified = DateNow()) {
  return new File(INTERNAL, name, { __proto__: null, type, lastModified }, bytes);
}

/**
 * isFile(value): whether the value is a File.
 * fileName(file), fileLastModified(file): what its getters give.
 */
export { fileLastModified, fileName, isFile };
