// What the two controllers of a ReadableStream have in common: calling the source's algorithms.

import { resolved, then } from "../internal/promises.js";

/**
 * The tail of SetUpReadableStream...Controller: waits for `start`, then pulls.
 * @param {object} controller
 * @param {any} startResult what the start algorithm returned
 */
export function awaitStart(controller, startResult) {
  then(resolved(startResult), () => {
    controller.started = true;
    callPullIfNeeded(controller);
  }, (reason) => {
    controller.error(reason);
  });
}

/** ReadableStreamDefaultControllerCallPullIfNeeded and ReadableByteStreamControllerCallPullIfNeeded. */
export function callPullIfNeeded(controller) {
  if (!controller.shouldCallPull()) return;
  if (controller.pulling) {
    controller.pullAgain = true;
    return;
  }
  controller.pulling = true;
  const pulled = controller.pullAlgorithm();
  // A source of the runtime returns undefined, and calls pullFinished itself.
  if (pulled === undefined) return;
  then(pulled, () => {
    pullFinished(controller);
  }, (reason) => {
    controller.error(reason);
  });
}

/** What happens when the pull algorithm is done. */
export function pullFinished(controller) {
  controller.pulling = false;
  if (controller.pullAgain) {
    controller.pullAgain = false;
    callPullIfNeeded(controller);
  }
}
