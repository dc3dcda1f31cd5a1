// TextEncoder (Encoding Standard, section 7.3).

import { utf8Encode, utf8EncodeInto } from "native:encoding";
import {
  StringPrototypeCharCodeAt,
  TypeError,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetSymbolToStringTag,
  TypedArrayPrototypeSet,
  Uint8Array,
} from "../internal/primordials.js";
import {
  defineInterface,
  describe,
  requireArguments,
  toDOMString,
  whereOf,
} from "../internal/webidl.js";
import { subarray } from "../internal/buffer_source.js";
import { isShared } from "./shared_memory.js";

const NAME = "TextEncoder";
const ENCODE = whereOf(NAME, "encode");

// Up to this length V8 keeps the octets of an array in the array itself, which is made in no time.
const SHORT = 64;

// A short string of ASCII; undefined for any other.
function encodeShort(string) {
  const { length } = string;
  if (length > SHORT) return undefined;
  const octets = new Uint8Array(length);
  for (let i = 0; i < length; ++i) {
    const unit = StringPrototypeCharCodeAt(string, i);
    if (unit > 0x7f) return undefined;
    octets[i] = unit;
  }
  return octets;
}

function encodeIntoShared(string, destination) {
  const octets = new Uint8Array(TypedArrayPrototypeGetByteLength(destination));
  const done = utf8EncodeInto(string, octets);
  TypedArrayPrototypeSet(destination, subarray(octets, 0, done[1]));
  return done;
}

/** Encodes strings as UTF-8. */
export class TextEncoder {
  #brand;

  get encoding() {
    this.#brand;
    return "utf-8";
  }

  /** @returns {Uint8Array} */
  encode(input = "") {
    this.#brand;
    const string = toDOMString(input, ENCODE);
    return encodeShort(string) ?? utf8Encode(string);
  }

  /** @returns {{read: number, written: number}} code units taken and octets put into `destination` */
  encodeInto(source, destination) {
    this.#brand;
    requireArguments(2, arguments.length, NAME, "encodeInto");
    const where = whereOf(NAME, "encodeInto");
    const string = toDOMString(source, where);
    if (typeof destination !== "object" || destination === null ||
        TypedArrayPrototypeGetSymbolToStringTag(destination) !== "Uint8Array") {
      throw new TypeError(`${where}: found ${describe(destination)}; expected a Uint8Array.`);
    }
    const done = isShared(destination)
      ? encodeIntoShared(string, destination)
      : utf8EncodeInto(string, destination);
    return { read: done[0], written: done[1] };
  }
}
defineInterface(TextEncoder, "TextEncoder");
