#include "src/web/crypto/gcrypt_library.h"

#include "absl/strings/str_cat.h"

namespace web {
namespace {

// The first one that refuses signatures whose numbers are not reduced.
constexpr const char* kOldest = "1.12.3";

bool Start() {
  gcry_control(GCRYCTL_NO_FIPS_MODE);
  // The little randomness that it uses itself comes from the kernel.
  gcry_control(GCRYCTL_SET_PREFERRED_RNG_TYPE, GCRY_RNG_TYPE_SYSTEM);
  if (gcry_check_version(kOldest) == nullptr) return false;
  // Locked memory is little, and ends the process when there is none left. What is secret is told
  // by flags besides.
  gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
  gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
  return true;
}

}  // namespace

absl::Status ReadyGcrypt() {
  // Libgcrypt's state is the process's.
  static const bool is_ready = Start();
  if (is_ready) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("Libgcrypt is ", gcry_check_version(nullptr),
                                                    "; expected ", kOldest, " or later."));
}

absl::Status GcryptError(std::string_view what, gcry_error_t error) {
  return absl::FailedPreconditionError(absl::StrCat(what, ": ", gcry_strerror(error), "."));
}

absl::Status RequireMeasurable(gcry_sexp_t sexp) {
  // As it is written; in memory an item has up to two octets more.
  constexpr size_t kMax = 65'000;
  const size_t size = gcry_sexp_sprint(sexp, GCRYSEXP_FMT_CANON, nullptr, 0);
  if (size <= kMax) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "The key or data have ", size, " octets for Libgcrypt; expected at most ", kMax, "."));
}

absl::StatusOr<base::Bytes> SexpItem(gcry_sexp_t sexp, const char* name) {
  const GcrySexp found(gcry_sexp_find_token(sexp, name, 0));
  size_t size = 0;
  const char* data = found == nullptr ? nullptr : gcry_sexp_nth_data(found.get(), 1, &size);
  if (data == nullptr) {
    return absl::InternalError(absl::StrCat("What Libgcrypt has given has no \"", name, "\"."));
  }
  return base::Bytes::Copy(std::string_view(data, size));
}

}  // namespace web
