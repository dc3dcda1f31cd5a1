#include "tests/fuzz/mutator.h"

#include <algorithm>

namespace fuzz {

std::string Mutator::Next(size_t max_size) {
  std::string input = Any(seeds_).substr(0, max_size);
  for (size_t changes = 1 + Below(8); changes > 0; --changes) Change(input);
  if (input.size() > max_size) input.resize(max_size);
  return input;
}

void Mutator::Change(std::string& input) {
  size_t at = Below(input.size() + 1);
  size_t size = std::min(input.size() - at, 1 + Below(Below(8) == 0 ? 200 : 8));
  switch (Below(8)) {
    case 0:  // one bit
      if (at < input.size()) input[at] ^= static_cast<char>(1 << Below(8));
      break;
    case 1:  // any octet
      if (at < input.size()) input[at] = static_cast<char>(Below(256));
      break;
    case 2:
      input.erase(at, size);
      break;
    case 3:
      input.insert(at, Any(words_));
      break;
    case 4:  // a word in place of something
      input.replace(at, size, Any(words_));
      break;
    case 5:  // something twice
      input.insert(at, input.substr(at, size));
      break;
    case 6:  // the end of another seed
    {
      const std::string& other = Any(seeds_);
      input.replace(at, input.npos, other.substr(Below(other.size())).substr(0, 4096));
      break;
    }
    default:  // a whole seed more
      input.insert(at, Any(seeds_).substr(0, 4096));
      break;
  }
}

}  // namespace fuzz
