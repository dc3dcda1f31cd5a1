#include "src/web/crypto/hash_state.h"

#include <cstring>
#include <type_traits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "openssl/md5.h"
#include "openssl/sha.h"
#include "src/web/crypto/hash.h"

namespace web {
namespace {

// How BoringSSL's functions for one hash are called.
template <class Context, int (*Init)(Context*), int (*Update)(Context*, const void*, size_t),
          int (*Final)(uint8_t*, Context*), size_t Size, size_t Block>
struct Hash {
  static_assert(std::is_trivially_copyable_v<Context>);

  static absl::StatusOr<Context> Read(std::span<const uint8_t> state) {
    Context context;
    if (state.size() == sizeof(context)) {
      memcpy(&context, state.data(), sizeof(context));
      if (context.num < Block) return context;
    }
    return absl::InvalidArgumentError("The state is none of this hash.");
  }

  static absl::StatusOr<base::Bytes> New() {
    Context context = {};
    Init(&context);
    return base::Bytes::Copy(
        std::span(reinterpret_cast<const uint8_t*>(&context), sizeof(context)));
  }

  static absl::Status Add(std::span<uint8_t> state, std::span<const uint8_t> data) {
    absl::StatusOr<Context> context = Read(state);
    if (!context.ok()) return context.status();
    Update(&*context, data.data(), data.size());
    memcpy(state.data(), &*context, sizeof(*context));
    return absl::OkStatus();
  }

  static absl::StatusOr<base::Bytes> Digest(std::span<const uint8_t> state) {
    absl::StatusOr<Context> context = Read(state);
    if (!context.ok()) return context.status();
    uint8_t digest[Size];
    Final(digest, &*context);
    return base::Bytes::Copy(std::span<const uint8_t>(digest));
  }
};

using Md5 = Hash<MD5_CTX, MD5_Init, MD5_Update, MD5_Final, 16, 64>;
using Sha1 = Hash<SHA_CTX, SHA1_Init, SHA1_Update, SHA1_Final, 20, 64>;
using Sha256 = Hash<SHA256_CTX, SHA256_Init, SHA256_Update, SHA256_Final, 32, 64>;
using Sha384 = Hash<SHA512_CTX, SHA384_Init, SHA384_Update, SHA384_Final, 48, 128>;
using Sha512 = Hash<SHA512_CTX, SHA512_Init, SHA512_Update, SHA512_Final, 64, 128>;

// Calls `use` with the hash of that name.
template <class Use>
auto With(std::string_view name, Use use) -> decltype(use(Sha256())) {
  if (name == "SHA-256") return use(Sha256());
  if (name == "SHA-1") return use(Sha1());
  if (name == "SHA-384") return use(Sha384());
  if (name == "SHA-512") return use(Sha512());
  if (name == "MD5") return use(Md5());
  return HashNamed(name).status();
}

}  // namespace

absl::StatusOr<base::Bytes> NewHashState(std::string_view name) {
  return With(name, [](auto hash) { return hash.New(); });
}

absl::Status UpdateHashState(std::string_view name, std::span<uint8_t> state,
                             std::span<const uint8_t> data) {
  return With(name, [&](auto hash) { return hash.Add(state, data); });
}

absl::StatusOr<base::Bytes> DigestOfHashState(std::string_view name,
                                              std::span<const uint8_t> state) {
  return With(name, [&](auto hash) { return hash.Digest(state); });
}

}  // namespace web
