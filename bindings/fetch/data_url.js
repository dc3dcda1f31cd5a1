// data: URLs (Fetch, section 6).

import { base64Decode, utf8Encode } from "native:encoding";
import {
  RegExpPrototypeExec,
  StringFromCharCode,
  StringPrototypeCharCodeAt,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  StringPrototypeTrim,
  TypedArrayPrototypeGetByteLength,
  Uint8Array,
} from "../../js-api/internal/primordials.js";
import { subarray } from "../../js-api/internal/buffer_source.js";
import { parseMimeType } from "../../js-api/fetch/mime_type.js";

const PERCENT = 0x25;
const BASE64 = /; *base64$/i;
const DEFAULT_TYPE = "text/plain;charset=US-ASCII";

function hexValue(octet) {
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const lower = octet | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : -1;
}

// "Percent-decode" (URL, section 1.3).
function percentDecode(text) {
  const octets = utf8Encode(text);
  const length = TypedArrayPrototypeGetByteLength(octets);
  let size = 0;
  for (let i = 0; i < length; ++i, ++size) {
    octets[size] = octets[i];
    if (octets[i] !== PERCENT || i + 2 >= length) continue;
    const high = hexValue(octets[i + 1]);
    const low = hexValue(octets[i + 2]);
    if (high < 0 || low < 0) continue;
    octets[size] = high * 16 + low;
    i += 2;
  }
  return subarray(octets, 0, size);
}

// The octets as a string of code units 0 to 255 ("isomorphic decode").
function latin1(octets) {
  let text = "";
  const length = TypedArrayPrototypeGetByteLength(octets);
  for (let i = 0; i < length; ++i) text += StringFromCharCode(octets[i]);
  return text;
}

function fromLatin1(text) {
  const octets = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) octets[i] = StringPrototypeCharCodeAt(text, i);
  return octets;
}

/**
 * "The data: URL processor".
 * @param {string} url a serialised URL of the scheme data
 * @returns {{type: string, bytes: Uint8Array}|undefined} undefined when it is malformed
 */
export function readDataURL(url) {
  const hash = StringPrototypeIndexOf(url, "#");
  const input = StringPrototypeSlice(url, "data:".length, hash < 0 ? url.length : hash);
  const comma = StringPrototypeIndexOf(input, ",");
  if (comma < 0) return undefined;
  let type = StringPrototypeTrim(StringPrototypeSlice(input, 0, comma));
  let bytes = percentDecode(StringPrototypeSlice(input, comma + 1));
  const base64 = RegExpPrototypeExec(BASE64, type);
  if (base64 !== null) {
    const decoded = base64Decode(latin1(bytes));
    if (decoded === undefined) return undefined;
    bytes = fromLatin1(decoded);
    type = StringPrototypeSlice(type, 0, base64.index);
  }
  if (StringPrototypeStartsWith(type, ";")) type = `text/plain${type}`;
  return { __proto__: null, type: parseMimeType(type)?.toString() ?? DEFAULT_TYPE, bytes };
}
