#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"

namespace host {

// The lines before and after one of a text, two of each where there are that many.
struct NearbyLines {
  std::vector<std::string> before;
  std::vector<std::string> after;
};
// Of line `line`, from 1. Nothing where the text has no such line.
NearbyLines LinesAround(std::string_view text, int line);

// A place in a source file.
struct SourcePlace {
  std::string file;
  int line = 0;  // from 1, as is column
  int column = 0;
  std::string source_line;  // empty when the map does not hold the sources
  NearbyLines nearby;
};

// A source map (ECMA-426): where each piece of a generated file came from. Immutable; any thread.
class SourceMap {
 public:
  // Reads a map, version 3; nullopt when it is none. `name` turns a source as the map has it, a
  // path from the map's folder, into what people are shown.
  static std::optional<SourceMap> Parse(std::string_view json,
                                        absl::FunctionRef<std::string(std::string_view)> name);

  // The map as JSON, its sources under the URLs that `url` makes of their names.
  std::string ToJson(absl::FunctionRef<std::string(std::string_view)> url) const;

  // Where line `line`, column `column` (both from 1) of the generated file came from.
  std::optional<SourcePlace> Find(int line, int column) const;

 private:
  // One piece. All numbers count from 0.
  struct Segment {
    int64_t line = 0;
    int64_t column = 0;
    int64_t source = 0;
    int64_t source_line = 0;
    int64_t source_column = 0;
  };
  bool ReadMappings(std::string_view mappings);

  std::vector<std::string> sources_;
  std::vector<std::string> contents_;  // as many as sources_
  std::vector<Segment> segments_;      // by line, then column
};

// The maps of a worker's modules, by the module's name.
using SourceMaps = absl::flat_hash_map<std::string, SourceMap>;

// `text` with every "module:line:column" in it as the place that it came from.
std::string MapPlaces(std::string_view text, const SourceMaps& maps);

}  // namespace host
