#include "bindings/fetch/cdn_loop.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace bindings::fetch {
namespace {

constexpr std::string_view kId = "atoll";
constexpr std::string_view kLoops = "loops=";

// The passes that a member of the list counts; nullopt for one of somebody else's.
std::optional<int> LoopsOf(std::string_view member) {
  std::string_view id = member.substr(0, member.find(';'));
  if (!absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(id), kId)) return std::nullopt;
  int loops = 1;
  for (std::string_view parameter : absl::StrSplit(member, ';')) {
    parameter = absl::StripAsciiWhitespace(parameter);
    // What cannot be read was not written here: it counts for all there may be.
    if (absl::ConsumePrefix(&parameter, kLoops) &&
        (!absl::SimpleAtoi(parameter, &loops) || loops < 0)) {
      loops = kMaxLoops;
    }
  }
  return std::min(loops, kMaxLoops);
}

}  // namespace

std::optional<std::string> NextCdnLoop(const http::HeaderList& incoming) {
  std::string others;
  int loops = 0;
  for (size_t i = 0; i < incoming.size(); ++i) {
    const http::HeaderList::Field field = incoming.at(i);
    if (!absl::EqualsIgnoreCase(field.name, "cdn-loop")) continue;
    for (std::string_view member : absl::StrSplit(field.value, ',')) {
      member = absl::StripAsciiWhitespace(member);
      if (const std::optional<int> ours = LoopsOf(member)) {
        loops = std::min(loops + *ours, kMaxLoops);
      } else if (!member.empty()) {
        absl::StrAppend(&others, member, ", ");
      }
    }
  }
  if (loops >= kMaxLoops) return std::nullopt;
  return absl::StrCat(others, kId, "; ", kLoops, loops + 1);
}

}  // namespace bindings::fetch
