#include "src/host/source_map.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "nlohmann/json.hpp"

namespace host {
namespace {

constexpr int kLinesAround = 2;
constexpr int64_t kMaxNumber = int64_t{1} << 40;

// Reads one number in Base64 VLQ from the front of `text`.
bool ReadVlq(std::string_view& text, int64_t& number) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  int64_t bits = 0;
  for (int shift = 0; shift < 40; shift += 5) {
    const size_t digit = text.empty() ? kDigits.npos : kDigits.find(text.front());
    if (digit == kDigits.npos) return false;
    text.remove_prefix(1);
    bits |= static_cast<int64_t>(digit & 31) << shift;
    if ((digit & 32) != 0) continue;
    number = (bits & 1) != 0 ? -(bits >> 1) : bits >> 1;
    return true;
  }
  return false;
}

std::vector<std::string> ReadStrings(const nlohmann::json& map, const char* key) {
  std::vector<std::string> strings;
  const auto found = map.find(key);
  if (found == map.end() || !found->is_array()) return strings;
  for (const nlohmann::json& item : *found) {
    strings.push_back(item.is_string() ? item.get<std::string>() : "");
  }
  return strings;
}

// Reads ":12:34" from the front of `text`; the octets it has, 0 when it is not there.
size_t ReadLineAndColumn(std::string_view text, int& line, int& column) {
  size_t at = 0;
  for (int* number : {&line, &column}) {
    if (at >= text.size() || text[at] != ':') return 0;
    const size_t begin = ++at;
    while (at < text.size() && absl::ascii_isdigit(text[at])) ++at;
    if (!absl::SimpleAtoi(text.substr(begin, at - begin), number)) return 0;
  }
  return at;
}

bool EndsWithPath(std::string_view text) {
  if (text.empty()) return false;
  const char last = text.back();
  return absl::ascii_isalnum(last) || last == '/' || last == '.' || last == '_' || last == '-';
}

}  // namespace

std::optional<SourceMap> SourceMap::Parse(std::string_view json,
                                          absl::FunctionRef<std::string(std::string_view)> name) {
  const nlohmann::json map = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!map.is_object()) return std::nullopt;
  const auto mappings = map.find("mappings");
  if (mappings == map.end() || !mappings->is_string()) return std::nullopt;
  SourceMap result;
  for (const std::string& source : ReadStrings(map, "sources")) {
    result.sources_.push_back(name(source));
  }
  result.contents_ = ReadStrings(map, "sourcesContent");
  result.contents_.resize(result.sources_.size());
  if (!result.ReadMappings(mappings->get_ref<const std::string&>())) return std::nullopt;
  return result;
}

// Lines are parted by ";", their segments by ","; each number but the line's is a difference to
// the one before it.
bool SourceMap::ReadMappings(std::string_view mappings) {
  Segment at;
  for (std::string_view line : absl::StrSplit(mappings, ';')) {
    at.column = 0;
    for (std::string_view segment : absl::StrSplit(line, ',', absl::SkipEmpty())) {
      int64_t column = 0;
      if (!ReadVlq(segment, column)) return false;
      at.column += column;
      if (segment.empty()) continue;  // came from nowhere
      for (int64_t* field : {&at.source, &at.source_line, &at.source_column}) {
        int64_t difference = 0;
        if (!ReadVlq(segment, difference)) return false;
        *field += difference;
        if (*field < 0 || *field > kMaxNumber) return false;
      }
      if (at.source >= static_cast<int64_t>(sources_.size())) return false;
      segments_.push_back(at);
    }
    ++at.line;
  }
  return true;
}

NearbyLines LinesAround(std::string_view text, int line) {
  NearbyLines nearby;
  if (line <= 0) return nearby;
  int number = 0;
  for (std::string_view one : absl::StrSplit(text, '\n')) {
    ++number;
    if (number > line + kLinesAround) break;
    if (number < line - kLinesAround || number == line) continue;
    std::vector<std::string>& lines = number < line ? nearby.before : nearby.after;
    lines.emplace_back(absl::StripSuffix(one, "\r"));
  }
  if (number < line) return {};
  // What ends with a line feed has no line after it.
  if (!nearby.after.empty() && nearby.after.back().empty()) nearby.after.pop_back();
  return nearby;
}

std::optional<SourcePlace> SourceMap::Find(int line, int column) const {
  const std::pair<int64_t, int64_t> wanted(line - 1, column - 1);
  auto after = std::upper_bound(segments_.begin(), segments_.end(), wanted,
                                [](const auto& place, const Segment& segment) {
                                  return place < std::pair(segment.line, segment.column);
                                });
  if (after == segments_.begin()) return std::nullopt;
  const Segment& segment = *std::prev(after);
  if (segment.line != wanted.first) return std::nullopt;
  SourcePlace place;
  place.file = sources_[segment.source];
  place.line = static_cast<int>(segment.source_line + 1);
  place.column = static_cast<int>(segment.source_column + 1);
  const std::vector<std::string_view> lines = absl::StrSplit(contents_[segment.source], '\n');
  if (segment.source_line < static_cast<int64_t>(lines.size())) {
    place.source_line = std::string(absl::StripSuffix(lines[segment.source_line], "\r"));
    place.nearby = LinesAround(contents_[segment.source], place.line);
  }
  return place;
}

std::string MapPlaces(std::string_view text, const SourceMaps& maps) {
  std::string mapped(text);
  for (const auto& [module, map] : maps) {
    std::string result;
    std::string_view rest = mapped;
    for (size_t at; (at = rest.find(module)) != rest.npos;) {
      const size_t end = at + module.size();
      int line = 0;
      int column = 0;
      const size_t size = ReadLineAndColumn(rest.substr(end), line, column);
      const std::optional<SourcePlace> place =
          size > 0 && !EndsWithPath(rest.substr(0, at)) ? map.Find(line, column) : std::nullopt;
      if (place.has_value()) {
        absl::StrAppend(&result, rest.substr(0, at), place->file, ":", place->line, ":",
                        place->column);
      } else {
        absl::StrAppend(&result, rest.substr(0, end + size));
      }
      rest.remove_prefix(end + size);
    }
    absl::StrAppend(&result, rest);
    mapped = std::move(result);
  }
  return mapped;
}

}  // namespace host
