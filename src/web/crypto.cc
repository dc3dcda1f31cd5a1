#include "src/web/crypto.h"

#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "src/web/crypto/hash_state.h"
#include "src/web/digest.h"
#include "src/web/random.h"
#include "src/worker/run_off_lane.h"

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

void DigestLater(engine::Call& call, std::string name, base::Bytes input,
                 engine::Resolver<base::Bytes> done) {
  const size_t size = input.size();
  worker::RunOffLane(
      call, std::move(done), size,
      [name = std::move(name), input = std::move(input)] { return Digest(name, input.span()); });
}

absl::StatusOr<base::Bytes> NewHashStateOp(engine::Call&, std::string name) {
  return NewHashState(name);
}

absl::Status UpdateHashStateOp(engine::Call&, std::string name, std::span<uint8_t> state,
                               std::span<const uint8_t> data) {
  return UpdateHashState(name, state, data);
}

absl::StatusOr<base::Bytes> DigestOfHashStateOp(engine::Call&, std::string name,
                                                std::span<const uint8_t> state) {
  return DigestOfHashState(name, state);
}

constexpr engine::Op kCryptoOps[] = {
    engine::Bind<&RandomBytes>("randomBytes"),
    engine::Bind<&RandomUuid>("randomUUID"),
    engine::Bind<&DigestOp>("digest"),
    engine::Bind<&DigestLater>("digestLater"),
    engine::Bind<&NewHashStateOp>("newHashState"),
    engine::Bind<&UpdateHashStateOp>("updateHashState"),
    engine::Bind<&DigestOfHashStateOp>("digestOfHashState"),
};

}  // namespace

constinit const engine::Module kCryptoModule = {"native:crypto", kCryptoOps};

}  // namespace web
