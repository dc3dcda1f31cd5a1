#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "src/loop/descriptor.h"
#include "src/loop/tcp.h"
#include "src/supervisor/message.h"
#include "src/supervisor/plan.h"
#include "src/supervisor/settings.h"

namespace supervisor {

// The listening sockets. They stay open while cells come and go, and with them the connections that
// nobody has accepted: an endpoint that the next settings name too keeps its sockets, even if lanes
// have become fewer, because closing one of several that share a port breaks what waits in it. One
// thread.
class Sockets {
 public:
  // Opens the endpoints that these settings name and nobody has opened: one that is open gets no
  // more sockets, because a part of the connections would wait in those, which nobody accepts from
  // yet. A busy port is kAlreadyExists; messages name the endpoint. After an error nothing more is
  // open than before.
  absl::Status Open(SettingsNumber number, const Settings& settings);
  // Opens the sockets that settings have too few of, for a cell that accepts from them at once. On
  // an error there are fewer than lanes.
  absl::Status Complete(SettingsNumber number);
  // Closes what only other settings need.
  void Settle(SettingsNumber number);
  // All of them.
  void Close() { open_.clear(); }

  // The sockets of settings that were opened, borrowed.
  std::vector<int> Lanes(SettingsNumber number) const;
  std::optional<int> Admin(SettingsNumber number) const;
  const Settings& Of(SettingsNumber number) const { return settings_.at(number); }
  // Where settings listen, with the port that was chosen.
  loop::Endpoint Listening(SettingsNumber number) const;
  std::optional<loop::Endpoint> AdminListening(SettingsNumber number) const;

  // What they are for, and where settings say that they listen.
  using Key = std::tuple<SocketUse, std::string, uint16_t>;
  const std::map<Key, std::vector<loop::Descriptor>>& open() const { return open_; }
  const std::map<SettingsNumber, Settings>& settings() const { return settings_; }
  // Puts back what another program had.
  void Restore(const Key& key, loop::Descriptor socket) { open_[key].push_back(std::move(socket)); }
  void Restore(SettingsNumber number, Settings settings) { settings_[number] = settings; }

 private:
  absl::Status OpenLanes(const Settings& settings);
  // Closes what no settings need.
  void CloseUnnamed();
  absl::Status OpenAdmin(const loop::Endpoint& endpoint);
  const std::vector<loop::Descriptor>& Find(SocketUse use, const loop::Endpoint& endpoint) const;

  std::map<Key, std::vector<loop::Descriptor>> open_;
  std::map<SettingsNumber, Settings> settings_;
};

}  // namespace supervisor
