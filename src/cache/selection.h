#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/http/message.h"

namespace cache {

// Part of a body, in octets.
struct Part {
  uint64_t offset = 0;
  uint64_t length = 0;

  bool operator==(const Part&) const = default;
};

// What a request gets of a stored response whose status is 200: all of it, that it has not been
// modified, or a part.
struct Selection {
  int status = 200;  // 200, 206, 304 or 416
  Part part;         // of the body; of a 304 or 416 there is none
};

// Evaluates If-None-Match, If-Modified-Since (RFC 9110, section 13.2.2), and then Range with
// If-Range (section 14.2) against the stored fields of a body with `length` octets. Several ranges,
// and what is no range, count for nothing.
Selection Select(const http::HeaderList& request, const http::HeaderList& stored, uint64_t length);

// The one range of octets that a Range header asks for of `length`; nullopt: none that counts. A
// length of 0 stands for one that cannot be satisfied.
std::optional<Part> ParseRange(std::string_view range, uint64_t length);

// Whether one of the entity tags of an If-None-Match is `tag` (weak comparison; RFC 9110, section
// 8.8.3.2). "*" is every tag. `tag` empty: the response has none.
bool MatchesTag(std::string_view list, std::string_view tag);

}  // namespace cache
