// Argon2 (Modern Algorithms in the Web Cryptography API).

import { argon2 as nativeArgon2 } from "native:modern_crypto";
import { Uint8Array } from "../internal/primordials.js";
import { attemptLater, operationError } from "./errors.js";
import { kdf, requireBits } from "./kdf.js";
import { longMember, octetMember, octetsMember } from "./params.js";

const VERSION = 0x13;
const RAW = ["raw-secret"];

// The octets that are asked for; the native half checks the other bounds.
function checkArgon2(name, { version, parallelism, memory, passes }, length) {
  const size = requireBits(length, name);
  if (version !== undefined && version !== VERSION) {
    throw operationError(`${name} was asked for in version ${version}; expected ${VERSION}.`);
  }
  if (parallelism === 0 || passes === 0 || memory < 8 * parallelism) {
    throw operationError(`${name} was given ${passes} passes, parallelism ${parallelism} and ` +
      `${memory} KiB; expected at least 1, 1 and 8 for each lane.`);
  }
  return size;
}

function argon2(name) {
  const members = [octetsMember("associatedData", false), longMember("memory", true),
    octetsMember("nonce", true), longMember("parallelism", true), longMember("passes", true),
    octetsMember("secretValue", false), octetMember("version", false)];
  const check = (params, length) => checkArgon2(name, params, length);
  return kdf(name, RAW, members, check, (params, key, length) => {
    const { nonce, secretValue, associatedData, memory, passes, parallelism } = params;
    return attemptLater(operationError, nativeArgon2, [name, key.data, nonce,
      secretValue ?? new Uint8Array(0), associatedData ?? new Uint8Array(0), memory, passes,
      parallelism, check(params, length)]);
  });
}

/** @returns {object[]} */
export function argon2Algorithms() {
  return [argon2("Argon2d"), argon2("Argon2i"), argon2("Argon2id")];
}
