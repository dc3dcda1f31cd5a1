#pragma once

#include <string>

namespace CLI {
class App;
}

namespace cli {

// How the worker of `atoll dev` is debugged.
struct InspectorSettings {
  bool enabled = true;
  std::string address = "127.0.0.1";  // a literal IP address
  int port = 9229;                    // 0 to 65535
};

// The flags of that. Used while the command line is read.
class InspectorFlags {
 public:
  void AddTo(CLI::App& command);
  InspectorSettings Read() const;

 private:
  InspectorSettings settings_;
  bool off_ = false;
};

}  // namespace cli
