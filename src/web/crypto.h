#pragma once

// Native half of js-api/crypto: random octets and message digests.

#include "src/engine/op.h"

namespace web {

// "native:crypto":
//   randomBytes(view)             fills the octets of any ArrayBufferView
//   randomUUID() -> string        RFC 9562 version 4
//   digest(name, bytes) -> Uint8Array
//       name is a registered one: "SHA-1" "SHA-256" "SHA-384" "SHA-512" "MD5"
extern const engine::Module kCryptoModule;

}  // namespace web
