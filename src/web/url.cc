#include "src/web/url.h"

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "src/web/url_record.h"

namespace web {
namespace {

constexpr size_t kOffsetsSize = UrlRecord::kOffsets * sizeof(uint32_t);

absl::Status CheckOffsets(std::span<uint8_t> offsets) {
  if (offsets.size() == kOffsetsSize) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("the view for the offsets has ", offsets.size(),
                                                 " octets; expected ", kOffsetsSize));
}

// Fills `offsets` and returns the URL, or "" when it equals `known`.
std::string_view Deliver(const UrlRecord& record, std::string_view known,
                         std::span<uint8_t> offsets) {
  memcpy(offsets.data(), record.offsets.data(), kOffsetsSize);
  return record.href == known ? std::string_view() : std::string_view(record.href);
}

absl::StatusOr<std::optional<std::string>> Parse(engine::Call&, std::string input,
                                                 std::optional<std::string> base,
                                                 std::span<uint8_t> offsets) {
  if (absl::Status status = CheckOffsets(offsets); !status.ok()) return status;
  const std::optional<UrlRecord> record = ParseUrl(input, base);
  if (!record) return std::nullopt;
  return std::string(Deliver(*record, input, offsets));
}

bool CanParse(engine::Call&, std::string input, std::optional<std::string> base) {
  return ParseUrl(input, base).has_value();
}

absl::StatusOr<std::string> SetPart(engine::Call&, std::string href, uint32_t part,
                                    std::string value, std::span<uint8_t> offsets) {
  if (absl::Status status = CheckOffsets(offsets); !status.ok()) return status;
  if (part >= kUrlParts) {
    return absl::InvalidArgumentError(absl::StrCat("there is no part ", part, " of a URL"));
  }
  const std::optional<UrlRecord> record = SetUrlPart(href, static_cast<UrlPart>(part), value);
  if (!record) return absl::InvalidArgumentError(absl::StrCat("not a URL: ", href));
  return std::string(Deliver(*record, href, offsets));
}

std::vector<std::string> ParseQueryOp(engine::Call&, std::string query) {
  return ParseQuery(query);
}

std::string SerializeQueryOp(engine::Call&, std::vector<std::string> pairs) {
  return SerializeQuery(pairs);
}

constexpr engine::Op kUrlOps[] = {
    engine::Bind<&Parse>("parse"),
    engine::Bind<&CanParse>("canParse"),
    engine::Bind<&SetPart>("setPart"),
    engine::Bind<&ParseQueryOp>("parseQuery"),
    engine::Bind<&SerializeQueryOp>("serializeQuery"),
};

}  // namespace

constinit const engine::Module kUrlModule = {"native:url", kUrlOps};

}  // namespace web
