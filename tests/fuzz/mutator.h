#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace fuzz {

// Makes inputs from seeds. What it makes depends on its arguments only.
class Mutator {
 public:
  Mutator(std::vector<std::string> seeds, std::vector<std::string> words, uint64_t seed)
      : seeds_(std::move(seeds)), words_(std::move(words)), random_(seed) {}

  // A seed changed in one to eight places; at most `max_size` octets.
  std::string Next(size_t max_size);

 private:
  size_t Below(size_t bound) { return bound == 0 ? 0 : random_() % bound; }
  const std::string& Any(const std::vector<std::string>& from) { return from[Below(from.size())]; }
  void Change(std::string& input);

  const std::vector<std::string> seeds_;
  const std::vector<std::string> words_;
  std::mt19937_64 random_;
};

}  // namespace fuzz
