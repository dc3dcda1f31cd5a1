#include "src/cache/selection.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "src/cache/http_date.h"

namespace cache {
namespace {

// An entity tag from the front of a list: whether it is weak, and what is between its quotes.
struct Tag {
  bool weak = false;
  std::string_view opaque;
};

std::optional<Tag> TakeTag(std::string_view& text) {
  Tag tag;
  tag.weak = absl::ConsumePrefix(&text, "W/");
  if (!absl::ConsumePrefix(&text, "\"")) return std::nullopt;
  const size_t end = text.find('"');
  if (end == std::string_view::npos) return std::nullopt;
  tag.opaque = text.substr(0, end);
  text.remove_prefix(end + 1);
  return tag;
}

std::optional<Tag> ParseTag(std::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  std::optional<Tag> tag = TakeTag(text);
  return text.empty() ? tag : std::nullopt;
}

// RFC 9110, section 13.1.5: the strong comparison, and the date that the response itself has.
bool IfRangeHolds(std::string_view condition, const http::HeaderList& stored) {
  if (const std::optional<Tag> wanted = ParseTag(condition)) {
    const std::optional<Tag> tag = ParseTag(stored.Get("etag").value_or(""));
    return tag && !tag->weak && !wanted->weak && tag->opaque == wanted->opaque;
  }
  const std::optional<int64_t> date = ParseHttpDate(absl::StripAsciiWhitespace(condition));
  const std::optional<std::string_view> modified = stored.Get("last-modified");
  return date && modified && ParseHttpDate(*modified) == date;
}

bool IsNotModified(const http::HeaderList& request, const http::HeaderList& stored) {
  if (const std::optional<std::string_view> tags = request.Get("if-none-match")) {
    return MatchesTag(*tags, stored.Get("etag").value_or(""));
  }
  const std::optional<std::string_view> since = request.Get("if-modified-since");
  // A response without Last-Modified was modified when it was made (RFC 9111, section 4.3.2).
  const std::optional<std::string_view> modified =
      stored.Has("last-modified") ? stored.Get("last-modified") : stored.Get("date");
  if (!since || !modified) return false;
  const std::optional<int64_t> since_seconds = ParseHttpDate(*since);
  const std::optional<int64_t> modified_seconds = ParseHttpDate(*modified);
  return since_seconds && modified_seconds && *modified_seconds <= *since_seconds;
}

bool ParseNumber(std::string_view text, uint64_t* number) {
  if (text.empty()) return false;
  const bool digits = std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
  if (!digits) return false;
  // More than fits is more than any body has.
  if (!absl::SimpleAtoi(text, number)) *number = UINT64_MAX;
  return true;
}

}  // namespace

bool MatchesTag(std::string_view list, std::string_view tag) {
  list = absl::StripAsciiWhitespace(list);
  if (list == "*") return true;
  const std::optional<Tag> own = ParseTag(tag);
  if (!own) return false;
  while (!list.empty()) {
    const std::optional<Tag> one = TakeTag(list);
    if (!one) return false;
    if (one->opaque == own->opaque) return true;
    list = absl::StripLeadingAsciiWhitespace(list);
    if (!list.empty() && !absl::ConsumePrefix(&list, ",")) return false;
    list = absl::StripLeadingAsciiWhitespace(list);
  }
  return false;
}

std::optional<Part> ParseRange(std::string_view range, uint64_t length) {
  range = absl::StripAsciiWhitespace(range);
  if (!absl::StartsWithIgnoreCase(range, "bytes=")) return std::nullopt;
  range = absl::StripAsciiWhitespace(range.substr(6));
  const size_t dash = range.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::string_view first = absl::StripAsciiWhitespace(range.substr(0, dash));
  const std::string_view last = absl::StripAsciiWhitespace(range.substr(dash + 1));
  uint64_t begin = 0;
  uint64_t end = 0;
  if (first.empty()) {
    if (!ParseNumber(last, &end)) return std::nullopt;
    const uint64_t count = std::min(end, length);
    return Part{length - count, count};
  }
  if (!ParseNumber(first, &begin)) return std::nullopt;
  if (last.empty()) {
    end = UINT64_MAX;
  } else if (!ParseNumber(last, &end) || end < begin) {
    return std::nullopt;
  }
  if (begin >= length) return Part{0, 0};
  return Part{begin, std::min(end, length - 1) - begin + 1};
}

Selection Select(const http::HeaderList& request, const http::HeaderList& stored, uint64_t length) {
  if (IsNotModified(request, stored)) return {304, {}};
  const std::optional<std::string_view> range = request.Get("range");
  if (!range) return {200, {0, length}};
  const std::optional<std::string_view> if_range = request.Get("if-range");
  if (if_range && !IfRangeHolds(*if_range, stored)) return {200, {0, length}};
  const std::optional<Part> part = ParseRange(*range, length);
  if (!part) return {200, {0, length}};
  if (part->length == 0) return {416, {}};
  return {206, *part};
}

}  // namespace cache
