#pragma once

// Native half of js-api/crypto: what it has of Modern Algorithms in the Web Cryptography API and of
// Secure Curves that BoringSSL lacks, but for AES-OCB, which is a cipher.

#include "src/engine/op.h"

namespace web {

// "native:modern_crypto". Keys are the values that curve448.h, ml_kem.h and ml_dsa.h describe;
// formats are "spki" and "pkcs8". Failures that are not about names are Errors. What makes
// secrets and signatures for a millisecond or more is done on another thread and returns a promise
// of {value}; sha3Later is sha3 for much to do.
//   sha3(name, key, functionName, customization, domain, octets, data) -> Uint8Array, see sha3.h
//   argon2(name, password, salt, secret, associatedData, memory, passes, parallelism, octets)
//       -> Promise
//   curve448Generate(name), curve448ImportPrivate(name, octets),
//   curve448Import(name, format, der), curve448Export(name, format, key) -> Uint8Array
//   ed448Sign(key, context, data) -> Promise
//   ed448Verify(key, context, signature, data) -> boolean
//   x448Derive(privateKey, publicKey) -> Uint8Array
//   mlKemGenerate(name), mlKemImportSeed(name, octets), mlKemImportPublic(name, octets),
//   mlKemImport(name, format, der), mlKemExport(name, format, key) -> Uint8Array
//   mlKemEncapsulate(name, key) -> Uint8Array: the secret of 32 octets, and the ciphertext
//   mlKemDecapsulate(name, key, ciphertext) -> Uint8Array
//   mlDsaGenerate, mlDsaImportSeed ... mlDsaExport: as those of ML-KEM
//   mlDsaSign(name, key, context, data) -> Promise
//   mlDsaVerify(name, key, context, signature, data) -> boolean
extern const engine::Module kModernCryptoModule;

}  // namespace web
