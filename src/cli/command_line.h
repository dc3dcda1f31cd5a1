#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "absl/status/statusor.h"
#include "src/host/dev_server.h"

namespace cli {

// `atoll dev ...`
struct DevCommand {
  host::DevOptions options;
};

// `atoll serve ...`
struct ServeCommand {
  host::ProjectOptions project;
  std::string workers_dir;  // empty: one worker
  std::string data_dir;     // empty: none
  std::string address = "127.0.0.1";
  uint16_t port = 8787;
  int threads = 0;  // 0: one per core
  uint64_t max_body_bytes = 100'000'000;
};

// Text to print in place of running anything: help, the version, or what is wrong.
struct PrintCommand {
  std::string text;
  int exit_code = 0;  // not 0: the text goes to standard error
};

using Command = std::variant<DevCommand, ServeCommand, PrintCommand>;

// Reads the command line. `version` is what --version prints. Errors are a PrintCommand of one
// line.
Command ParseCommandLine(int argc, const char* const* argv, std::string_view version);

// "127.0.0.1:8787", "[::1]:80", ":8787" or "8787".
struct AddressAndPort {
  std::string address = "127.0.0.1";
  uint16_t port = 0;
};
absl::StatusOr<AddressAndPort> ParseListen(std::string_view text);

// Octets: "5000", "64KB", "100 MB", "1GB" (decimal).
absl::StatusOr<uint64_t> ParseSize(std::string_view text);

}  // namespace cli
