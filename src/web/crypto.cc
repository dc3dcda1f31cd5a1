#include "src/web/crypto.h"

#include <array>
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

// Several at once, without anything between them: a call costs as much as making one. Only while a
// request is handled: what a worker's top level leaves may end in a snapshot, and be given twice.
absl::StatusOr<std::string> RandomUuids(engine::Call& call) {
  if (call.invocation() == 0) {
    return absl::FailedPreconditionError(
        "Disallowed operation called within global scope: random UUIDs are given only while a "
        "request is handled.");
  }
  constexpr size_t kCount = 16;
  std::array<uint8_t, 16 * kCount> octets;
  FillRandom(octets);
  std::string uuids;
  for (size_t i = 0; i < kCount; ++i) {
    uuids += FormatUuid(std::span<const uint8_t, 16>(&octets[16 * i], 16));
  }
  return uuids;
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
    engine::Bind<&RandomUuids>("randomUUIDs"),
    engine::Bind<&DigestOp>("digest"),
    engine::Bind<&DigestLater>("digestLater"),
    engine::Bind<&NewHashStateOp>("newHashState"),
    engine::Bind<&UpdateHashStateOp>("updateHashState"),
    engine::Bind<&DigestOfHashStateOp>("digestOfHashState"),
};

}  // namespace

constinit const engine::Module kCryptoModule = {"native:crypto", kCryptoOps};

}  // namespace web
