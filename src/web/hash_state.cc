#include "src/web/hash_state.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "openssl/digest.h"
#include "openssl/md5.h"
#include "openssl/sha.h"

namespace web {
namespace {

constexpr size_t kLongestBlock = 128;

union Context {
  MD5_CTX md5;
  SHA_CTX sha1;
  SHA256_CTX sha256;
  SHA512_CTX sha512;
};

// BoringSSL's context of one hash, and which hash that is.
struct Hash {
  uint32_t algorithm;
  Context context;
};

// A hash, or the two of an HMAC: of the inner key and what follows, and of the outer key.
struct State {
  uint32_t is_hmac;
  Hash inner;
  Hash outer;
};

struct Algorithm {
  std::string_view name;
  size_t block;
  size_t digest;
  void (*start)(Context&);
  void (*update)(Context&, const uint8_t*, size_t);
  void (*finish)(Context&, uint8_t*);
  // Puts right what must hold of a context that came from outside.
  bool (*check)(Context&);
};

template <size_t kBlock, size_t kDigest, class Part>
bool CheckSha(Part& part) {
  part.md_len = kDigest;
  return part.num < kBlock;
}

constexpr Algorithm kAlgorithms[] = {
    {"md5", 64, MD5_DIGEST_LENGTH, [](Context& c) { MD5_Init(&c.md5); },
     [](Context& c, const uint8_t* data, size_t size) { MD5_Update(&c.md5, data, size); },
     [](Context& c, uint8_t* out) { MD5_Final(out, &c.md5); },
     [](Context& c) { return c.md5.num < 64; }},
    {"sha1", 64, SHA_DIGEST_LENGTH, [](Context& c) { SHA1_Init(&c.sha1); },
     [](Context& c, const uint8_t* data, size_t size) { SHA1_Update(&c.sha1, data, size); },
     [](Context& c, uint8_t* out) { SHA1_Final(out, &c.sha1); },
     [](Context& c) { return c.sha1.num < 64; }},
    {"sha224", 64, SHA224_DIGEST_LENGTH, [](Context& c) { SHA224_Init(&c.sha256); },
     [](Context& c, const uint8_t* data, size_t size) { SHA224_Update(&c.sha256, data, size); },
     [](Context& c, uint8_t* out) { SHA224_Final(out, &c.sha256); },
     [](Context& c) { return CheckSha<64, SHA224_DIGEST_LENGTH>(c.sha256); }},
    {"sha256", 64, SHA256_DIGEST_LENGTH, [](Context& c) { SHA256_Init(&c.sha256); },
     [](Context& c, const uint8_t* data, size_t size) { SHA256_Update(&c.sha256, data, size); },
     [](Context& c, uint8_t* out) { SHA256_Final(out, &c.sha256); },
     [](Context& c) { return CheckSha<64, SHA256_DIGEST_LENGTH>(c.sha256); }},
    {"sha384", 128, SHA384_DIGEST_LENGTH, [](Context& c) { SHA384_Init(&c.sha512); },
     [](Context& c, const uint8_t* data, size_t size) { SHA384_Update(&c.sha512, data, size); },
     [](Context& c, uint8_t* out) { SHA384_Final(out, &c.sha512); },
     [](Context& c) { return CheckSha<128, SHA384_DIGEST_LENGTH>(c.sha512); }},
    {"sha512", 128, SHA512_DIGEST_LENGTH, [](Context& c) { SHA512_Init(&c.sha512); },
     [](Context& c, const uint8_t* data, size_t size) { SHA512_Update(&c.sha512, data, size); },
     [](Context& c, uint8_t* out) { SHA512_Final(out, &c.sha512); },
     [](Context& c) { return CheckSha<128, SHA512_DIGEST_LENGTH>(c.sha512); }},
    {"sha512-256", 128, SHA512_256_DIGEST_LENGTH, [](Context& c) { SHA512_256_Init(&c.sha512); },
     [](Context& c, const uint8_t* data, size_t size) { SHA512_256_Update(&c.sha512, data, size); },
     [](Context& c, uint8_t* out) { SHA512_256_Final(out, &c.sha512); },
     [](Context& c) { return CheckSha<128, SHA512_256_DIGEST_LENGTH>(c.sha512); }},
};

const Algorithm& Of(const Hash& hash) { return kAlgorithms[hash.algorithm]; }

Hash Start(uint32_t algorithm) {
  Hash hash;
  memset(&hash, 0, sizeof(hash));
  hash.algorithm = algorithm;
  Of(hash).start(hash.context);
  return hash;
}

void Update(Hash& hash, std::span<const uint8_t> data) {
  if (!data.empty()) Of(hash).update(hash.context, data.data(), data.size());
}

// The length of the digest that it writes.
size_t Finish(Hash hash, uint8_t* digest) {
  Of(hash).finish(hash.context, digest);
  return Of(hash).digest;
}

absl::StatusOr<uint32_t> Find(std::string_view name) {
  for (uint32_t i = 0; i < std::size(kAlgorithms); ++i) {
    if (kAlgorithms[i].name == name) return i;
  }
  return absl::InvalidArgumentError(absl::StrCat("no hash is called \"", name, "\""));
}

bool IsSound(Hash& hash) {
  return hash.algorithm < std::size(kAlgorithms) && Of(hash).check(hash.context);
}

absl::StatusOr<State> Read(std::span<const uint8_t> octets) {
  State state;
  if (octets.size() == sizeof(state)) {
    memcpy(&state, octets.data(), sizeof(state));
    if (IsSound(state.inner) && IsSound(state.outer) &&
        state.inner.algorithm == state.outer.algorithm) {
      return state;
    }
  }
  return absl::InvalidArgumentError("these octets are no state of a hash");
}

base::Bytes Write(const State& state) {
  return base::Bytes::Copy(
      std::span<const uint8_t>(reinterpret_cast<const uint8_t*>(&state), sizeof(state)));
}

size_t FinishHmac(const State& state, uint8_t* digest) {
  const size_t length = Finish(state.inner, digest);
  Hash outer = state.outer;
  Update(outer, {digest, length});
  return Finish(outer, digest);
}

}  // namespace

absl::StatusOr<base::Bytes> StartHash(std::string_view name) {
  absl::StatusOr<uint32_t> algorithm = Find(name);
  if (!algorithm.ok()) return algorithm.status();
  State state = {};
  state.inner = state.outer = Start(*algorithm);
  return Write(state);
}

absl::StatusOr<base::Bytes> StartHmac(std::string_view name, std::span<const uint8_t> key) {
  absl::StatusOr<uint32_t> algorithm = Find(name);
  if (!algorithm.ok()) return algorithm.status();
  State state = {};
  state.is_hmac = 1;
  state.inner = state.outer = Start(*algorithm);
  const size_t block = Of(state.inner).block;
  uint8_t pad[kLongestBlock] = {};
  if (key.size() > block) {
    Hash hash = Start(*algorithm);
    Update(hash, key);
    Finish(hash, pad);
  } else if (!key.empty()) {
    memcpy(pad, key.data(), key.size());
  }
  for (uint8_t& octet : pad) octet ^= 0x36;
  Update(state.inner, {pad, block});
  for (uint8_t& octet : pad) octet ^= 0x36 ^ 0x5c;
  Update(state.outer, {pad, block});
  return Write(state);
}

absl::Status UpdateHash(std::span<uint8_t> octets, std::span<const uint8_t> data) {
  absl::StatusOr<State> state = Read(octets);
  if (!state.ok()) return state.status();
  Update(state->inner, data);
  memcpy(octets.data(), &*state, sizeof(*state));
  return absl::OkStatus();
}

absl::StatusOr<base::Bytes> FinishHash(std::span<const uint8_t> octets) {
  absl::StatusOr<State> state = Read(octets);
  if (!state.ok()) return state.status();
  uint8_t digest[EVP_MAX_MD_SIZE];
  const size_t length =
      state->is_hmac != 0 ? FinishHmac(*state, digest) : Finish(state->inner, digest);
  return base::Bytes::Copy(std::span<const uint8_t>(digest, length));
}

absl::Status IteratePbkdf2(std::span<const uint8_t> octets, std::span<uint8_t> u,
                           std::span<uint8_t> sum, uint32_t count) {
  absl::StatusOr<State> state = Read(octets);
  if (!state.ok()) return state.status();
  const size_t length = Of(state->inner).digest;
  if (u.size() != length || sum.size() != length) {
    return absl::InvalidArgumentError(
        absl::StrCat("octets that are not as long as the digest, ", length));
  }
  uint8_t digest[EVP_MAX_MD_SIZE];
  memcpy(digest, u.data(), length);
  for (uint32_t i = 0; i < count; ++i) {
    State next = *state;
    Update(next.inner, {digest, length});
    FinishHmac(next, digest);
    for (size_t at = 0; at < length; ++at) sum[at] ^= digest[at];
  }
  memcpy(u.data(), digest, length);
  return absl::OkStatus();
}

}  // namespace web
