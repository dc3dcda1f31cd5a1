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
#include "absl/strings/str_join.h"
#include "src/web/url_pattern.h"
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

absl::StatusOr<PatternInit> ToPatternInit(std::vector<std::string> members) {
  if (members.size() % 2 != 0) {
    return absl::InvalidArgumentError("the last member of a dictionary has no value");
  }
  PatternInit init;
  for (size_t i = 0; i < members.size(); i += 2) {
    init.emplace_back(std::move(members[i]), std::move(members[i + 1]));
  }
  return init;
}

// kind and flags, pattern, value, names; eight times.
absl::StatusOr<std::vector<std::string>> Flatten(absl::StatusOr<Pattern> pattern) {
  if (!pattern.ok()) return pattern.status();
  constexpr char kKinds[] = {'e', 'x', 'a', 'r'};
  std::vector<std::string> texts;
  for (PatternComponent& component : *pattern) {
    texts.push_back(absl::StrCat(std::string_view(&kKinds[static_cast<size_t>(component.kind)], 1),
                                 component.ignore_case ? "i" : "-",
                                 component.has_regexp_groups ? "g" : "-"));
    texts.push_back(std::move(component.pattern));
    texts.push_back(std::move(component.value));
    texts.push_back(absl::StrJoin(component.names, ","));
  }
  return texts;
}

absl::StatusOr<std::vector<std::string>> ParsePatternOp(engine::Call&, std::string input,
                                                        std::optional<std::string> base,
                                                        bool ignore_case, bool special) {
  return Flatten(ParsePattern(input, base, {ignore_case, special}));
}

absl::StatusOr<std::vector<std::string>> ParsePatternInit(engine::Call&,
                                                          std::vector<std::string> members,
                                                          bool ignore_case, bool special) {
  const absl::StatusOr<PatternInit> init = ToPatternInit(std::move(members));
  if (!init.ok()) return init.status();
  return Flatten(ParsePattern(*init, {ignore_case, special}));
}

absl::StatusOr<std::optional<std::vector<std::string>>> ProcessPatternInitOp(
    engine::Call&, std::vector<std::string> members) {
  const absl::StatusOr<PatternInit> init = ToPatternInit(std::move(members));
  if (!init.ok()) return init.status();
  auto parts = ProcessPatternInit(*init);
  if (!parts) return std::nullopt;
  return std::vector<std::string>(parts->begin(), parts->end());
}

constexpr engine::Op kUrlOps[] = {
    engine::Bind<&Parse>("parse"),
    engine::Bind<&CanParse>("canParse"),
    engine::Bind<&SetPart>("setPart"),
    engine::Bind<&ParseQueryOp>("parseQuery"),
    engine::Bind<&SerializeQueryOp>("serializeQuery"),
    engine::Bind<&ParsePatternOp>("parsePattern"),
    engine::Bind<&ParsePatternInit>("parsePatternInit"),
    engine::Bind<&ProcessPatternInitOp>("processPatternInit"),
};

}  // namespace

constinit const engine::Module kUrlModule = {"native:url", kUrlOps};

}  // namespace web
