#pragma once

#include <string>

namespace engine {

// A string of code units 0 to 255, one octet each (WebIDL ByteString): what HTTP fields hold.
struct ByteString {
  std::string bytes;
};

}  // namespace engine
