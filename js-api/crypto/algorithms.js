// The algorithms that there are, by their names in upper case.
//
// An algorithm is {name, params, ...}: `params` has the members of the dictionary of each operation
// that it has, and there is a function for each:
//   digest(params, data) -> octets; those that other algorithms may use have "hash" in `params`
//   generateKey(params, extractable, usages) -> CryptoKey or {publicKey, privateKey}
//   importKey(params, format, data, extractable, usages) -> CryptoKey; data are octets or a JWK
//   exportKey(format, key) -> octets or a JWK
//   encrypt, decrypt, wrapKey, unwrapKey(params, key, data) -> octets
//   sign(params, key, data) -> octets, verify(params, key, signature, data) -> boolean
//   deriveBits(params, key, length) -> octets; length in bits, or null
//   encapsulate(params, key) -> {secret, ciphertext}, octets; decapsulate(params, key, ciphertext)
//   "get key length"(params) -> bits, or null
// `check` may have functions for operations, (params, length), that throw what parameters alone make
// the operation throw. Keys are of KeyState, but for those that are returned; results may be there later, see errors.js.

import { StringPrototypeToUpperCase } from "../internal/primordials.js";
import { aesAlgorithms } from "./aes.js";
import { argon2Algorithms } from "./argon2.js";
import { chacha20Algorithms } from "./chacha20_poly1305.js";
import { curve25519Algorithms } from "./curve25519.js";
import { curve448Algorithms } from "./curve448.js";
import { digestAlgorithms } from "./digests.js";
import { ecAlgorithms } from "./ec.js";
import { hmacAlgorithms } from "./hmac.js";
import { kdfAlgorithms } from "./kdf.js";
import { mlDsaAlgorithms } from "./ml_dsa.js";
import { mlKemAlgorithms } from "./ml_kem.js";
import { rsaAlgorithms } from "./rsa.js";
import { sha3Algorithms } from "./sha3.js";

let registry;
// Whether those of the proposals are among them: most workers never ask for one.
let hasModern = false;

function register(algorithms) {
  for (let i = 0; i < algorithms.length; ++i) {
    registry[StringPrototypeToUpperCase(algorithms[i].name)] = algorithms[i];
  }
}

function registerStandard() {
  registry = { __proto__: null };
  register(digestAlgorithms());
  register(aesAlgorithms());
  register(chacha20Algorithms());
  register(hmacAlgorithms());
  register(kdfAlgorithms());
  register(rsaAlgorithms());
  register(ecAlgorithms());
  register(curve25519Algorithms());
}

function registerModern() {
  hasModern = true;
  register(curve448Algorithms());
  register(mlKemAlgorithms());
  register(mlDsaAlgorithms());
  register(sha3Algorithms());
  register(argon2Algorithms());
}

/** @returns {object|undefined} */
export function algorithmNamed(name) {
  if (registry === undefined) registerStandard();
  if (registry[name] === undefined && !hasModern) registerModern();
  return registry[name];
}

/** The algorithm of a key: `name` is a registered one. */
export function registered(name) {
  return algorithmNamed(StringPrototypeToUpperCase(name));
}
