#include "src/host/config_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace host {

absl::StatusOr<AddressAndPort> ParseListen(std::string_view text) {
  AddressAndPort parsed;
  const size_t colon = text.rfind(':');
  std::string_view address = colon == text.npos ? "" : text.substr(0, colon);
  const std::string_view port = colon == text.npos ? text : text.substr(colon + 1);
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  } else if (address.find(':') != address.npos) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", text, "\" is no address; expected ADDR:PORT, an IPv6 address in brackets"));
  }
  int number = 0;
  if (!absl::SimpleAtoi(port, &number) || number < 0 || number > 65535) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", text, "\" has no port; expected ADDR:PORT with a port from 0 to 65535"));
  }
  parsed.port = static_cast<uint16_t>(number);
  if (address == "localhost") address = "127.0.0.1";
  if (!address.empty()) parsed.address = std::string(address);
  return parsed;
}

absl::StatusOr<uint64_t> ParseSize(std::string_view text) {
  struct Unit {
    std::string_view suffix;
    uint64_t octets;
  };
  static constexpr Unit kUnits[] = {
      {"KB", 1'000}, {"MB", 1'000'000}, {"GB", 1'000'000'000}, {"B", 1}};
  std::string number = absl::AsciiStrToUpper(absl::StripAsciiWhitespace(text));
  uint64_t unit = 1;
  for (const Unit& known : kUnits) {
    if (!number.ends_with(known.suffix)) continue;
    number.resize(number.size() - known.suffix.size());
    unit = known.octets;
    break;
  }
  uint64_t count = 0;
  if (number.empty() || number[0] == '-' || !absl::SimpleAtoi(number, &count) ||
      count > UINT64_MAX / unit) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", text, "\" is no size; expected octets such as 5000, 64KB, 100MB, 1GB"));
  }
  return count * unit;
}

}  // namespace host
