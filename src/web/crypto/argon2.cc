#include "src/web/crypto/argon2.h"

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/web/crypto/gcrypt_library.h"

namespace web {
namespace {

constexpr uint32_t kMinSalt = 8;
constexpr uint32_t kMinResult = 4;

absl::Status RequireBetween(std::string_view what, uint64_t found, uint64_t least, uint64_t most) {
  if (found >= least && found <= most) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("Argon2 was given ", what, " ", found, "; expected ", least, " to ", most, "."));
}

absl::Status Check(const Argon2Input& input) {
  absl::Status status =
      RequireBetween("octets of a nonce:", input.salt.size(), kMinSalt, UINT32_MAX);
  if (status.ok()) {
    status = RequireBetween("the parallelism", input.parallelism, 1, kMaxArgon2Memory / 8);
  }
  if (status.ok()) {
    status = RequireBetween("KiB of memory:", input.memory, uint64_t{8} * input.parallelism,
                            kMaxArgon2Memory);
  }
  if (status.ok()) {
    status = RequireBetween("passes:", input.passes, 1, kMaxArgon2Work / input.memory);
  }
  if (status.ok()) {
    status = RequireBetween("octets of a result:", input.size, kMinResult, kMaxArgon2Result);
  }
  return status;
}

}  // namespace

absl::StatusOr<base::Bytes> Argon2(const Argon2Input& input) {
  const int kind = input.name == "Argon2d"    ? GCRY_KDF_ARGON2D
                   : input.name == "Argon2i"  ? GCRY_KDF_ARGON2I
                   : input.name == "Argon2id" ? GCRY_KDF_ARGON2ID
                                              : -1;
  if (kind < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("There is no function \"", input.name, "\" to derive with."));
  }
  absl::Status status = Check(input);
  if (status.ok()) status = ReadyGcrypt();
  if (!status.ok()) return status;
  const unsigned long parameters[] = {input.size, input.passes, input.memory, input.parallelism};
  gcry_kdf_hd_t handle = nullptr;
  if (gcry_error_t error = gcry_kdf_open(
          &handle, GCRY_KDF_ARGON2, kind, parameters, std::size(parameters), input.password.data(),
          input.password.size(), input.salt.data(), input.salt.size(), input.secret.data(),
          input.secret.size(), input.associated_data.data(), input.associated_data.size());
      error != 0) {
    return GcryptError("Argon2 could not begin", error);
  }
  const std::unique_ptr<gcry_kdf_handle, void (*)(gcry_kdf_hd_t)> owner(handle, &gcry_kdf_close);
  std::string out(input.size, '\0');
  gcry_error_t error = gcry_kdf_compute(handle, nullptr);
  if (error == 0) error = gcry_kdf_final(handle, out.size(), out.data());
  if (error != 0) return GcryptError("Argon2 failed", error);
  return base::Bytes(std::move(out));
}

}  // namespace web
