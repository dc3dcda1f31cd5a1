#include "src/web/crypto/keccak.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace web {
namespace {

static_assert(std::endian::native == std::endian::little, "lanes are little-endian in memory");

constexpr int kRounds = 24;

// FIPS 202, section 3.2.5.
constexpr uint64_t kIota[kRounds] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
    0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
    0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
    0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
    0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};

// Sections 3.2.2 and 3.2.3 walk through the lanes from (1, 0) on: where each one goes, and by how
// many bits it is turned.
struct Walk {
  uint8_t from[24] = {};
  uint8_t to[24] = {};
  uint8_t bits[24] = {};
};

constexpr Walk MakeWalk() {
  Walk walk;
  int x = 1;
  int y = 0;
  for (int t = 0; t < 24; ++t) {
    walk.from[t] = static_cast<uint8_t>(x + 5 * y);
    const int next = (2 * x + 3 * y) % 5;
    x = y;
    y = next;
    walk.to[t] = static_cast<uint8_t>(x + 5 * y);
    walk.bits[t] = static_cast<uint8_t>((t + 1) * (t + 2) / 2 % 64);
  }
  return walk;
}

constexpr Walk kWalk = MakeWalk();

// The loops are unrolled, so that the places of lanes are constants.
inline void Theta(uint64_t (&lanes)[25]) {
  uint64_t column[5];
#pragma GCC unroll 5
  for (int x = 0; x < 5; ++x) {
    column[x] = lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20];
  }
#pragma GCC unroll 5
  for (int x = 0; x < 5; ++x) {
    const uint64_t parity = column[(x + 4) % 5] ^ std::rotl(column[(x + 1) % 5], 1);
#pragma GCC unroll 5
    for (int y = 0; y < 25; y += 5) lanes[x + y] ^= parity;
  }
}

inline void RhoAndPi(const uint64_t (&lanes)[25], uint64_t (&moved)[25]) {
  moved[0] = lanes[0];
#pragma GCC unroll 24
  for (int t = 0; t < 24; ++t) {
    moved[kWalk.to[t]] = std::rotl(lanes[kWalk.from[t]], kWalk.bits[t]);
  }
}

inline void Chi(const uint64_t (&moved)[25], uint64_t (&lanes)[25]) {
#pragma GCC unroll 5
  for (int y = 0; y < 25; y += 5) {
#pragma GCC unroll 5
    for (int x = 0; x < 5; ++x) {
      lanes[y + x] = moved[y + x] ^ (~moved[y + (x + 1) % 5] & moved[y + (x + 2) % 5]);
    }
  }
}

}  // namespace

void KeccakSponge::Permute() {
  uint64_t lanes[25];
  uint64_t moved[25];
  memcpy(lanes, lanes_, sizeof(lanes));
  for (int round = kRounds - rounds_; round < kRounds; ++round) {
    Theta(lanes);
    RhoAndPi(lanes, moved);
    Chi(moved, lanes);
    lanes[0] ^= kIota[round];
  }
  memcpy(lanes_, lanes, sizeof(lanes));
}

void KeccakSponge::Absorb(std::span<const uint8_t> data) {
  auto* state = reinterpret_cast<uint8_t*>(lanes_);
  while (!data.empty()) {
    if (at_ == 0 && data.size() >= rate_) {
      for (size_t i = 0; i < rate_; i += sizeof(uint64_t)) {
        uint64_t lane;
        memcpy(&lane, data.data() + i, sizeof(lane));
        lanes_[i / sizeof(uint64_t)] ^= lane;
      }
      data = data.subspan(rate_);
      Permute();
      continue;
    }
    const size_t count = std::min(rate_ - at_, data.size());
    for (size_t i = 0; i < count; ++i) state[at_ + i] ^= data[i];
    data = data.subspan(count);
    at_ += count;
    if (at_ == rate_) {
      Permute();
      at_ = 0;
    }
  }
}

void KeccakSponge::Finish(uint8_t suffix) {
  auto* state = reinterpret_cast<uint8_t*>(lanes_);
  state[at_] ^= suffix;
  // The padding's first and last bit may not fall together.
  if ((suffix & 0x80) != 0 && at_ == rate_ - 1) Permute();
  state[rate_ - 1] ^= 0x80;
  Permute();
  at_ = 0;
}

void KeccakSponge::Squeeze(std::span<uint8_t> out) {
  const auto* state = reinterpret_cast<const uint8_t*>(lanes_);
  while (!out.empty()) {
    if (at_ == rate_) {
      Permute();
      at_ = 0;
    }
    const size_t count = std::min(rate_ - at_, out.size());
    memcpy(out.data(), state + at_, count);
    out = out.subspan(count);
    at_ += count;
  }
}

}  // namespace web
