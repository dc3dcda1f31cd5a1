#include "src/web/node_buffer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "simdutf.h"
#include "src/web/octet_text.h"

namespace web {
namespace {

using Text = std::variant<std::string_view, engine::ByteString, std::u16string>;

// Code units of the longest string that V8 has.
constexpr size_t kLongestString = (size_t{1} << 29) - 24;

Text ToText(DecodedText decoded) {
  if (auto* view = std::get_if<std::string_view>(&decoded)) return *view;
  if (auto* octets = std::get_if<std::string>(&decoded)) {
    return engine::ByteString{std::move(*octets)};
  }
  return std::get<std::u16string>(std::move(decoded));
}

absl::StatusOr<OctetEncoding> ReadEncoding(uint32_t number) {
  const std::optional<OctetEncoding> encoding = OctetEncodingOf(number);
  if (encoding) return *encoding;
  return absl::InvalidArgumentError(absl::StrCat("no encoding has the number ", number));
}

// slice(octets, start, end, encoding) -> their text
absl::StatusOr<Text> Slice(engine::Call&, std::span<const uint8_t> octets, uint32_t start,
                           uint32_t end, uint32_t number) {
  absl::StatusOr<OctetEncoding> encoding = ReadEncoding(number);
  if (!encoding.ok()) return encoding.status();
  const size_t to = std::min<size_t>(end, octets.size());
  const size_t from = std::min<size_t>(start, to);
  if (LongestText(*encoding, to - from) > kLongestString) {
    return absl::OutOfRangeError(absl::StrCat("Cannot create a string longer than 0x",
                                              absl::Hex(kLongestString), " characters"));
  }
  return ToText(TextOf(*encoding, octets.subspan(from, to - from)));
}

// write(octets, text, offset, length, encoding) -> how many octets of the text were written there
absl::StatusOr<double> Write(engine::Call&, std::span<uint8_t> octets, std::u16string text,
                             uint32_t offset, uint32_t length, uint32_t number) {
  absl::StatusOr<OctetEncoding> encoding = ReadEncoding(number);
  if (!encoding.ok()) return encoding.status();
  const size_t from = std::min<size_t>(offset, octets.size());
  const size_t room = std::min<size_t>(length, octets.size() - from);
  return static_cast<double>(WriteText(*encoding, text, octets.subspan(from, room)));
}

double ByteLength(engine::Call&, std::string text) { return static_cast<double>(text.size()); }

double Compare(engine::Call&, std::span<const uint8_t> a, std::span<const uint8_t> b) {
  const size_t common = std::min(a.size(), b.size());
  const int order = common > 0 ? memcmp(a.data(), b.data(), common) : 0;
  if (order != 0) return order < 0 ? -1 : 1;
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

// search(octets, what, from, forward, step) -> where `what` begins, at `from` or the nearest place
// after (before) it that is a multiple of `step`; -1 when it is nowhere
double Search(engine::Call&, std::span<const uint8_t> octets, std::span<const uint8_t> what,
              uint32_t from, bool forward, uint32_t step) {
  if (what.size() > octets.size() || step == 0) return -1;
  const size_t last = octets.size() - what.size();
  if (forward && step == 1) {
    if (from > last) return -1;
    const std::string_view all(reinterpret_cast<const char*>(octets.data()), octets.size());
    const size_t at =
        all.find(std::string_view(reinterpret_cast<const char*>(what.data()), what.size()), from);
    return at == std::string_view::npos ? -1 : static_cast<double>(at);
  }
  const auto is_at = [&](size_t at) {
    return what.empty() || memcmp(octets.data() + at, what.data(), what.size()) == 0;
  };
  if (forward) {
    for (size_t at = (size_t{from} + step - 1) / step * step; at <= last; at += step) {
      if (is_at(at)) return static_cast<double>(at);
    }
    return -1;
  }
  for (size_t at = std::min<size_t>(from, last) / step * step;; at -= step) {
    if (is_at(at)) return static_cast<double>(at);
    if (at < step) return -1;
  }
}

// swap(octets, width): turns each group of so many octets around
void Swap(engine::Call&, std::span<uint8_t> octets, uint32_t width) {
  if (width == 0) return;
  for (size_t at = 0; at + width <= octets.size(); at += width) {
    std::reverse(octets.data() + at, octets.data() + at + width);
  }
}

bool IsUtf8(engine::Call&, std::span<const uint8_t> octets) {
  return simdutf::validate_utf8(reinterpret_cast<const char*>(octets.data()), octets.size());
}

bool IsAscii(engine::Call&, std::span<const uint8_t> octets) {
  return simdutf::validate_ascii(reinterpret_cast<const char*>(octets.data()), octets.size());
}

constexpr engine::Op kNodeBufferOps[] = {
    engine::Bind<&Slice>("slice"),           engine::Bind<&Write>("write"),
    engine::Bind<&ByteLength>("byteLength"), engine::Bind<&Compare>("compare"),
    engine::Bind<&Search>("search"),         engine::Bind<&Swap>("swap"),
    engine::Bind<&IsUtf8>("isUtf8"),         engine::Bind<&IsAscii>("isAscii"),
};

}  // namespace

constinit const engine::Module kNodeBufferModule = {"native:node_buffer", kNodeBufferOps,
                                                    /*lazy=*/true};

}  // namespace web
