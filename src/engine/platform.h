#pragma once

#include <memory>
#include <string_view>

namespace engine {

// V8, initialised for this process. main makes one before any other thread starts and keeps it
// until every isolate is gone; V8 cannot be started twice.
class Platform {
 public:
  // `flags`: V8's own command-line flags, added to Atoll's.
  static std::unique_ptr<Platform> Start(std::string_view flags = "");
  virtual ~Platform() = default;

  // V8's version, such as "13.6.233.17".
  static std::string_view V8Version();
};

}  // namespace engine
