#pragma once

// Native half of js-api/url: the URL parser, the form encoding of queries, and URL patterns.

#include "src/engine/op.h"

namespace web {

// "native:url":
//   parse(input, base | undefined, offsets) -> string
//       undefined for a failure, "" when the serialised URL equals `input`, or else the URL.
//       Fills `offsets`, a Uint32Array or Int32Array of eight, as UrlRecord says.
//   canParse(input, base?) -> boolean
//   setPart(href, part, value, offsets) -> string
//       what the setter of `part` (a UrlPart) makes of the URL; "" when it stays the same
//   parseQuery(string) -> [name, value, name, value ...]
//   serializeQuery([name, value ...]) -> string
//   parsePattern(input, base | undefined, ignoreCase, protocolIsSpecial) -> [text ...]
//   parsePatternInit([member, value ...], ignoreCase, protocolIsSpecial) -> [text ...]
//       throw a TypeError for what is no pattern. Of each component four texts: three letters
//       (kind: "e" empty, "x" exact, "a" any, "r" regular expression; "i" to ignore case; "g" for
//       regular expressions in the pattern; else "-"), the pattern, the value, the groups' names
//       joined by ","
//   processPatternInit([member, value ...]) -> [protocol, username ...]   undefined: matches
//   nothing
extern const engine::Module kUrlModule;

}  // namespace web
