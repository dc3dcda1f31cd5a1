// A body as a FormData (Fetch, section 5.3, "formData").

import { TypeError } from "../internal/primordials.js";
import { quote } from "../internal/webidl.js";
import { createFormData } from "./form_data.js";
import { extractMimeType } from "./mime_type.js";
import { parseMultipart } from "./multipart_parser.js";
import { parseUrlEncoded } from "./urlencoded.js";

/**
 * @param {Uint8Array} bytes the body, which nobody changes any more: the Files share its memory
 * @param {string|null} contentType the combined value of Content-Type
 * @returns {FormData}
 * @throws {TypeError} when the type is not one of forms, or the body not of that type
 */
export function parseFormData(bytes, contentType) {
  const type = extractMimeType(contentType);
  if (type !== null && type.essence === "multipart/form-data") {
    const boundary = type.get("boundary");
    if (boundary !== null) return createFormData(parseMultipart(bytes, boundary));
    throw new TypeError(
      `The body cannot be read as a form: Content-Type is ${quote(contentType)}, without a ` +
        "boundary.");
  }
  if (type !== null && type.essence === "application/x-www-form-urlencoded") {
    return createFormData(parseUrlEncoded(bytes));
  }
  const found = contentType === null ? "missing" : quote(contentType);
  throw new TypeError(
    `The body cannot be read as a form: Content-Type is ${found}; expected multipart/form-data ` +
      "or application/x-www-form-urlencoded.");
}
