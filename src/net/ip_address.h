#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace net {

// An IPv4 or IPv6 address. An IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2) is the IPv4
// address.
class IpAddress {
 public:
  // The address that `text` is; nullopt when it is none. "10.0.0.1", "::1"; no zone, no brackets.
  static std::optional<IpAddress> Parse(std::string_view text);

  bool is_v4() const;
  // The four octets of an IPv4 address.
  static IpAddress V4(uint8_t a, uint8_t b, uint8_t c, uint8_t d);
  // As 16 octets; of an IPv4 address, those of the mapped one.
  const std::array<uint8_t, 16>& octets() const { return octets_; }
  std::string ToString() const;

  bool operator==(const IpAddress&) const = default;

 private:
  std::array<uint8_t, 16> octets_ = {};
};

// The addresses that begin as one does (RFC 4632).
class Cidr {
 public:
  // "10.0.0.0/8", "fc00::/7", or one address. Nullopt when `text` is none, or has bits behind its
  // prefix.
  static std::optional<Cidr> Parse(std::string_view text);

  bool Contains(const IpAddress& address) const;

 private:
  IpAddress first_;
  int bits_ = 128;  // of octets()
};

// What kind of address it is that is not one of the public Internet's ("loopback", "private",
// "link-local" ..., by the IANA special-purpose registries); "" for one that is, as far as
// anybody can tell from the address.
std::string_view SpecialPurpose(const IpAddress& address);

}  // namespace net
