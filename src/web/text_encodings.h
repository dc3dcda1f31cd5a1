#pragma once

// The encodings of the Encoding Standard (section 4) and their labels. Pure functions; any thread.

#include <cstdint>
#include <optional>
#include <string_view>

namespace web {

// js-api/encoding/labels.js has the numbers of the first four.
enum class Encoding : uint32_t {
  kUtf8,
  kUtf16le,
  kUtf16be,
  kWindows1252,
  kIbm866,
  kIso88592,
  kIso88593,
  kIso88594,
  kIso88595,
  kIso88596,
  kIso88597,
  kIso88598,
  kIso88598I,
  kIso885910,
  kIso885913,
  kIso885914,
  kIso885915,
  kIso885916,
  kKoi8R,
  kKoi8U,
  kMacintosh,
  kWindows874,
  kWindows1250,
  kWindows1251,
  kWindows1253,
  kWindows1254,
  kWindows1255,
  kWindows1256,
  kWindows1257,
  kWindows1258,
  kXMacCyrillic,
  kGbk,
  kGb18030,
  kBig5,
  kEucJp,
  kIso2022Jp,
  kShiftJis,
  kEucKr,
  kReplacement,
  kXUserDefined,
};
inline constexpr uint32_t kEncodings = 40;

// Those of one octet a character whose tables src/web/text_indexes.h has, in its order.
inline constexpr Encoding kFirstSingleByte = Encoding::kIbm866;
inline constexpr Encoding kLastSingleByte = Encoding::kXMacCyrillic;

// The encoding that `label` stands for, in any case and with ASCII whitespace around it ("get an
// encoding", section 4.2).
std::optional<Encoding> EncodingOf(std::string_view label);

// The name of an encoding in lower case, such as "utf-16le".
std::string_view NameOf(Encoding encoding);

}  // namespace web
