#include "src/net/ip_address.h"

#include <arpa/inet.h>

#include <algorithm>

#include "absl/strings/numbers.h"

namespace net {
namespace {

constexpr std::array<uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool BeginsAlike(const std::array<uint8_t, 16>& a, const std::array<uint8_t, 16>& b, int bits) {
  const size_t whole = static_cast<size_t>(bits / 8);
  if (!std::equal(a.begin(), a.begin() + whole, b.begin())) return false;
  const int rest = bits % 8;
  return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

struct Range {
  std::string_view cidr;
  std::string_view name;
};

// The registries of RFC 6890, and addresses at which clouds answer their own machines.
constexpr Range kSpecial[] = {
    {"0.0.0.0/8", "unspecified"},
    {"10.0.0.0/8", "private"},
    {"100.64.0.0/10", "carrier-grade NAT"},
    {"127.0.0.0/8", "loopback"},
    {"168.63.129.16/32", "cloud metadata"},
    {"169.254.0.0/16", "link-local"},
    {"172.16.0.0/12", "private"},
    {"192.0.0.0/24", "reserved"},
    {"192.0.2.0/24", "documentation"},
    {"192.31.196.0/24", "reserved"},
    {"192.52.193.0/24", "reserved"},
    {"192.88.99.0/24", "reserved"},
    {"192.168.0.0/16", "private"},
    {"192.175.48.0/24", "reserved"},
    {"198.18.0.0/15", "benchmarking"},
    {"198.51.100.0/24", "documentation"},
    {"203.0.113.0/24", "documentation"},
    {"224.0.0.0/4", "multicast"},
    {"240.0.0.0/4", "reserved"},
    {"::1/128", "loopback"},
    {"::/96", "unspecified"},
    {"64:ff9b:1::/48", "private"},
    {"100::/64", "discard"},
    {"2001::/23", "reserved"},
    {"2001:db8::/32", "documentation"},
    {"2002::/16", "6to4"},
    {"3fff::/20", "documentation"},
    {"5f00::/16", "reserved"},
    {"fc00::/7", "private"},
    {"fe80::/10", "link-local"},
    {"fec0::/10", "private"},
    {"ff00::/8", "multicast"},
};

// RFC 6052: the last four octets are an IPv4 address.
constexpr std::string_view kNat64 = "64:ff9b::/96";

}  // namespace

std::optional<IpAddress> IpAddress::Parse(std::string_view text) {
  const std::string terminated(text);
  if (terminated.find('\0') != terminated.npos) return std::nullopt;
  IpAddress address;
  if (inet_pton(AF_INET, terminated.c_str(), address.octets_.data() + 12) == 1) {
    std::copy(kMapped.begin(), kMapped.end(), address.octets_.begin());
    return address;
  }
  if (inet_pton(AF_INET6, terminated.c_str(), address.octets_.data()) == 1) return address;
  return std::nullopt;
}

IpAddress IpAddress::V4(uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
  IpAddress address;
  std::copy(kMapped.begin(), kMapped.end(), address.octets_.begin());
  address.octets_[12] = a;
  address.octets_[13] = b;
  address.octets_[14] = c;
  address.octets_[15] = d;
  return address;
}

bool IpAddress::is_v4() const {
  return std::equal(kMapped.begin(), kMapped.end(), octets_.begin());
}

std::string IpAddress::ToString() const {
  char text[INET6_ADDRSTRLEN] = {};
  inet_ntop(is_v4() ? AF_INET : AF_INET6, octets_.data() + (is_v4() ? 12 : 0), text, sizeof(text));
  return text;
}

std::optional<Cidr> Cidr::Parse(std::string_view text) {
  const size_t slash = text.find('/');
  const std::optional<IpAddress> first = IpAddress::Parse(text.substr(0, slash));
  if (!first) return std::nullopt;
  Cidr cidr;
  cidr.first_ = *first;
  if (slash == text.npos) return cidr;
  // An IPv4 address is written with dots, mapped ones with colons and 128 bits.
  const bool dotted = text.substr(0, slash).find(':') == text.npos;
  const std::string_view digits = text.substr(slash + 1);
  int bits = 0;
  if (digits.empty() || digits.size() > 3 || !absl::SimpleAtoi(digits, &bits)) return std::nullopt;
  if (digits.find_first_not_of("0123456789") != digits.npos) return std::nullopt;
  if (bits > (dotted ? 32 : 128)) return std::nullopt;
  cidr.bits_ = dotted ? bits + 96 : bits;
  IpAddress lowest = *first;
  for (int bit = cidr.bits_; bit < 128; ++bit) {
    if ((lowest.octets()[static_cast<size_t>(bit / 8)] >> (7 - bit % 8) & 1) != 0) {
      return std::nullopt;
    }
  }
  return cidr;
}

bool Cidr::Contains(const IpAddress& address) const {
  return BeginsAlike(first_.octets(), address.octets(), bits_);
}

std::string_view SpecialPurpose(const IpAddress& address) {
  if (Cidr::Parse(kNat64)->Contains(address)) {
    const auto& octets = address.octets();
    return SpecialPurpose(IpAddress::V4(octets[12], octets[13], octets[14], octets[15]));
  }
  for (const Range& range : kSpecial) {
    if (Cidr::Parse(range.cidr)->Contains(address)) return range.name;
  }
  return "";
}

}  // namespace net
