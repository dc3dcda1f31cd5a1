#include "src/web/crypto/base64url.h"

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace web {

std::string ToBase64Url(std::span<const uint8_t> octets) {
  return absl::WebSafeBase64Escape(
      std::string_view(reinterpret_cast<const char*>(octets.data()), octets.size()));
}

absl::StatusOr<std::string> FromBase64Url(std::string_view text) {
  for (char c : text) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_') {
      return absl::FailedPreconditionError("A value is no base64url: it has other characters.");
    }
  }
  std::string octets;
  if (!absl::WebSafeBase64Unescape(text, &octets) || absl::WebSafeBase64Escape(octets) != text) {
    return absl::FailedPreconditionError(
        absl::StrCat("A value of ", text.size(), " characters is no base64url of octets."));
  }
  return octets;
}

}  // namespace web
