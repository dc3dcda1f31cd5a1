// Decodes octets in every legacy encoding: whole and cut in two, the text is the same, well-formed
// UTF-16, and no longer than the octets. The first octet says where the cut is.

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/log/check.h"
#include "src/web/text_codec_legacy.h"
#include "src/web/text_encodings.h"
#include "tests/fuzz/corpus.h"
#include "tests/fuzz/fuzz.h"

namespace {

using Octets = std::span<const uint8_t>;

std::u16string Units(const web::DecodedText& text) {
  if (const auto* view = std::get_if<std::string_view>(&text)) return {view->begin(), view->end()};
  return std::get<std::u16string>(text);
}

bool IsWellFormed(std::u16string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const char16_t kind = text[i] & 0xfc00;
    if (kind == 0xdc00) return false;
    if (kind != 0xd800) continue;
    if (++i == text.size() || (text[i] & 0xfc00) != 0xdc00) return false;
  }
  return true;
}

void Check(web::Encoding encoding, Octets input, size_t cut) {
  const auto whole = web::DecodeLegacy(encoding, input, 0, false, false);
  CHECK(whole.has_value() && whole->kept == 0);
  const std::u16string text = Units(whole->text);
  CHECK(text.size() <= input.size() && IsWellFormed(text)) << web::NameOf(encoding);

  const auto first = web::DecodeLegacy(encoding, input.first(cut), 0, true, false);
  CHECK(first.has_value() && first->kept <= 3 && first->kept <= cut);
  const Octets rest = input.subspan(cut - first->kept);
  const auto second = web::DecodeLegacy(encoding, rest, first->mode, false, false);
  CHECK(Units(first->text) + Units(second->text) == text) << web::NameOf(encoding);

  const auto strict = web::DecodeLegacy(encoding, input, 0, false, true);
  // GB18030 has a sequence for U+FFFD.
  CHECK(strict.has_value() || text.find(u'\ufffd') != text.npos) << web::NameOf(encoding);
  CHECK(!strict.has_value() || Units(strict->text) == text) << web::NameOf(encoding);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const Octets input(data + 1, size - 1);
  for (uint32_t number = 0; number < web::kEncodings; ++number) {
    const auto encoding = static_cast<web::Encoding>(number);
    if (web::IsLegacy(encoding)) Check(encoding, input, std::min<size_t>(data[0], input.size()));
  }
  return 0;
}

std::vector<std::string> FuzzSeeds() { return fuzz::ReadCorpus("tests/fuzz/text_codec/corpus"); }

std::vector<std::string> FuzzWords() {
  return {"\x1b$B",   "\x1b(B", "\x1b(J", "\x1b(I", "\x1b$@", "\x81\x30\x81\x30",
          "\x8e\xb1", "\x8f",   "\x81",   "\xfe",   "\xff",   "\x84\x31\xa4\x39",
          "\x88\x62", "\x80"};
}
