// atob and btoa (HTML, section 8.3).

import { base64Decode, base64Encode } from "native:encoding";
import { RegExpPrototypeExec } from "../internal/primordials.js";
import { requireArguments, toDOMString, whereOf } from "../internal/webidl.js";
import { DOMException } from "../errors/dom_exception.js";

const OUTSIDE_LATIN1 = /[^\0-\xff]/;

/** Decodes base64 to a string of code units 0 to 255. */
export function atob(data) {
  requireArguments(1, arguments.length, "Window", "atob");
  const where = whereOf("Window", "atob");
  const octets = base64Decode(toDOMString(data, where));
  if (octets !== undefined) return octets;
  throw new DOMException(
    `${where}: the string to be decoded is not correctly encoded base64.`, "InvalidCharacterError");
}

/** Encodes a string of code units 0 to 255 in base64. */
export function btoa(data) {
  requireArguments(1, arguments.length, "Window", "btoa");
  const where = whereOf("Window", "btoa");
  const string = toDOMString(data, where);
  if (RegExpPrototypeExec(OUTSIDE_LATIN1, string) === null) return base64Encode(string);
  throw new DOMException(
    `${where}: the string has a character above U+00FF.`, "InvalidCharacterError");
}
