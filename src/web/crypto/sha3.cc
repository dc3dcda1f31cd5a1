#include "src/web/crypto/sha3.h"

#include <algorithm>
#include <climits>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/web/crypto/keccak.h"

namespace web {
namespace {

using Octets = std::span<const uint8_t>;

constexpr size_t kState = 200;
constexpr int kRounds = 24;
constexpr int kTurboRounds = 12;
constexpr uint8_t kSha3Suffix = 0x06;
constexpr uint8_t kShakeSuffix = 0x1f;
constexpr uint8_t kCustomShakeSuffix = 0x04;
// RFC 9861, section 3.2.
constexpr size_t kTreeChunk = 8192;
constexpr uint8_t kSingleNode = 0x07;
constexpr uint8_t kFinalNode = 0x06;
constexpr uint8_t kLeaf = 0x0b;

Octets Span(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// The octets of a block where the capacity has twice `strength` bits.
size_t RateOf(size_t strength) { return kState - 2 * strength / CHAR_BIT; }

base::Bytes Out(KeccakSponge& sponge, size_t size) {
  std::string out(size, '\0');
  sponge.Squeeze({reinterpret_cast<uint8_t*>(out.data()), size});
  return base::Bytes(std::move(out));
}

// The octets of a number, the highest first; none for 0.
std::string BigEndian(uint64_t number) {
  std::string octets;
  for (; number != 0; number >>= CHAR_BIT) octets.insert(octets.begin(), static_cast<char>(number));
  return octets;
}

// left_encode and right_encode of SP 800-185, section 2.3.1.
std::string Encoded(uint64_t number) {
  return number == 0 ? std::string(1, '\0') : BigEndian(number);
}

std::string LeftEncode(uint64_t number) {
  const std::string octets = Encoded(number);
  return static_cast<char>(octets.size()) + octets;
}

std::string RightEncode(uint64_t number) {
  const std::string octets = Encoded(number);
  return octets + static_cast<char>(octets.size());
}

// Absorbs bytepad(encode_string(a) || encode_string(b)), or of `a` alone (section 2.3).
void AbsorbPadded(KeccakSponge& sponge, size_t rate, Octets a, const Octets* b) {
  size_t size = 0;
  const auto absorb = [&](Octets octets) {
    sponge.Absorb(octets);
    size += octets.size();
  };
  absorb(Span(LeftEncode(rate)));
  absorb(Span(LeftEncode(uint64_t{a.size()} * CHAR_BIT)));
  absorb(a);
  if (b != nullptr) {
    absorb(Span(LeftEncode(uint64_t{b->size()} * CHAR_BIT)));
    absorb(*b);
  }
  if (size % rate != 0) absorb(Span(std::string(rate - size % rate, '\0')));
}

base::Bytes Sha3(size_t bits, Octets data) {
  KeccakSponge sponge(RateOf(bits), kRounds);
  sponge.Absorb(data);
  sponge.Finish(kSha3Suffix);
  return Out(sponge, bits / CHAR_BIT);
}

// SP 800-185, section 3.
base::Bytes CustomShake(size_t strength, const Sha3Input& input) {
  const size_t rate = RateOf(strength);
  KeccakSponge sponge(rate, kRounds);
  const bool is_plain = input.function_name.empty() && input.customization.empty();
  if (!is_plain) AbsorbPadded(sponge, rate, input.function_name, &input.customization);
  sponge.Absorb(input.data);
  sponge.Finish(is_plain ? kShakeSuffix : kCustomShakeSuffix);
  return Out(sponge, input.size);
}

// SP 800-185, section 4.
base::Bytes Kmac(size_t strength, const Sha3Input& input) {
  const size_t rate = RateOf(strength);
  KeccakSponge sponge(rate, kRounds);
  AbsorbPadded(sponge, rate, Span("KMAC"), &input.customization);
  AbsorbPadded(sponge, rate, input.key, nullptr);
  sponge.Absorb(input.data);
  sponge.Absorb(Span(RightEncode(uint64_t{input.size} * CHAR_BIT)));
  sponge.Finish(kCustomShakeSuffix);
  return Out(sponge, input.size);
}

KeccakSponge TurboShake(size_t strength, uint8_t domain, Octets data) {
  KeccakSponge sponge(RateOf(strength), kTurboRounds);
  sponge.Absorb(data);
  sponge.Finish(domain);
  return sponge;
}

// RFC 9861, section 3.3.
std::string LengthEncode(uint64_t number) {
  const std::string octets = BigEndian(number);
  return octets + static_cast<char>(octets.size());
}

// RFC 9861, section 3.2.
base::Bytes KangarooTwelve(size_t strength, const Sha3Input& input) {
  std::string text(reinterpret_cast<const char*>(input.data.data()), input.data.size());
  text.append(reinterpret_cast<const char*>(input.customization.data()),
              input.customization.size());
  text += LengthEncode(input.customization.size());
  if (text.size() <= kTreeChunk) {
    KeccakSponge sponge = TurboShake(strength, kSingleNode, Span(text));
    return Out(sponge, input.size);
  }
  KeccakSponge node(RateOf(strength), kTurboRounds);
  const std::string_view all = text;
  node.Absorb(Span(all.substr(0, kTreeChunk)));
  node.Absorb(Span(std::string_view("\x03\0\0\0\0\0\0\0", 8)));
  uint64_t leaves = 0;
  for (size_t at = kTreeChunk; at < all.size(); at += kTreeChunk, ++leaves) {
    KeccakSponge leaf = TurboShake(strength, kLeaf, Span(all.substr(at, kTreeChunk)));
    node.Absorb(Out(leaf, 2 * strength / CHAR_BIT).span());
  }
  node.Absorb(Span(LengthEncode(leaves)));
  node.Absorb(Span("\xff\xff"));
  node.Finish(kFinalNode);
  return Out(node, input.size);
}

}  // namespace

absl::StatusOr<base::Bytes> RunSha3(const Sha3Input& input) {
  if (input.size > kMaxSha3Output) {
    return absl::FailedPreconditionError(absl::StrCat(input.name, " was asked for ", input.size,
                                                      " octets; expected at most ", kMaxSha3Output,
                                                      "."));
  }
  if (input.name == "SHA3-256") return Sha3(256, input.data);
  if (input.name == "SHA3-384") return Sha3(384, input.data);
  if (input.name == "SHA3-512") return Sha3(512, input.data);
  if (input.name == "cSHAKE128") return CustomShake(128, input);
  if (input.name == "cSHAKE256") return CustomShake(256, input);
  if (input.name == "KMAC128") return Kmac(128, input);
  if (input.name == "KMAC256") return Kmac(256, input);
  if (input.name == "KT128") return KangarooTwelve(128, input);
  if (input.name == "KT256") return KangarooTwelve(256, input);
  if (input.name != "TurboSHAKE128" && input.name != "TurboSHAKE256") {
    return absl::InvalidArgumentError(
        absl::StrCat("There is no function \"", input.name, "\" of the family of SHA-3."));
  }
  if (input.domain < 1 || input.domain > 0x7f) {
    return absl::FailedPreconditionError(
        absl::StrCat("The domain separation is ", input.domain, "; expected 1 to 127."));
  }
  KeccakSponge sponge = TurboShake(input.name == "TurboSHAKE128" ? 128 : 256,
                                   static_cast<uint8_t>(input.domain), input.data);
  return Out(sponge, input.size);
}

}  // namespace web
