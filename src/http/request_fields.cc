#include "src/http/request_fields.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "src/http/target.h"
#include "src/http/token.h"

namespace http {
namespace {

// `codings`: the values of all Transfer-Encoding fields, joined. Chunked alone is understood
// (RFC 9112, section 6.1); whatever else has chunked last would be understood by others.
std::optional<Refusal> CheckCodings(std::string_view codings) {
  if (absl::EqualsIgnoreCase(codings, "chunked")) return std::nullopt;
  const std::vector<std::string_view> list = absl::StrSplit(codings, ',');
  bool well_formed = true;
  for (size_t i = 0; i < list.size(); ++i) {
    const std::string_view coding = absl::StripAsciiWhitespace(list[i]);
    const bool last = i + 1 == list.size();
    well_formed =
        well_formed && IsToken(coding) && absl::EqualsIgnoreCase(coding, "chunked") == last;
  }
  if (well_formed) {
    return Refusal{501, absl::StrCat("Transfer-Encoding ", codings,
                                     " is not understood; expected chunked alone")};
  }
  return Refusal{400, "malformed Transfer-Encoding; expected chunked"};
}

std::optional<Refusal> CheckHost(int count, std::string_view host, bool http_1_0) {
  if (count > 1) return Refusal{400, "the request has several Host fields; expected one"};
  if (count == 0 && !http_1_0) return Refusal{400, "the request has no Host field; expected one"};
  if (!IsAuthority(host)) {
    return Refusal{400, "malformed Host field; expected a host and perhaps a port"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> ReadRequestFields(const HeaderList& headers, bool http_1_0,
                                         RequestFields* fields) {
  int hosts = 0;
  int coding_fields = 0;
  std::string codings;
  for (size_t i = 0; i < headers.size(); ++i) {
    const HeaderList::Field field = headers.at(i);
    // The length of a name tells most of them apart.
    if (field.name.size() == 4 && absl::EqualsIgnoreCase(field.name, "host")) {
      ++hosts;
      fields->host = field.value;
    } else if (field.name.size() == 6 && absl::EqualsIgnoreCase(field.name, "expect")) {
      if (http_1_0) continue;
      if (!absl::EqualsIgnoreCase(field.value, "100-continue")) {
        return Refusal{417, "the Expect field is not understood; expected 100-continue"};
      }
      fields->expects_continue = true;
    } else if (field.name.size() == 17 && absl::EqualsIgnoreCase(field.name, "transfer-encoding")) {
      absl::StrAppend(&codings, coding_fields++ > 0 ? "," : "", field.value);
    }
  }
  if (coding_fields > 0) {
    if (http_1_0) return Refusal{400, "HTTP/1.0 has no Transfer-Encoding"};
    if (std::optional<Refusal> refusal = CheckCodings(codings)) return refusal;
    fields->chunked = true;
  }
  return CheckHost(hosts, fields->host, http_1_0);
}

}  // namespace http
