#pragma once

#include <gcrypt.h>

#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/base/bytes.h"

namespace web {

// Makes Libgcrypt ready, which it is once for the process: before every other call of it. Any
// thread.
absl::Status ReadyGcrypt();

// The error for an operation of Libgcrypt that failed. `what` begins the sentence: "The data could
// not be decrypted".
absl::Status GcryptError(std::string_view what, gcry_error_t error);

struct GcrySexpFree {
  void operator()(gcry_sexp_t sexp) const { gcry_sexp_release(sexp); }
};
// An S-expression: how Libgcrypt takes and gives keys, data and signatures.
using GcrySexp = std::unique_ptr<gcry_sexp, GcrySexpFree>;

// What may be signed at once: Libgcrypt measures lists in 16 bits, and ends the process when one is
// longer.
inline constexpr size_t kMaxSignedData = 64'000;

// kFailedPrecondition for an expression that Libgcrypt cannot measure.
absl::Status RequireMeasurable(gcry_sexp_t sexp);

// What gcry_sexp_build makes of the format and what follows it.
template <class... Values>
absl::StatusOr<GcrySexp> BuildSexp(const char* format, Values... values) {
  gcry_sexp_t built = nullptr;
  const gcry_error_t error = gcry_sexp_build(&built, nullptr, format, values...);
  if (error != 0) return GcryptError("The key or data could not be given to Libgcrypt", error);
  GcrySexp sexp(built);
  if (absl::Status status = RequireMeasurable(built); !status.ok()) return status;
  return sexp;
}

// The octets of the item that is called `name` somewhere in `sexp`; kInternal when there is none.
absl::StatusOr<base::Bytes> SexpItem(gcry_sexp_t sexp, const char* name);

}  // namespace web
