// StreamPipeOptions (Streams, section 4.2.1).

import { isAbortSignal } from "../abort/abort_signal.js";
import { TypeError } from "../internal/primordials.js";
import { describe, dictionaryOf, toBoolean, toDictionary } from "../internal/webidl.js";

function toAbortSignal(value, where) {
  if (isAbortSignal(value)) return value;
  throw new TypeError(`${where}: found ${describe(value)}; expected an AbortSignal.`);
}

const MEMBERS = dictionaryOf([
  { key: "preventAbort", converter: toBoolean, defaultValue: false },
  { key: "preventCancel", converter: toBoolean, defaultValue: false },
  { key: "preventClose", converter: toBoolean, defaultValue: false },
  { key: "signal", converter: toAbortSignal },
]);

/** StreamPipeOptions: {preventAbort, preventCancel, preventClose, signal}. */
export function toPipeOptions(value, where) {
  return toDictionary(value, MEMBERS, where);
}
