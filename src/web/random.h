#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace web {

// Fills `out` from BoringSSL's generator, which is seeded by the kernel. Any thread.
void FillRandom(std::span<uint8_t> out);

// Writes 16 octets as a version 4 UUID (RFC 9562 section 5.4): its version and variant bits are
// set, whatever the octets say. 36 characters, lower case. Any thread.
std::string FormatUuid(std::span<const uint8_t, 16> octets);

}  // namespace web
