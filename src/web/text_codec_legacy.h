#pragma once

// The decoders of the Encoding Standard for everything but UTF-8, UTF-16 and windows-1252: sections
// 9 (one octet a character), 10 to 13 (Chinese, Japanese, Korean) and 14.5 (x-user-defined). Pure
// functions; any thread.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "src/web/text_codec.h"
#include "src/web/text_encodings.h"

namespace web {

bool IsLegacy(Encoding encoding);

struct LegacyText {
  DecodedText text;
  // What the next chunk of the stream is decoded with; 0 at the start of a text.
  uint32_t mode;
  // How many octets at the end of the input begin a character, at most three. They are to be put
  // before the next chunk.
  size_t kept;
};

// Decodes `input`, a chunk in `mode` that more chunks may follow (`stream`), or the last one.
// Malformed sequences become U+FFFD, or nullopt when `fatal`. `encoding` must be one that
// IsLegacy says yes to.
std::optional<LegacyText> DecodeLegacy(Encoding encoding, std::span<const uint8_t> input,
                                       uint32_t mode, bool stream, bool fatal);

}  // namespace web
