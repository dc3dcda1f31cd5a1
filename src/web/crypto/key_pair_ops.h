#pragma once

// Native half of js-api/crypto: keys that come in pairs.

#include "src/engine/op.h"

namespace web {

// "native:key_pairs". Keys are the values that rsa.h, ec.h and curve25519.h describe; formats are
// "spki" and "pkcs8". Failures that are not about names are Errors. What takes long is done on
// another thread and returns a promise of {value}.
//   rsaGenerate(bits, exponent) -> Promise, rsaPublicOf(key) -> Uint8Array
//   rsaImport(format, der), rsaExport(format, key) -> Uint8Array
//   rsaImportNumbers(string[]) -> Uint8Array, rsaExportNumbers(isPrivate, key) -> string[]
//   rsaModulusBits(isPrivate, key) -> number, rsaExponent(isPrivate, key) -> Uint8Array
//   rsaSign(hash, isPss, saltSize, key, data) -> Promise
//   rsaVerify(hash, isPss, saltSize, key, signature, data) -> boolean
//   rsaEncrypt(hash, key, label, data) -> Uint8Array, rsaDecrypt(the same) -> Promise
//   ecGenerate(curve), ecImport(curve, format, der), ecExport(curve, format, key),
//   ecImportPoint(curve, point), ecImportNumbers(curve, x, y, d?) -> Uint8Array
//   ecSign(curve, hash, key, data) -> Uint8Array
//   ecVerify(curve, hash, key, signature, data) -> boolean
//   ecDerive(curve, privateKey, publicKey) -> Uint8Array
//   curve25519Generate(name), curve25519ImportPrivate(name, octets),
//   curve25519Import(name, format, der), curve25519Export(name, format, key) -> Uint8Array
//   ed25519Sign(key, data) -> Uint8Array, ed25519Verify(key, signature, data) -> boolean
//   x25519Derive(privateKey, publicKey) -> Uint8Array
extern const engine::Module kKeyPairsModule;

}  // namespace web
