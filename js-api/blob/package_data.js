// "Package data" (File API, section 6.4): what a FileReader makes of octets.

import { base64Encode } from "native:encoding";
import {
  ReflectApply,
  StringFromCharCode,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  uncurryThis,
} from "../internal/primordials.js";
import { List } from "../internal/lists.js";
import { copyOctets } from "../internal/buffer_source.js";
import { TextDecoder } from "../encoding/text_decoder.js";
import { parseMimeType } from "../fetch/mime_type.js";

// How many code units are made in one step.
const STEP = 4096;
const decode = uncurryThis(TextDecoder.prototype.decode);

/** @returns {ArrayBuffer} a copy of the octets */
export function asArrayBuffer(bytes) {
  return TypedArrayPrototypeGetBuffer(copyOctets(bytes));
}

/** @returns {string} a code unit for each octet */
export function asBinaryString(bytes) {
  const length = TypedArrayPrototypeGetByteLength(bytes);
  let text = "";
  for (let start = 0; start < length; start += STEP) {
    const units = new List();
    const count = length - start < STEP ? length - start : STEP;
    for (let i = 0; i < count; ++i) units[i] = bytes[start + i];
    text += ReflectApply(StringFromCharCode, undefined, units);
  }
  return text;
}

/** @returns {string} a data: URL */
export function asDataURL(bytes, type) {
  const mimeType = type === "" ? "application/octet-stream" : type;
  return `data:${mimeType};base64,${base64Encode(asBinaryString(bytes))}`;
}

// The decoder of a label, or undefined.
function decoderOf(label) {
  if (label === undefined || label === null) return undefined;
  try {
    return new TextDecoder(label);
  } catch {
    return undefined;
  }
}

function labelOfBOM(bytes) {
  const first = bytes[0];
  const second = bytes[1];
  if (first === 0xef && second === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return first === 0xff && second === 0xfe ? "utf-16le" : undefined;
}

/**
 * @param {string} type the media type, whose charset counts when there is no `label`
 * @param {string} [label] of an encoding
 */
export function asText(bytes, type, label) {
  const decoder = decoderOf(labelOfBOM(bytes)) ?? decoderOf(label) ??
    decoderOf(parseMimeType(type)?.get("charset")) ?? new TextDecoder();
  return decode(decoder, bytes);
}
