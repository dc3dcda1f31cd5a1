#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace web {

// The sponge over Keccak-p[1600] (FIPS 202, sections 3 and 4): octets go in, then octets come out.
class KeccakSponge {
 public:
  // `rate`: the octets of a block, fewer than 200 and a multiple of 8. `rounds`: the last so many
  // of the permutation's 24.
  KeccakSponge(size_t rate, int rounds) : rate_(rate), rounds_(rounds) {}

  void Absorb(std::span<const uint8_t> data);
  // Ends what goes in. `suffix`: the bits behind it and the first bit of the padding, from the
  // lowest bit on, as in RFC 9861, section 2.
  void Finish(uint8_t suffix);
  // After Finish; goes on where the last one ended.
  void Squeeze(std::span<uint8_t> out);

 private:
  void Permute();

  size_t rate_;
  int rounds_;
  // Where the next octet goes in, or comes out, within the block.
  size_t at_ = 0;
  uint64_t lanes_[25] = {};
};

}  // namespace web
