#include "src/web/text_codec_legacy.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "simdutf.h"
#include "src/web/text_indexes.h"

namespace web {
namespace {

using Octets = std::span<const uint8_t>;

constexpr char32_t kError = 0xffffffff;
constexpr char16_t kReplacement = 0xfffd;

bool IsIn(uint8_t octet, uint8_t from, uint8_t to) { return octet >= from && octet <= to; }

// What the first octets of a text are: a code point, or two, or an error.
struct Character {
  size_t octets;  // 0: more have to come
  char32_t first = 0;
  char32_t second = 0;
};

constexpr Character kIncomplete = {0};

// A sequence that stands for nothing ends before `last`, its last octet, when that is ASCII.
Character Malformed(size_t octets, uint8_t last) {
  return {last < 0x80 ? octets - 1 : octets, kError};
}

Character Found(size_t octets, char32_t code_point, uint8_t last) {
  return code_point == 0 ? Malformed(octets, last) : Character{octets, code_point};
}

char32_t Gb18030FourOctets(uint32_t pointer) {
  if ((pointer > 39419 && pointer < 189000) || pointer > 1237575) return 0;
  if (pointer >= 189000) return 0x10000 + pointer - 189000;
  if (pointer == 7457) return 0xe7c7;
  const auto after = std::upper_bound(
      kGb18030Ranges.begin(), kGb18030Ranges.end(), pointer,
      [](uint32_t wanted, const Gb18030Range& range) { return wanted < range.pointer; });
  const Gb18030Range& range = *(after - 1);
  return range.code_point + pointer - range.pointer;
}

// Section 10.2.1. `octets` is not empty.
Character Gb18030(Octets octets) {
  const uint8_t lead = octets[0];
  if (lead < 0x80) return {1, lead};
  if (lead == 0x80) return {1, 0x20ac};
  if (lead == 0xff) return {1, kError};
  if (octets.size() < 2) return kIncomplete;
  const uint8_t second = octets[1];
  if (!IsIn(second, 0x30, 0x39)) {
    if (!IsIn(second, 0x40, 0x7e) && !IsIn(second, 0x80, 0xfe)) return Malformed(2, second);
    const uint32_t trail = second - (second < 0x7f ? 0x40 : 0x41);
    return Found(2, kGb18030Index[(lead - 0x81) * 190 + trail], second);
  }
  if (octets.size() < 3) return kIncomplete;
  if (!IsIn(octets[2], 0x81, 0xfe)) return {1, kError};
  if (octets.size() < 4) return kIncomplete;
  if (!IsIn(octets[3], 0x30, 0x39)) return {1, kError};
  const char32_t code_point = Gb18030FourOctets((lead - 0x81) * 12600u + (second - 0x30) * 1260u +
                                                (octets[2] - 0x81) * 10u + (octets[3] - 0x30));
  return {4, code_point == 0 ? kError : code_point};
}

// Section 11.1.1.
Character Big5(Octets octets) {
  const uint8_t lead = octets[0];
  if (lead < 0x80) return {1, lead};
  if (!IsIn(lead, 0x81, 0xfe)) return {1, kError};
  if (octets.size() < 2) return kIncomplete;
  const uint8_t trail = octets[1];
  if (!IsIn(trail, 0x40, 0x7e) && !IsIn(trail, 0xa1, 0xfe)) return Malformed(2, trail);
  const uint32_t pointer = (lead - 0x81) * 157 + trail - (trail < 0x7f ? 0x40 : 0x62);
  switch (pointer) {
    case 1133:
      return {2, 0xca, 0x304};
    case 1135:
      return {2, 0xca, 0x30c};
    case 1164:
      return {2, 0xea, 0x304};
    case 1166:
      return {2, 0xea, 0x30c};
    default:
      return Found(2, kBig5Index[pointer], trail);
  }
}

// A pair of octets 0xa1 to 0xfe at `octets[0]`, in EUC-JP. `before`: how many octets came before.
template <size_t kSize>
Character EucPair(const char16_t (&index)[kSize], Octets octets, size_t before) {
  if (octets.size() < 2) return kIncomplete;
  const uint8_t trail = octets[1];
  if (!IsIn(trail, 0xa1, 0xfe)) return Malformed(before + 2, trail);
  return Found(before + 2, index[(octets[0] - 0xa1) * 94 + trail - 0xa1], trail);
}

// Section 12.1.1.
Character EucJp(Octets octets) {
  const uint8_t lead = octets[0];
  if (lead < 0x80) return {1, lead};
  if (IsIn(lead, 0xa1, 0xfe)) return EucPair(kJis0208Index, octets, 0);
  if (lead != 0x8e && lead != 0x8f) return {1, kError};
  if (octets.size() < 2) return kIncomplete;
  const uint8_t second = octets[1];
  if (lead == 0x8e && IsIn(second, 0xa1, 0xdf)) return {2, 0xff61u - 0xa1 + second};
  if (lead == 0x8f && IsIn(second, 0xa1, 0xfe)) {
    return EucPair(kJis0212Index, octets.subspan(1), 1);
  }
  return Malformed(2, second);
}

// Section 12.3.1.
Character ShiftJis(Octets octets) {
  const uint8_t lead = octets[0];
  if (lead <= 0x80) return {1, lead};
  if (IsIn(lead, 0xa1, 0xdf)) return {1, 0xff61u - 0xa1 + lead};
  if (!IsIn(lead, 0x81, 0x9f) && !IsIn(lead, 0xe0, 0xfc)) return {1, kError};
  if (octets.size() < 2) return kIncomplete;
  const uint8_t trail = octets[1];
  if (!IsIn(trail, 0x40, 0x7e) && !IsIn(trail, 0x80, 0xfc)) return Malformed(2, trail);
  const uint32_t pointer =
      (lead - (lead < 0xa0 ? 0x81 : 0xc1)) * 188 + trail - (trail < 0x7f ? 0x40 : 0x41);
  if (pointer >= 8836 && pointer <= 10715) return {2, 0xe000u - 8836 + pointer};
  return Found(2, kJis0208Index[pointer], trail);
}

// Section 13.1.1.
Character EucKr(Octets octets) {
  const uint8_t lead = octets[0];
  if (lead < 0x80) return {1, lead};
  if (!IsIn(lead, 0x81, 0xfe)) return {1, kError};
  if (octets.size() < 2) return kIncomplete;
  const uint8_t trail = octets[1];
  if (!IsIn(trail, 0x41, 0xfe)) return Malformed(2, trail);
  return Found(2, kEucKrIndex[(lead - 0x81) * 190 + trail - 0x41], trail);
}

// Text in the making. Every octet gives one unit at most.
class Writer {
 public:
  Writer(size_t octets, bool fatal) : text_(octets, u'\0'), fatal_(fatal) {}

  void Put(char32_t code_point) {
    if (code_point >= 0x10000) {
      text_[units_++] = static_cast<char16_t>(0xd7c0 + (code_point >> 10));
      code_point = 0xdc00 + (code_point & 0x3ff);
    }
    text_[units_++] = static_cast<char16_t>(code_point);
  }
  // Whether decoding goes on.
  bool PutError() {
    if (fatal_) return false;
    Put(kReplacement);
    return true;
  }
  std::u16string Take() && {
    text_.resize(units_);
    return std::move(text_);
  }

 private:
  std::u16string text_;
  size_t units_ = 0;
  const bool fatal_;
};

std::optional<LegacyText> DecodeMultiByte(Character (*next)(Octets), Octets input, bool stream,
                                          bool fatal) {
  Writer out(input.size(), fatal);
  size_t kept = 0;
  for (size_t at = 0; at < input.size();) {
    if (input[at] < 0x80) {
      out.Put(input[at++]);
      continue;
    }
    const Character found = next(input.subspan(at));
    if (found.octets == 0) {
      if (stream) {
        kept = input.size() - at;
      } else if (!out.PutError()) {
        return std::nullopt;
      }
      break;
    }
    at += found.octets;
    if (found.first == kError) {
      if (!out.PutError()) return std::nullopt;
      continue;
    }
    out.Put(found.first);
    if (found.second != 0) out.Put(found.second);
  }
  return LegacyText{std::move(out).Take(), 0, kept};
}

// Section 12.2.1.
class Iso2022Jp {
 public:
  Iso2022Jp(uint32_t mode, size_t octets, bool fatal)
      : set_(static_cast<Set>(mode & 3)), escaped_((mode & kEscaped) != 0), out_(octets, fatal) {}

  // Nullopt: malformed.
  std::optional<LegacyText> Decode(Octets input, bool stream) && {
    while (!input.empty()) {
      const size_t taken = input[0] == 0x1b ? Escape(input, stream) : Next(input, stream);
      if (failed_) return std::nullopt;
      if (taken == 0) break;
      input = input.subspan(taken);
    }
    const uint32_t mode = static_cast<uint32_t>(set_) | (escaped_ ? kEscaped : 0);
    return LegacyText{std::move(out_).Take(), mode, input.size()};
  }

 private:
  enum class Set : uint32_t { kAscii, kRoman, kKatakana, kJis0208 };
  // The bit of the mode that says that nothing has come since an escape sequence.
  static constexpr uint32_t kEscaped = 4;

  size_t Error(size_t taken) {
    escaped_ = false;
    failed_ = !out_.PutError();
    return taken;
  }

  size_t Put(char32_t code_point, size_t taken) {
    escaped_ = false;
    out_.Put(code_point);
    return taken;
  }

  static std::optional<Set> SetOf(uint8_t second, uint8_t third) {
    if (second == '$') {
      return third == '@' || third == 'B' ? std::optional(Set::kJis0208) : std::nullopt;
    }
    switch (third) {
      case 'B':
        return Set::kAscii;
      case 'J':
        return Set::kRoman;
      case 'I':
        return Set::kKatakana;
      default:
        return std::nullopt;
    }
  }

  size_t Escape(Octets input, bool stream) {
    const bool may_go_on = input.size() < 2 || input[1] == '$' || input[1] == '(';
    if (may_go_on && input.size() < 3 && stream) return 0;
    if (!may_go_on || input.size() < 3) return Error(1);
    const std::optional<Set> set = SetOf(input[1], input[2]);
    if (!set) return Error(1);
    set_ = *set;
    // Two escape sequences on end are an error.
    if (escaped_) Error(3);
    escaped_ = true;
    return 3;
  }

  size_t Next(Octets input, bool stream) {
    const uint8_t octet = input[0];
    switch (set_) {
      case Set::kAscii:
      case Set::kRoman:
        if (octet > 0x7f || octet == 0x0e || octet == 0x0f) return Error(1);
        if (set_ == Set::kRoman && octet == 0x5c) return Put(0xa5, 1);
        if (set_ == Set::kRoman && octet == 0x7e) return Put(0x203e, 1);
        return Put(octet, 1);
      case Set::kKatakana:
        return IsIn(octet, 0x21, 0x5f) ? Put(0xff61u - 0x21 + octet, 1) : Error(1);
      case Set::kJis0208:
        return Pair(input, stream);
    }
    return Error(1);
  }

  size_t Pair(Octets input, bool stream) {
    if (!IsIn(input[0], 0x21, 0x7e)) return Error(1);
    if (input.size() < 2) return stream ? 0 : Error(1);
    const uint8_t trail = input[1];
    if (trail == 0x1b) return Error(1);
    if (!IsIn(trail, 0x21, 0x7e)) return Error(2);
    const char32_t code_point = kJis0208Index[(input[0] - 0x21) * 94 + trail - 0x21];
    return code_point == 0 ? Error(2) : Put(code_point, 2);
  }

  Set set_;
  bool escaped_;
  bool failed_ = false;
  Writer out_;
};

std::optional<LegacyText> DecodeSingleByte(Encoding encoding, Octets input, bool fatal) {
  const char16_t* index =
      kSingleByteIndexes +
      (static_cast<uint32_t>(encoding) - static_cast<uint32_t>(kFirstSingleByte)) * 128;
  std::u16string text(input.size(), u'\0');
  for (size_t i = 0; i < input.size(); ++i) {
    const char16_t unit = input[i] < 0x80 ? input[i] : index[input[i] - 0x80];
    if (unit == 0 && input[i] != 0) {
      if (fatal) return std::nullopt;
      text[i] = kReplacement;
    } else {
      text[i] = unit;
    }
  }
  return LegacyText{std::move(text), 0, 0};
}

LegacyText DecodeUserDefined(Octets input) {
  std::u16string text(input.size(), u'\0');
  std::transform(input.begin(), input.end(), text.begin(), [](uint8_t octet) -> char16_t {
    return octet < 0x80 ? octet : 0xf780 + octet - 0x80;
  });
  return {std::move(text), 0, 0};
}

}  // namespace

bool IsLegacy(Encoding encoding) {
  return encoding >= kFirstSingleByte && encoding <= Encoding::kXUserDefined &&
         encoding != Encoding::kReplacement;
}

std::optional<LegacyText> DecodeLegacy(Encoding encoding, Octets input, uint32_t mode, bool stream,
                                       bool fatal) {
  const auto* text = reinterpret_cast<const char*>(input.data());
  if (encoding == Encoding::kIso2022Jp) {
    return Iso2022Jp(mode, input.size(), fatal).Decode(input, stream);
  }
  // The others are ASCII where it is.
  if (simdutf::validate_ascii(text, input.size())) {
    return LegacyText{std::string_view(text, input.size()), 0, 0};
  }
  switch (encoding) {
    case Encoding::kGbk:
    case Encoding::kGb18030:
      return DecodeMultiByte(&Gb18030, input, stream, fatal);
    case Encoding::kBig5:
      return DecodeMultiByte(&Big5, input, stream, fatal);
    case Encoding::kEucJp:
      return DecodeMultiByte(&EucJp, input, stream, fatal);
    case Encoding::kShiftJis:
      return DecodeMultiByte(&ShiftJis, input, stream, fatal);
    case Encoding::kEucKr:
      return DecodeMultiByte(&EucKr, input, stream, fatal);
    case Encoding::kXUserDefined:
      return DecodeUserDefined(input);
    default:
      return DecodeSingleByte(encoding, input, fatal);
  }
}

}  // namespace web
