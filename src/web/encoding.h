#pragma once

// Native half of js-api/encoding: text to octets and back.

#include "src/engine/op.h"

namespace web {

// "native:encoding":
//   utf8Encode(string) -> Uint8Array           unpaired surrogates become U+FFFD
//   utf8EncodeInto(string, view) -> [read, written]
//   utf8Decode(bytes, fatal, ignoreBOM) -> string
//   utf16Decode(bytes, bigEndian, fatal, ignoreBOM) -> string
//   windows1252Decode(bytes) -> string
//   base64Decode(string) -> byte string        undefined when the string is not base64
//   base64Encode(byte string) -> string
// The decoders throw a TypeError for malformed input when `fatal`, and a RangeError for text that
// is too long for a string.
extern const engine::Module kEncodingModule;

}  // namespace web
