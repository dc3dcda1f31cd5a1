#pragma once

// Native half of js-api/crypto: ciphers, HMAC and what is derived from secrets.

#include "src/engine/op.h"

namespace web {

// "native:symmetric_crypto". An op whose name ends with Later does the same on another thread and
// returns a promise of {value}. Failures that are not about names are Errors.
//   cipher(name, encrypt, key, iv, additionalData, bits, data) -> Uint8Array, see cipher.h
//   hmac(hash, key, data) -> Uint8Array
//   hkdf(hash, key, salt, info, octets) -> Uint8Array
//   pbkdf2Rounds(hash, iterations, octets) -> number
//   pbkdf2(hash, password, salt, iterations, octets) -> Uint8Array
//   timingSafeEqual(a, b) -> boolean; TypeError when the sizes differ
//   toBase64Url(bytes) -> string, fromBase64Url(string) -> Uint8Array
extern const engine::Module kSymmetricCryptoModule;

}  // namespace web
