// TextEncoder (Encoding Standard, section 7.3).

import { utf8Encode, utf8EncodeInto } from "native:encoding";
import {
  TypeError,
  TypedArrayPrototypeGetSymbolToStringTag,
} from "../internal/primordials.js";
import {
  defineInterface,
  describe,
  requireArguments,
  toDOMString,
  whereOf,
} from "../internal/webidl.js";

const NAME = "TextEncoder";

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
    return utf8Encode(toDOMString(input, whereOf(NAME, "encode")));
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
    const done = utf8EncodeInto(string, destination);
    return { read: done[0], written: done[1] };
  }
}
defineInterface(TextEncoder);
