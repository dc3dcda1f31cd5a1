// URLs as Request and Response keep them: strings.

import { parse } from "native:url";
import { Uint32Array } from "../internal/primordials.js";

const offsets = new Uint32Array(8);
const PROTOCOL_END = 0;
const USERNAME_END = 1;
const HOST_START = 2;

/** An absolute URL, serialised; undefined when it is none. */
export function parseURL(input) {
  const href = parse(input, undefined, offsets);
  return href === "" ? input : href;
}

/** Whether the URL that parseURL gave last has a user name or a password. */
export function hadCredentials() {
  // Without, both ends are behind the "//".
  return offsets[USERNAME_END] > offsets[PROTOCOL_END] + 2 ||
    offsets[HOST_START] > offsets[USERNAME_END];
}
