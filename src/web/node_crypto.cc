#include "src/web/node_crypto.h"

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "openssl/err.h"
#include "openssl/evp.h"
#include "openssl/mem.h"
#include "src/web/hash_state.h"
#include "src/web/node_cipher.h"
#include "src/web/node_key.h"

namespace web {
namespace {

using engine::Call;

// What one call of scrypt may cost: some hundred milliseconds, and memory.
constexpr uint64_t kMaxScryptWork = uint64_t{1} << 20;
constexpr size_t kMaxScryptBytes = size_t{64} << 20;
constexpr uint32_t kMaxIterations = 10'000;
constexpr uint32_t kMaxForm = static_cast<uint32_t>(KeyForm::kX509);

absl::StatusOr<base::Bytes> ToBytes(absl::StatusOr<std::string> octets) {
  if (!octets.ok()) return octets.status();
  return base::Bytes(*std::move(octets));
}

absl::StatusOr<base::Bytes> HashOp(Call&, std::string name) { return StartHash(name); }
absl::StatusOr<base::Bytes> HmacOp(Call&, std::string name, Octets key) {
  return StartHmac(name, key);
}
absl::Status UpdateOp(Call&, std::span<uint8_t> state, Octets data) {
  return UpdateHash(state, data);
}
absl::StatusOr<base::Bytes> FinishOp(Call&, Octets state) { return FinishHash(state); }

absl::Status IterateOp(Call&, Octets state, std::span<uint8_t> u, std::span<uint8_t> sum,
                       uint32_t count) {
  if (count > kMaxIterations) {
    return absl::OutOfRangeError(absl::StrCat("at most ", kMaxIterations, " iterations at a time"));
  }
  return IteratePbkdf2(state, u, sum, count);
}

absl::StatusOr<base::Bytes> ScryptOp(Call&, Octets password, Octets salt, uint32_t n, uint32_t r,
                                     uint32_t p, double max_bytes, uint32_t length) {
  if (uint64_t{n} * r > kMaxScryptWork || uint64_t{n} * r * p > kMaxScryptWork ||
      length > kMaxScryptBytes) {
    return absl::OutOfRangeError(absl::StrCat("scrypt: N * r * p is at most ", kMaxScryptWork,
                                              " here; found ", n, " * ", r, " * ", p));
  }
  const size_t most = max_bytes > 0 && max_bytes < static_cast<double>(kMaxScryptBytes)
                          ? static_cast<size_t>(max_bytes)
                          : kMaxScryptBytes;
  std::string out(length, '\0');
  if (EVP_PBE_scrypt(reinterpret_cast<const char*>(password.data()), password.size(), salt.data(),
                     salt.size(), n, r, p, most, reinterpret_cast<uint8_t*>(out.data()),
                     out.size()) != 1) {
    ERR_clear_error();
    return absl::OutOfRangeError("Invalid scrypt params: memory limit exceeded");
  }
  return base::Bytes(std::move(out));
}

bool EqualOp(Call&, Octets a, Octets b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// The form in which JavaScript keeps keys.
KeyForm Kept(bool is_private) { return is_private ? KeyForm::kPkcs8 : KeyForm::kSpki; }

absl::StatusOr<KeyPtr> ReadKept(Octets der, bool is_private) {
  return ReadKey(der, Kept(is_private), is_private);
}

absl::StatusOr<base::Bytes> WriteKept(absl::StatusOr<KeyPtr> key, bool is_private) {
  if (!key.ok()) return key.status();
  return ToBytes(WriteKey(**key, Kept(is_private), is_private));
}

// readKey(der, form, isPrivate) -> the same key as it is kept
absl::StatusOr<base::Bytes> ReadKeyOp(Call&, Octets der, uint32_t form, bool is_private) {
  if (form > kMaxForm) return absl::InvalidArgumentError("no such form of a key");
  return WriteKept(ReadKey(der, static_cast<KeyForm>(form), is_private), is_private);
}

absl::StatusOr<base::Bytes> WriteKeyOp(Call&, Octets kept, bool is_private, uint32_t form) {
  if (form > kMaxForm) return absl::InvalidArgumentError("no such form of a key");
  absl::StatusOr<KeyPtr> key = ReadKept(kept, is_private);
  if (!key.ok()) return key.status();
  return ToBytes(WriteKey(**key, static_cast<KeyForm>(form), is_private));
}

absl::StatusOr<base::Bytes> PublicKeyOp(Call&, Octets kept) {
  return WriteKept(ReadKept(kept, true), false);
}

absl::StatusOr<std::vector<std::string>> DescribeKeyOp(Call&, Octets kept, bool is_private) {
  absl::StatusOr<KeyPtr> key = ReadKept(kept, is_private);
  if (!key.ok()) return key.status();
  return DescribeKey(**key);
}

absl::StatusOr<base::Bytes> GenerateKeyOp(Call&, std::string type, uint32_t bits, uint32_t exponent,
                                          std::string curve) {
  return WriteKept(GenerateKey(type, bits, exponent, curve), true);
}

absl::StatusOr<std::vector<engine::ByteString>> KeyPartsOp(Call&, Octets kept, bool is_private) {
  absl::StatusOr<KeyPtr> key = ReadKept(kept, is_private);
  if (!key.ok()) return key.status();
  absl::StatusOr<std::vector<std::string>> parts = KeyParts(**key, is_private);
  if (!parts.ok()) return parts.status();
  std::vector<engine::ByteString> octets;
  for (std::string& part : *parts) octets.push_back({std::move(part)});
  return octets;
}

absl::StatusOr<base::Bytes> KeyFromPartsOp(Call&, std::string type, std::string curve,
                                           bool is_private, Octets a, Octets b, Octets c, Octets d,
                                           Octets e, Octets f, Octets g, Octets h) {
  const Octets parts[] = {a, b, c, d, e, f, g, h};
  return WriteKept(KeyFromParts(type, curve, parts), is_private);
}

SignatureOptions ToOptions(std::string hash, bool pss, double salt_length, bool raw) {
  SignatureOptions options;
  options.hash = std::move(hash);
  options.pss = pss;
  options.salt_length =
      salt_length >= -2 && salt_length <= 1024 ? static_cast<int32_t>(salt_length) : -1;
  options.raw = raw;
  return options;
}

absl::StatusOr<base::Bytes> SignOp(Call&, Octets kept, std::string hash, bool pss,
                                   double salt_length, bool raw, Octets data) {
  absl::StatusOr<KeyPtr> key = ReadKept(kept, true);
  if (!key.ok()) return key.status();
  return ToBytes(SignWith(**key, ToOptions(std::move(hash), pss, salt_length, raw), data));
}

absl::StatusOr<bool> VerifyOp(Call&, Octets kept, std::string hash, bool pss, double salt_length,
                              bool raw, Octets data, Octets signature) {
  absl::StatusOr<KeyPtr> key = ReadKept(kept, false);
  if (!key.ok()) return key.status();
  return VerifyWith(**key, ToOptions(std::move(hash), pss, salt_length, raw), data, signature);
}

absl::StatusOr<base::Bytes> EncryptOp(Call&, Octets kept, uint32_t padding, std::string hash,
                                      Octets label, Octets data) {
  absl::StatusOr<KeyPtr> key = ReadKept(kept, false);
  if (!key.ok()) return key.status();
  return ToBytes(EncryptWith(**key, padding, hash, label, data));
}

absl::StatusOr<base::Bytes> DecryptOp(Call&, Octets kept, uint32_t padding, std::string hash,
                                      Octets label, Octets data) {
  absl::StatusOr<KeyPtr> key = ReadKept(kept, true);
  if (!key.ok()) return key.status();
  return ToBytes(DecryptWith(**key, padding, hash, label, data));
}

absl::StatusOr<base::Bytes> AgreeOp(Call&, Octets private_key, Octets public_key) {
  absl::StatusOr<KeyPtr> key = ReadKept(private_key, true);
  if (!key.ok()) return key.status();
  absl::StatusOr<KeyPtr> peer = ReadKept(public_key, false);
  if (!peer.ok()) return peer.status();
  return ToBytes(Agree(**key, **peer));
}

absl::StatusOr<base::Bytes> AesOp(Call&, std::string mode, Octets key, Octets iv, uint32_t skip,
                                  bool encrypt, Octets data) {
  return ToBytes(AesBlocks(mode, key, iv, skip, encrypt, data));
}
absl::StatusOr<base::Bytes> SealOp(Call&, std::string cipher, Octets key, Octets nonce,
                                   Octets extra, Octets data) {
  return ToBytes(Seal(cipher, key, nonce, extra, data));
}
absl::StatusOr<base::Bytes> OpenOp(Call&, std::string cipher, Octets key, Octets nonce,
                                   Octets extra, Octets sealed) {
  return ToBytes(Open(cipher, key, nonce, extra, sealed));
}

constexpr engine::Op kNodeCryptoOps[] = {
    engine::Bind<&HashOp>("startHash"),
    engine::Bind<&HmacOp>("startHmac"),
    engine::Bind<&UpdateOp>("updateHash"),
    engine::Bind<&FinishOp>("finishHash"),
    engine::Bind<&IterateOp>("iteratePbkdf2"),
    engine::Bind<&ScryptOp>("scrypt"),
    engine::Bind<&EqualOp>("timingSafeEqual"),
    engine::Bind<&ReadKeyOp>("readKey"),
    engine::Bind<&WriteKeyOp>("writeKey"),
    engine::Bind<&PublicKeyOp>("publicKey"),
    engine::Bind<&DescribeKeyOp>("describeKey"),
    engine::Bind<&GenerateKeyOp>("generateKey"),
    engine::Bind<&KeyPartsOp>("keyParts"),
    engine::Bind<&KeyFromPartsOp>("keyFromParts"),
    engine::Bind<&SignOp>("sign"),
    engine::Bind<&VerifyOp>("verify"),
    engine::Bind<&EncryptOp>("encrypt"),
    engine::Bind<&DecryptOp>("decrypt"),
    engine::Bind<&AgreeOp>("agree"),
    engine::Bind<&AesOp>("aes"),
    engine::Bind<&SealOp>("seal"),
    engine::Bind<&OpenOp>("open"),
};

}  // namespace

constinit const engine::Module kNodeCryptoModule = {"native:node_crypto", kNodeCryptoOps,
                                                    /*lazy=*/true};

}  // namespace web
