#include "src/supervisor/sockets.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace supervisor {
namespace {

Sockets::Key KeyOf(SocketUse use, const loop::Endpoint& endpoint) {
  return {use, endpoint.address, endpoint.port};
}

bool IsNamed(const Sockets::Key& key, const Settings& settings) {
  return key == KeyOf(SocketUse::kLane, settings.listen) ||
         (settings.admin && key == KeyOf(SocketUse::kAdmin, *settings.admin));
}

// Opens what these settings need beyond `sockets`, on the same port.
absl::Status Fill(const Settings& settings, std::vector<loop::Descriptor>& sockets) {
  const loop::Endpoint& listen = settings.listen;
  while (sockets.size() < static_cast<size_t>(settings.lanes)) {
    const uint16_t port = sockets.empty() ? listen.port : loop::LocalPort(sockets.front().get());
    auto socket = loop::TcpListener::Open(listen.address, port, /*reuse_port=*/true);
    if (!socket.ok()) return socket.status();
    sockets.push_back(*std::move(socket));
  }
  return absl::OkStatus();
}

// The lanes' sockets share the port, and so would another process's. For a port that was named, one
// socket that shares nothing finds whether somebody has it.
absl::Status ClaimPort(const loop::Endpoint& endpoint) {
  if (endpoint.port == 0) return absl::OkStatus();
  return loop::TcpListener::Open(endpoint.address, endpoint.port, /*reuse_port=*/false).status();
}

}  // namespace

absl::Status Sockets::Open(SettingsNumber number, const Settings& settings) {
  absl::Status status;
  if (settings.admin) status = OpenAdmin(*settings.admin);
  if (status.ok()) status = OpenLanes(settings);
  if (status.ok()) {
    settings_[number] = settings;
  } else {
    CloseUnnamed();
  }
  return status;
}

absl::Status Sockets::OpenAdmin(const loop::Endpoint& endpoint) {
  if (!Find(SocketUse::kAdmin, endpoint).empty()) return absl::OkStatus();
  auto socket = loop::TcpListener::Open(endpoint.address, endpoint.port, /*reuse_port=*/false);
  if (!socket.ok()) {
    return absl::Status(socket.status().code(),
                        absl::StrCat("admin port: ", socket.status().message()));
  }
  open_[KeyOf(SocketUse::kAdmin, endpoint)].push_back(*std::move(socket));
  return absl::OkStatus();
}

absl::Status Sockets::OpenLanes(const Settings& settings) {
  const loop::Endpoint& listen = settings.listen;
  if (!Find(SocketUse::kLane, listen).empty()) return absl::OkStatus();
  if (absl::Status status = ClaimPort(listen); !status.ok()) return status;
  std::vector<loop::Descriptor> sockets;
  if (absl::Status status = Fill(settings, sockets); !status.ok()) return status;
  open_[KeyOf(SocketUse::kLane, listen)] = std::move(sockets);
  return absl::OkStatus();
}

absl::Status Sockets::Complete(SettingsNumber number) {
  const Settings& settings = settings_.at(number);
  return Fill(settings, open_[KeyOf(SocketUse::kLane, settings.listen)]);
}

void Sockets::Settle(SettingsNumber number) {
  std::erase_if(settings_, [number](const auto& one) { return one.first != number; });
  CloseUnnamed();
}

void Sockets::CloseUnnamed() {
  std::erase_if(open_, [this](const auto& one) {
    return std::none_of(settings_.begin(), settings_.end(), [&one](const auto& settings) {
      return IsNamed(one.first, settings.second);
    });
  });
}

const std::vector<loop::Descriptor>& Sockets::Find(SocketUse use,
                                                   const loop::Endpoint& endpoint) const {
  static const std::vector<loop::Descriptor> kNone;
  const auto found = open_.find(KeyOf(use, endpoint));
  return found == open_.end() ? kNone : found->second;
}

std::vector<int> Sockets::Lanes(SettingsNumber number) const {
  std::vector<int> numbers;
  for (const loop::Descriptor& socket : Find(SocketUse::kLane, settings_.at(number).listen)) {
    numbers.push_back(socket.get());
  }
  return numbers;
}

std::optional<int> Sockets::Admin(SettingsNumber number) const {
  const std::optional<loop::Endpoint>& admin = settings_.at(number).admin;
  if (!admin) return std::nullopt;
  const std::vector<loop::Descriptor>& sockets = Find(SocketUse::kAdmin, *admin);
  if (sockets.empty()) return std::nullopt;
  return sockets.front().get();
}

loop::Endpoint Sockets::Listening(SettingsNumber number) const {
  const std::vector<int> sockets = Lanes(number);
  return {settings_.at(number).listen.address,
          sockets.empty() ? uint16_t{0} : loop::LocalPort(sockets.front())};
}

std::optional<loop::Endpoint> Sockets::AdminListening(SettingsNumber number) const {
  const std::optional<int> socket = Admin(number);
  if (!socket) return std::nullopt;
  return loop::Endpoint{settings_.at(number).admin->address, loop::LocalPort(*socket)};
}

}  // namespace supervisor
