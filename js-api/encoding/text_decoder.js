// TextDecoder (Encoding Standard, section 7.2).

import {
  encodingName,
  legacyDecode,
  utf16Decode,
  utf8Decode,
  windows1252Decode,
} from "native:encoding";
import {
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeSet,
  Uint32Array,
  Uint8Array,
} from "../internal/primordials.js";
import { subarray } from "../internal/buffer_source.js";
import {
  defineInterface,
  dictionaryOf,
  toBoolean,
  toDictionary,
  toDOMString,
  whereOf,
} from "../internal/webidl.js";
import { UTF_16BE, UTF_16LE, UTF_8, WINDOWS_1252, encodingOf } from "./labels.js";
import { toSharedBufferSource } from "./shared_memory.js";

const NAME = "TextDecoder";
const CONSTRUCTOR = whereOf(NAME);
const DECODE = whereOf(NAME, "decode");
const OPTIONS = dictionaryOf([
  { key: "fatal", converter: toBoolean, defaultValue: false },
  { key: "ignoreBOM", converter: toBoolean, defaultValue: false },
]);
const DECODE_OPTIONS = dictionaryOf([{ key: "stream", converter: toBoolean, defaultValue: false }]);
const NOTHING = new Uint8Array(0);
// What legacyDecode reads and writes: the mode, and how many octets begin a character.
const legacyState = new Uint32Array(2);

function join(first, second) {
  const firstLength = TypedArrayPrototypeGetByteLength(first);
  const joined = new Uint8Array(firstLength + TypedArrayPrototypeGetByteLength(second));
  TypedArrayPrototypeSet(joined, first, 0);
  TypedArrayPrototypeSet(joined, second, firstLength);
  return joined;
}

// The octets of a UTF-8 sequence that begins with `lead`; 0 when nothing begins with it.
function sequenceLength(lead) {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

// Whether `second` may follow `lead` (Encoding Standard, section 8.1.1).
function mayFollow(lead, second) {
  const lower = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const upper = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  return second >= lower && second <= upper;
}

// How many octets at the end begin a UTF-8 sequence that the next chunk may complete.
function incompleteUtf8(bytes) {
  const length = TypedArrayPrototypeGetByteLength(bytes);
  for (let back = 1; back <= 3 && back <= length; ++back) {
    const octet = bytes[length - back];
    if ((octet & 0xc0) === 0x80) continue;
    if (sequenceLength(octet) <= back) return 0;
    return back === 1 || mayFollow(octet, bytes[length - back + 1]) ? back : 0;
  }
  return 0;
}

// The same for UTF-16: an odd octet, and half of a surrogate pair before it.
function incompleteUtf16(bytes, bigEndian) {
  const length = TypedArrayPrototypeGetByteLength(bytes);
  const odd = length % 2;
  if (length - odd < 2) return odd;
  const high = bytes[length - odd - (bigEndian ? 2 : 1)];
  return (high & 0xfc) === 0xd8 ? odd + 2 : odd;
}

/** Decodes octets to strings. */
export class TextDecoder {
  #encoding;
  #fatal;
  #ignoreBOM;
  // The octets of an incomplete sequence at the end of what was decoded as a stream.
  #kept = NOTHING;
  // What the octets of a stream stand for, where escape sequences say that.
  #mode = 0;
  // Whether a byte order mark may still come.
  #atStart = true;
  // Whether the last call said that more comes.
  #streaming = false;

  /**
   * @param {string} [label] such as "utf-8" or "latin1"
   * @param {{fatal?: boolean, ignoreBOM?: boolean}} [options]
   */
  constructor(label = "utf-8", options = undefined) {
    this.#encoding = encodingOf(toDOMString(label, CONSTRUCTOR), CONSTRUCTOR);
    const { fatal, ignoreBOM } = toDictionary(options, OPTIONS, CONSTRUCTOR);
    this.#fatal = fatal;
    this.#ignoreBOM = ignoreBOM;
  }

  get encoding() {
    const encoding = this.#encoding;
    return encoding === UTF_8 ? "utf-8" : encodingName(encoding);
  }

  get fatal() {
    return this.#fatal;
  }

  get ignoreBOM() {
    return this.#ignoreBOM;
  }

  /**
   * @param {BufferSource} [input]
   * @param {{stream?: boolean}} [options] stream: more follows
   * @returns {string}
   */
  decode(input = undefined, options = undefined) {
    this.#encoding;
    let bytes = input === undefined ? NOTHING : toSharedBufferSource(input, DECODE);
    const stream = options !== undefined && toDictionary(options, DECODE_OPTIONS, DECODE).stream;
    if (!this.#streaming) {
      this.#kept = NOTHING;
      this.#mode = 0;
      this.#atStart = true;
    }
    this.#streaming = stream;
    if (TypedArrayPrototypeGetByteLength(this.#kept) > 0) bytes = join(this.#kept, bytes);
    this.#kept = NOTHING;
    if (this.#encoding > WINDOWS_1252) return this.#decodeLegacy(bytes, stream);
    if (stream) bytes = this.#keepIncomplete(bytes);
    return this.#decode(bytes);
  }

  #keepIncomplete(bytes) {
    const count = this.#encoding === UTF_8 ? incompleteUtf8(bytes) :
      this.#encoding === WINDOWS_1252 ? 0 :
      incompleteUtf16(bytes, this.#encoding === UTF_16BE);
    if (count === 0) return bytes;
    this.#keep(bytes, count);
    return subarray(bytes, 0, TypedArrayPrototypeGetByteLength(bytes) - count);
  }

  #keep(bytes, count) {
    const length = TypedArrayPrototypeGetByteLength(bytes);
    this.#kept = new Uint8Array(subarray(bytes, length - count, length));
  }

  #decode(bytes) {
    if (TypedArrayPrototypeGetByteLength(bytes) === 0) return "";
    const keepBOM = this.#ignoreBOM || !this.#atStart;
    this.#atStart = false;
    switch (this.#encoding) {
      case UTF_8:
        return utf8Decode(bytes, this.#fatal, keepBOM);
      case UTF_16LE:
      case UTF_16BE:
        return utf16Decode(bytes, this.#encoding === UTF_16BE, this.#fatal, keepBOM);
      default:
        return windows1252Decode(bytes);
    }
  }

  #decodeLegacy(bytes, stream) {
    if (TypedArrayPrototypeGetByteLength(bytes) === 0) return "";
    legacyState[0] = this.#mode;
    const text = legacyDecode(this.#encoding, bytes, stream, this.#fatal, legacyState);
    this.#mode = legacyState[0];
    if (legacyState[1] > 0) this.#keep(bytes, legacyState[1]);
    return text;
  }
}
defineInterface(TextDecoder, "TextDecoder");
