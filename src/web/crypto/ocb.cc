#include "src/web/crypto/ocb.h"

#include <climits>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/web/crypto/gcrypt_library.h"

namespace web {
namespace {

constexpr size_t kMinIv = 8;
constexpr size_t kMaxIv = 15;

using Handle = std::unique_ptr<gcry_cipher_handle, void (*)(gcry_cipher_hd_t)>;

absl::Status Check(const CipherInput& input) {
  if (input.key.size() != 16 && input.key.size() != 24 && input.key.size() != 32) {
    return absl::FailedPreconditionError(
        absl::StrCat("The key has ", input.key.size(), " octets, which AES-OCB does not take."));
  }
  if (input.iv.size() < kMinIv || input.iv.size() > kMaxIv) {
    return absl::FailedPreconditionError(absl::StrCat("The initialization vector has ",
                                                      input.iv.size(), " octets; expected ", kMinIv,
                                                      " to ", kMaxIv, "."));
  }
  if (input.bits != 64 && input.bits != 96 && input.bits != 128) {
    return absl::FailedPreconditionError(
        absl::StrCat("The tag has ", input.bits, " bits; expected 64, 96 or 128."));
  }
  return ReadyGcrypt();
}

// The cipher with all that it needs before the data.
absl::StatusOr<Handle> Open(const CipherInput& input) {
  const int algorithm = input.key.size() == 16   ? GCRY_CIPHER_AES128
                        : input.key.size() == 24 ? GCRY_CIPHER_AES192
                                                 : GCRY_CIPHER_AES256;
  gcry_cipher_hd_t opened = nullptr;
  gcry_error_t error = gcry_cipher_open(&opened, algorithm, GCRY_CIPHER_MODE_OCB, 0);
  Handle handle(opened, &gcry_cipher_close);
  int tag = static_cast<int>(input.bits / CHAR_BIT);
  if (error == 0) error = gcry_cipher_setkey(opened, input.key.data(), input.key.size());
  if (error == 0) error = gcry_cipher_ctl(opened, GCRYCTL_SET_TAGLEN, &tag, sizeof(tag));
  if (error == 0) error = gcry_cipher_setiv(opened, input.iv.data(), input.iv.size());
  if (error == 0 && !input.additional_data.empty()) {
    error = gcry_cipher_authenticate(opened, input.additional_data.data(),
                                     input.additional_data.size());
  }
  if (error == 0) error = gcry_cipher_final(opened);
  if (error != 0) return GcryptError("The cipher could not be set up", error);
  return handle;
}

}  // namespace

absl::StatusOr<base::Bytes> Ocb(const CipherInput& input, bool encrypt) {
  if (absl::Status status = Check(input); !status.ok()) return status;
  const size_t tag = input.bits / CHAR_BIT;
  if (!encrypt && input.data.size() < tag) {
    return absl::FailedPreconditionError(
        absl::StrCat("The data have ", input.data.size(), " octets; the tag alone has ", tag, "."));
  }
  absl::StatusOr<Handle> handle = Open(input);
  if (!handle.ok()) return handle.status();
  const size_t size = input.data.size() - (encrypt ? 0 : tag);
  std::string out(size + (encrypt ? tag : 0), '\0');
  const auto run = encrypt ? &gcry_cipher_encrypt : &gcry_cipher_decrypt;
  gcry_error_t error = run(handle->get(), out.data(), size, input.data.data(), size);
  if (error == 0 && encrypt) error = gcry_cipher_gettag(handle->get(), out.data() + size, tag);
  if (error == 0 && !encrypt) {
    error = gcry_cipher_checktag(handle->get(), input.data.data() + size, tag);
  }
  if (error != 0) {
    return GcryptError(
        encrypt ? "The data could not be encrypted" : "The data could not be decrypted", error);
  }
  return base::Bytes(std::move(out));
}

}  // namespace web
