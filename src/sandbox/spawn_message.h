#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace sandbox {

// The most octets and arguments that a request may have.
inline constexpr size_t kMaxSpawnRequest = size_t{64} << 10;
inline constexpr size_t kMaxSpawnArguments = 1'024;

// A program that is to be started, as one datagram says it. With it come descriptors: the socket
// that the replies go to, the program's standard error, and what `has_input` and `has_output` say.
struct SpawnRequest {
  std::vector<std::string> arguments;  // the first is the program
  std::string folder;                  // to run in; absolute
  bool has_input = false;
  bool has_output = false;

  // How many descriptors come with it.
  size_t descriptors() const {
    return 2 + static_cast<size_t>(has_input) + static_cast<size_t>(has_output);
  }
};

// kInvalidArgument: it is too large, or a string has an octet that is zero.
absl::StatusOr<std::string> EncodeSpawnRequest(const SpawnRequest& request);
// What the other side has sent, whoever that is by now. kInvalidArgument, with what was wrong.
absl::StatusOr<SpawnRequest> DecodeSpawnRequest(std::string_view octets);

// What becomes of a request: kStarted or kRefused or kFailed, and after kStarted one kEnded.
struct SpawnReply {
  enum class Kind : uint8_t {
    kReady = 1,    // the spawner itself is there
    kStarted = 2,  // number: the process
    kFailed = 3,   // number: errno
    kRefused = 4,  // text: why such a program is not started
    kEnded = 5,    // number: the status, as waitpid(2) has it
  };
  Kind kind = Kind::kFailed;
  int32_t number = 0;
  std::string text;
};

std::string EncodeSpawnReply(const SpawnReply& reply);
absl::StatusOr<SpawnReply> DecodeSpawnReply(std::string_view octets);

}  // namespace sandbox
