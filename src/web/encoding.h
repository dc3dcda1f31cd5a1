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
//   legacyDecode(encoding, bytes, stream, fatal, state) -> string
//       encoding is the number of any other. `state`, a Uint32Array of two, has the mode of the
//       stream and gets the next one and how many octets at the end begin a character (LegacyText)
//   findEncoding(label) -> number              of the Encoding; undefined when there is none, and
//                                              for "replacement", which decodes nothing
//   encodingName(number) -> string
//   base64Decode(string) -> byte string        undefined when the string is not base64
//   base64Encode(byte string) -> string
// The decoders throw a TypeError for malformed input when `fatal`, and a RangeError for text that
// is too long for a string.
extern const engine::Module kEncodingModule;

}  // namespace web
