#include "src/web/encoding.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "src/web/text_codec.h"
#include "src/web/text_codec_legacy.h"
#include "src/web/text_encodings.h"

namespace web {
namespace {

// What V8 makes strings of: a view and a u16string as they are, octets as a ByteString.
using Text = std::variant<std::string_view, engine::ByteString, std::u16string>;

// Code units of the longest string that V8 has.
constexpr size_t kLongestString = (size_t{1} << 29) - 24;

absl::Status CheckLength(size_t length) {
  if (length <= kLongestString) return absl::OkStatus();
  return absl::OutOfRangeError(
      absl::StrCat("the text has ", length, " code units; a string has at most ", kLongestString));
}

absl::Status Malformed(std::string_view encoding) {
  return absl::InvalidArgumentError(absl::StrCat("the data is not valid ", encoding));
}

Text ToText(DecodedText decoded) {
  if (auto* view = std::get_if<std::string_view>(&decoded)) return *view;
  if (auto* octets = std::get_if<std::string>(&decoded)) {
    return engine::ByteString{std::move(*octets)};
  }
  return std::get<std::u16string>(std::move(decoded));
}

base::Bytes Utf8Encode(engine::Call&, std::string text) { return base::Bytes(std::move(text)); }

std::vector<uint32_t> Utf8EncodeInto(engine::Call&, std::u16string text,
                                     std::span<uint8_t> output) {
  const EncodedInto done = EncodeUtf8Into(text, output);
  return {static_cast<uint32_t>(done.read), static_cast<uint32_t>(done.written)};
}

absl::StatusOr<Text> Utf8Decode(engine::Call&, std::span<const uint8_t> input, bool fatal,
                                bool ignore_bom) {
  if (absl::Status status = CheckLength(input.size()); !status.ok()) return status;
  std::optional<DecodedText> text = DecodeUtf8(input, fatal, ignore_bom);
  if (!text) return Malformed("UTF-8");
  return ToText(*std::move(text));
}

absl::StatusOr<std::u16string> Utf16Decode(engine::Call&, std::span<const uint8_t> input,
                                           bool big_endian, bool fatal, bool ignore_bom) {
  if (absl::Status status = CheckLength(input.size() / 2 + 1); !status.ok()) return status;
  std::optional<std::u16string> text = DecodeUtf16(input, big_endian, fatal, ignore_bom);
  if (!text) return Malformed("UTF-16");
  return *std::move(text);
}

absl::StatusOr<Text> Windows1252Decode(engine::Call&, std::span<const uint8_t> input) {
  if (absl::Status status = CheckLength(input.size()); !status.ok()) return status;
  return ToText(DecodeWindows1252(input));
}

absl::StatusOr<Text> LegacyDecode(engine::Call&, uint32_t number, std::span<const uint8_t> input,
                                  bool stream, bool fatal, std::span<uint8_t> state) {
  const auto encoding = static_cast<Encoding>(number);
  if (!IsLegacy(encoding)) {
    return absl::InvalidArgumentError(absl::StrCat("there is no legacy encoding ", number));
  }
  uint32_t fields[2];  // the mode, the octets kept
  if (state.size() != sizeof(fields)) {
    return absl::InvalidArgumentError(absl::StrCat("the view for the state has ", state.size(),
                                                   " octets; expected ", sizeof(fields)));
  }
  if (absl::Status status = CheckLength(input.size()); !status.ok()) return status;
  memcpy(fields, state.data(), sizeof(fields));
  std::optional<LegacyText> decoded = DecodeLegacy(encoding, input, fields[0], stream, fatal);
  if (!decoded) return Malformed(NameOf(encoding));
  fields[0] = decoded->mode;
  fields[1] = static_cast<uint32_t>(decoded->kept);
  memcpy(state.data(), fields, sizeof(fields));
  return ToText(std::move(decoded->text));
}

std::optional<uint32_t> FindEncoding(engine::Call&, std::string label) {
  const std::optional<Encoding> encoding = EncodingOf(label);
  if (!encoding || *encoding == Encoding::kReplacement) return std::nullopt;
  return static_cast<uint32_t>(*encoding);
}

absl::StatusOr<std::string_view> EncodingName(engine::Call&, uint32_t number) {
  if (number >= kEncodings) {
    return absl::InvalidArgumentError(absl::StrCat("there is no encoding ", number));
  }
  return NameOf(static_cast<Encoding>(number));
}

std::optional<engine::ByteString> Base64Decode(engine::Call&, std::string text) {
  std::optional<std::string> octets = DecodeBase64(text);
  if (!octets) return std::nullopt;
  return engine::ByteString{*std::move(octets)};
}

absl::StatusOr<engine::ByteString> Base64Encode(engine::Call&, engine::ByteString octets) {
  const size_t length = (octets.bytes.size() + 2) / 3 * 4;
  if (absl::Status status = CheckLength(length); !status.ok()) return status;
  return engine::ByteString{EncodeBase64(octets.bytes)};
}

constexpr engine::Op kEncodingOps[] = {
    engine::Bind<&Utf8Encode>("utf8Encode"),
    engine::Bind<&Utf8EncodeInto>("utf8EncodeInto"),
    engine::Bind<&Utf8Decode>("utf8Decode"),
    engine::Bind<&Utf16Decode>("utf16Decode"),
    engine::Bind<&Windows1252Decode>("windows1252Decode"),
    engine::Bind<&LegacyDecode>("legacyDecode"),
    engine::Bind<&FindEncoding>("findEncoding"),
    engine::Bind<&EncodingName>("encodingName"),
    engine::Bind<&Base64Decode>("base64Decode"),
    engine::Bind<&Base64Encode>("base64Encode"),
};

}  // namespace

constinit const engine::Module kEncodingModule = {"native:encoding", kEncodingOps};

}  // namespace web
