#include "nlohmann/json.hpp"
#include "src/host/source_map.h"

namespace host {
namespace {

// Writes one number in Base64 VLQ.
void WriteVlq(int64_t number, std::string& text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  uint64_t bits =
      number < 0 ? static_cast<uint64_t>(-number) << 1 | 1 : static_cast<uint64_t>(number) << 1;
  do {
    const uint64_t rest = bits >> 5;
    text += kDigits[(bits & 31) | (rest != 0 ? 32 : 0)];
    bits = rest;
  } while (bits != 0);
}

}  // namespace

std::string SourceMap::ToJson(absl::FunctionRef<std::string(std::string_view)> url) const {
  std::string mappings;
  Segment before;
  bool begins_line = true;
  for (const Segment& segment : segments_) {
    for (; before.line < segment.line; ++before.line) {
      mappings += ';';
      before.column = 0;
      begins_line = true;
    }
    if (!begins_line) mappings += ',';
    begins_line = false;
    WriteVlq(segment.column - before.column, mappings);
    WriteVlq(segment.source - before.source, mappings);
    WriteVlq(segment.source_line - before.source_line, mappings);
    WriteVlq(segment.source_column - before.source_column, mappings);
    before = segment;
  }
  nlohmann::json map;
  map["version"] = 3;
  map["names"] = nlohmann::json::array();
  map["sources"] = nlohmann::json::array();
  map["sourcesContent"] = nlohmann::json::array();
  for (size_t i = 0; i < sources_.size(); ++i) {
    map["sources"].push_back(url(sources_[i]));
    map["sourcesContent"].push_back(contents_[i].empty() ? nlohmann::json()
                                                         : nlohmann::json(contents_[i]));
  }
  map["mappings"] = std::move(mappings);
  return map.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace host
