#pragma once

// Native half of js-api/crypto: random octets and message digests.

#include "src/engine/op.h"

namespace web {

// "native:crypto":
//   randomBytes(view)             fills the octets of any ArrayBufferView
//   randomUUID() -> string        RFC 9562 version 4
//   digest(name, bytes) -> Uint8Array
//       name is a registered one: "SHA-1" "SHA-256" "SHA-384" "SHA-512" "MD5"
//   digestLater(name, bytes) -> Promise of {value}: the same, on another thread
//   newHashState(name) -> Uint8Array, updateHashState(name, state, bytes),
//   digestOfHashState(name, state) -> Uint8Array; see hash_state.h. Only what newHashState has
//       given is a state.
extern const engine::Module kCryptoModule;

}  // namespace web
