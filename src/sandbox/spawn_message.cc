#include "src/sandbox/spawn_message.h"

#include <cstring>

#include "absl/strings/str_cat.h"

namespace sandbox {
namespace {

// The first octet of a request, and the bits of the second.
constexpr char kVersion = '1';
constexpr uint8_t kHasInput = 1;
constexpr uint8_t kHasOutput = 2;
constexpr size_t kRequestHead = 2;
constexpr size_t kReplyHead = 1 + sizeof(int32_t);

absl::Status Malformed(std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("a request to start a program: ", what));
}

}  // namespace

absl::StatusOr<std::string> EncodeSpawnRequest(const SpawnRequest& request) {
  if (request.arguments.empty()) return Malformed("no arguments; expected a program");
  if (request.arguments.size() > kMaxSpawnArguments) {
    return Malformed(absl::StrCat(request.arguments.size(), " arguments; expected at most ",
                                  kMaxSpawnArguments));
  }
  std::string octets(1, kVersion);
  octets.push_back(static_cast<char>((request.has_input ? kHasInput : 0) |
                                     (request.has_output ? kHasOutput : 0)));
  const auto add = [&octets](const std::string& text) {
    octets.append(text);
    octets.push_back('\0');
    return text.find('\0') == text.npos;
  };
  bool sound = add(request.folder);
  for (const std::string& argument : request.arguments) sound = add(argument) && sound;
  if (!sound) return Malformed("a zero octet in an argument; expected text");
  if (octets.size() > kMaxSpawnRequest) {
    return Malformed(absl::StrCat(octets.size(), " octets; expected at most ", kMaxSpawnRequest));
  }
  return octets;
}

absl::StatusOr<SpawnRequest> DecodeSpawnRequest(std::string_view octets) {
  if (octets.size() > kMaxSpawnRequest) {
    return Malformed(absl::StrCat(octets.size(), " octets; expected at most ", kMaxSpawnRequest));
  }
  if (octets.size() < kRequestHead || octets.front() != kVersion) {
    return Malformed("an unknown beginning; expected version 1");
  }
  const auto flags = static_cast<uint8_t>(octets[1]);
  if ((flags & ~(kHasInput | kHasOutput)) != 0) {
    return Malformed(absl::StrCat("flags ", flags, "; expected at most 3"));
  }
  SpawnRequest request;
  request.has_input = (flags & kHasInput) != 0;
  request.has_output = (flags & kHasOutput) != 0;
  octets.remove_prefix(kRequestHead);
  if (octets.empty() || octets.back() != '\0') {
    return Malformed("an end in the middle of a text; expected a zero octet");
  }
  bool is_folder = true;
  while (!octets.empty()) {
    const size_t end = octets.find('\0');
    const std::string_view text = octets.substr(0, end);
    octets.remove_prefix(end + 1);
    if (is_folder) {
      request.folder = std::string(text);
    } else {
      request.arguments.emplace_back(text);
    }
    is_folder = false;
    if (request.arguments.size() > kMaxSpawnArguments) {
      return Malformed(absl::StrCat("more than ", kMaxSpawnArguments, " arguments"));
    }
  }
  if (!request.folder.starts_with('/')) return Malformed("no folder; expected an absolute path");
  if (request.arguments.empty()) return Malformed("no arguments; expected a program");
  return request;
}

std::string EncodeSpawnReply(const SpawnReply& reply) {
  std::string octets(kReplyHead, '\0');
  octets[0] = static_cast<char>(reply.kind);
  std::memcpy(octets.data() + 1, &reply.number, sizeof(reply.number));
  return absl::StrCat(octets, reply.text);
}

absl::StatusOr<SpawnReply> DecodeSpawnReply(std::string_view octets) {
  SpawnReply reply;
  if (octets.size() < kReplyHead || octets[0] < static_cast<char>(SpawnReply::Kind::kReady) ||
      octets[0] > static_cast<char>(SpawnReply::Kind::kEnded)) {
    return absl::InvalidArgumentError(
        absl::StrCat("what the spawner says: ", octets.size(), " octets that are no reply"));
  }
  reply.kind = static_cast<SpawnReply::Kind>(octets[0]);
  std::memcpy(&reply.number, octets.data() + 1, sizeof(reply.number));
  reply.text = std::string(octets.substr(kReplyHead));
  return reply;
}

}  // namespace sandbox
