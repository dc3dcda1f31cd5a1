// The signal of a request that was given another signal (Fetch, section 5.4).

import {
  addAbortAlgorithm,
  createAbortSignal,
  signalAbort,
  signalAborted,
  signalReason,
} from "../abort/abort_signal.js";

/** An AbortSignal that aborts when `parent` does, for the same reason. */
export function followSignal(parent) {
  const signal = createAbortSignal();
  const follow = () => signalAbort(signal, signalReason(parent));
  if (signalAborted(parent)) follow();
  else addAbortAlgorithm(parent, follow);
  return signal;
}
