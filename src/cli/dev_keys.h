#pragma once

#include <functional>
#include <memory>
#include <string>

#include "src/host/console.h"
#include "src/loop/child.h"
#include "src/loop/loop.h"

namespace cli {

// What keys do in `atoll dev`. Bound to the loop's thread.
class DevKeys {
 public:
  struct Options {
    std::string url;
    std::string search_path;                    // $PATH, where what opens a browser is
    std::function<void()> restart;              // the workers
    std::function<void()> quit;                 // the program
    std::function<std::string()> devtools_url;  // null, or of no text: there are none
  };

  // References are borrowed.
  DevKeys(loop::Loop& loop, host::Console& console, Options options);

  // The line that says which keys there are.
  std::string Help() const;
  void OnKey(char key);

 private:
  void Open(const std::string& url);

  loop::Loop& loop_;
  host::Console& console_;
  const Options options_;
  std::unique_ptr<loop::Child> opener_;
};

}  // namespace cli
