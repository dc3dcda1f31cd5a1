// What two keys agree on.

import { TypedArrayPrototypeGetByteLength, Uint8Array } from "../internal/primordials.js";
import { subarray } from "../internal/buffer_source.js";
import { operationError } from "./errors.js";

/** OperationError when more bits are asked for than a secret has. */
export function checkSecretLength(bits, length) {
  if (length === null || length <= bits) return;
  throw operationError(`${length} bits were asked for; the secret has ${bits}.`);
}

/** The first `length` bits of a secret, all of it for null; the last octet is filled with zeros. */
export function truncateSecret(secret, length) {
  if (length === null) return secret;
  checkSecretLength(TypedArrayPrototypeGetByteLength(secret) * 8, length);
  const octets = new Uint8Array(subarray(secret, 0, (length + 7) >>> 3));
  const rest = length % 8;
  if (rest !== 0) octets[length >>> 3] &= 0xff << (8 - rest);
  return octets;
}
