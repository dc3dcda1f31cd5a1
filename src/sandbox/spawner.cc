#include "src/sandbox/spawner.h"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/sandbox/spawn_message.h"
#include "src/sandbox/spawner_process.h"

namespace sandbox {
namespace {

constexpr size_t kMaxReply = 4'096;

absl::StatusOr<SpawnReply> ReadReply(const Descriptor& from) {
  absl::StatusOr<Datagram> datagram = ReceiveDatagram(from.get(), kMaxReply);
  if (absl::IsUnavailable(datagram.status())) {
    return absl::UnavailableError("the process that starts programs has gone");
  }
  if (!datagram.ok()) return datagram.status();
  return DecodeSpawnReply(datagram->octets);
}

absl::Status Unexpected(const SpawnReply& reply) {
  return absl::InternalError(absl::StrCat("the process that starts programs says ",
                                          static_cast<int>(reply.kind), " out of turn"));
}

}  // namespace

void SpawnedProgram::Kill() { shutdown(replies_.get(), SHUT_WR); }

absl::StatusOr<int> SpawnedProgram::Wait() {
  absl::StatusOr<SpawnReply> reply = ReadReply(replies_);
  if (!reply.ok()) return reply.status();
  if (reply->kind != SpawnReply::Kind::kEnded) return Unexpected(*reply);
  return reply->number;
}

absl::StatusOr<std::unique_ptr<Spawner>> Spawner::Start(Options options) {
  absl::StatusOr<std::pair<Descriptor, Descriptor>> ends = NewDatagramPair();
  if (!ends.ok()) return ends.status();
  const pid_t process = fork();
  if (process < 0) return absl::ErrnoToStatus(errno, "fork");
  if (process == 0) {
    ends->first = Descriptor();
    RunSpawnerProcess(std::move(ends->second), std::move(options));
  }
  ends->second = Descriptor();
  auto spawner = std::unique_ptr<Spawner>(new Spawner(process, std::move(ends->first)));
  absl::StatusOr<SpawnReply> ready = ReadReply(spawner->requests_);
  if (!ready.ok()) return ready.status();
  if (ready->kind == SpawnReply::Kind::kRefused) return absl::InternalError(ready->text);
  if (ready->kind != SpawnReply::Kind::kReady) return Unexpected(*ready);
  return spawner;
}

Spawner::~Spawner() {
  requests_ = Descriptor();
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

absl::StatusOr<std::unique_ptr<SpawnedProgram>> Spawner::Spawn(std::vector<std::string> arguments,
                                                               std::string folder, int input,
                                                               int output, int error) const {
  SpawnRequest request;
  request.arguments = std::move(arguments);
  request.folder = std::move(folder);
  request.has_input = input >= 0;
  request.has_output = output >= 0;
  absl::StatusOr<std::string> octets = EncodeSpawnRequest(request);
  if (!octets.ok()) return octets.status();
  absl::StatusOr<std::pair<Descriptor, Descriptor>> ends = NewDatagramPair();
  if (!ends.ok()) return ends.status();
  std::vector<int> descriptors = {ends->second.get(), error};
  if (input >= 0) descriptors.push_back(input);
  if (output >= 0) descriptors.push_back(output);
  absl::Status sent = SendDatagram(requests_.get(), *octets, descriptors);
  if (!sent.ok()) return sent;
  ends->second = Descriptor();
  absl::StatusOr<SpawnReply> reply = ReadReply(ends->first);
  if (!reply.ok()) return reply.status();
  switch (reply->kind) {
    case SpawnReply::Kind::kStarted:
      return std::make_unique<SpawnedProgram>(std::move(ends->first));
    case SpawnReply::Kind::kFailed:
      return absl::ErrnoToStatus(reply->number,
                                 absl::StrCat(request.arguments.front(), ": cannot be started"));
    case SpawnReply::Kind::kRefused:
      return absl::PermissionDeniedError(reply->text);
    default:
      return Unexpected(*reply);
  }
}

}  // namespace sandbox
