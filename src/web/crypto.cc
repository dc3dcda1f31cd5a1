#include "src/web/crypto.h"

#include <cstdint>
#include <span>
#include <string>

#include "src/web/digest.h"
#include "src/web/random.h"

namespace web {
namespace {

void RandomBytes(engine::Call&, std::span<uint8_t> out) { FillRandom(out); }

std::string RandomUuid(engine::Call&) {
  uint8_t octets[16];
  FillRandom(octets);
  return FormatUuid(octets);
}

absl::StatusOr<base::Bytes> DigestOp(engine::Call&, std::string name,
                                     std::span<const uint8_t> input) {
  return Digest(name, input);
}

constexpr engine::Op kCryptoOps[] = {
    engine::Bind<&RandomBytes>("randomBytes"),
    engine::Bind<&RandomUuid>("randomUUID"),
    engine::Bind<&DigestOp>("digest"),
};

}  // namespace

constinit const engine::Module kCryptoModule = {"native:crypto", kCryptoOps};

}  // namespace web
