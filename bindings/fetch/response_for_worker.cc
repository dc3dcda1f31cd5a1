#include "bindings/fetch/response_for_worker.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "bindings/fetch/upstream_body.h"
#include "src/http/request_encoder.h"

namespace bindings::fetch {

using engine::ByteString;

std::vector<ByteString> HeadForWorker(const http::ResponseHead& head, bool has_body,
                                      bool is_decoded) {
  std::vector<ByteString> strings;
  strings.reserve(3 + 2 * head.headers.size());
  strings.push_back({absl::StrCat(head.status)});
  strings.push_back({head.reason});
  strings.push_back({has_body ? "1" : ""});
  const http::ConnectionFields connection(head.headers);
  for (size_t i = 0; i < head.headers.size(); ++i) {
    const http::HeaderList::Field field = head.headers.at(i);
    if (connection.Has(field.name)) continue;
    // They are of the body as it came.
    if (is_decoded && (absl::EqualsIgnoreCase(field.name, "content-encoding") ||
                       absl::EqualsIgnoreCase(field.name, "content-length"))) {
      continue;
    }
    strings.push_back({absl::AsciiStrToLower(field.name)});
    strings.push_back({std::string(field.value)});
  }
  return strings;
}

std::string CodingOf(const http::HeaderList& headers) {
  std::string coding(headers.Get("content-encoding").value_or(""));
  if (FormatOf(coding).empty()) coding.clear();
  return coding;
}

}  // namespace bindings::fetch
