#pragma once

// Native half of js-api/url: the URL parser and the form encoding of queries.

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
extern const engine::Module kUrlModule;

}  // namespace web
