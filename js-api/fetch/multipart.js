// Writing multipart/form-data (HTML, section 4.10.21.8; RFC 7578).

import { randomUUID } from "native:crypto";
import {
  StringPrototypeIncludes,
  StringPrototypeSlice,
} from "../internal/primordials.js";
import { List, append, appendPair } from "../internal/lists.js";
import { requireInvocation } from "../internal/require_invocation.js";
import { blobType, createBlob } from "../blob/blob.js";
import { joinParts } from "../blob/blob_parts.js";
import { fileName } from "../blob/file.js";
import { formDataPairs } from "./form_data.js";

// What may not stand in a line, and what stands for it.
const ESCAPES = { __proto__: null, "\r": "%0D", "\n": "%0A", '"': "%22" };

// Every CR LF, CR and LF as CR LF.
function normalizeLineEndings(text) {
  if (!StringPrototypeIncludes(text, "\r") && !StringPrototypeIncludes(text, "\n")) return text;
  let result = "";
  let copied = 0;
  for (let i = 0; i < text.length; ++i) {
    if (text[i] !== "\r" && text[i] !== "\n") continue;
    result += `${StringPrototypeSlice(text, copied, i)}\r\n`;
    if (text[i] === "\r" && text[i + 1] === "\n") ++i;
    copied = i + 1;
  }
  return result + StringPrototypeSlice(text, copied);
}

// A name as it stands between quotation marks.
function escapeName(name) {
  let result = "";
  let copied = 0;
  for (let i = 0; i < name.length; ++i) {
    const escape = ESCAPES[name[i]];
    if (escape === undefined) continue;
    result += StringPrototypeSlice(name, copied, i) + escape;
    copied = i + 1;
  }
  return result + StringPrototypeSlice(name, copied);
}

/**
 * Encodes a FormData.
 * @returns {{blob: Blob, type: string}} the body, and its media type with the boundary
 */
export function encodeMultipart(formData) {
  requireInvocation("a boundary is made for a FormData");
  const boundary = `----AtollFormBoundary${randomUUID()}`;
  const pairs = formDataPairs(formData);
  const parts = new List();
  for (let i = 0; i < pairs.length; i += 2) {
    const value = pairs[i + 1];
    const name = escapeName(normalizeLineEndings(pairs[i]));
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`;
    if (typeof value === "string") {
      append(parts, `${head}\r\n\r\n${normalizeLineEndings(value)}\r\n`);
    } else {
      const file = escapeName(fileName(value));
      const type = blobType(value) === "" ? "application/octet-stream" : blobType(value);
      appendPair(parts, `${head}; filename="${file}"\r\nContent-Type: ${type}\r\n\r\n`, value);
      append(parts, "\r\n");
    }
  }
  append(parts, `--${boundary}--\r\n`);
  const type = `multipart/form-data; boundary=${boundary}`;
  return { __proto__: null, blob: createBlob(joinParts(parts, "transparent"), type), type };
}
