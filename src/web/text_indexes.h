#pragma once

// The indexes of the Encoding Standard (section 5): what a pointer stands for, 0 for nothing. The
// tables are written when Atoll is built, by make_text_indexes.cc.

#include <cstddef>
#include <cstdint>
#include <span>

namespace web {

inline constexpr size_t kJis0208Pointers = 60 * 188;
inline constexpr size_t kJis0212Pointers = 94 * 94;
inline constexpr size_t kEucKrPointers = 126 * 190;
inline constexpr size_t kBig5Pointers = 126 * 157;
inline constexpr size_t kGb18030Pointers = 126 * 190;

// For each encoding from kFirstSingleByte to kLastSingleByte: the octets 0x80 to 0xff.
extern const char16_t kSingleByteIndexes[];
extern const char16_t kJis0208Index[kJis0208Pointers];
extern const char16_t kJis0212Index[kJis0212Pointers];
extern const char16_t kEucKrIndex[kEucKrPointers];
extern const char32_t kBig5Index[kBig5Pointers];
extern const char16_t kGb18030Index[kGb18030Pointers];

// From `pointer` on, the code points go up from `code_point`. By pointer; the first is 0.
struct Gb18030Range {
  uint32_t pointer;
  uint32_t code_point;
};
extern const std::span<const Gb18030Range> kGb18030Ranges;

}  // namespace web
