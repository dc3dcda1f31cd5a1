#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace http_test {

// The client's end of one TCP connection to 127.0.0.1. Nothing here blocks: the server lives in
// the same thread, and the caller gives it turns in between.
class Peer {
 public:
  explicit Peer(uint16_t port);
  ~Peer() { Reset(); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  // Sends the beginning of `octets` and returns how much of it: 0 when the server takes nothing
  // now. All of it counts as sent once the server has closed.
  size_t Send(std::string_view octets);
  // Takes what has arrived. False when nothing new has.
  bool Receive();
  // Waits up to a millisecond for something to arrive.
  void Wait();
  // Sends no more; still reads.
  void End();
  // Closes with a reset, so that neither end keeps the connection's state.
  void Reset();

  // What has arrived, without the Date fields of its heads.
  const std::string& received() const { return received_; }
  // How many well-formed Date fields (IMF-fixdate, RFC 9110 section 5.6.7) were taken out.
  int dates() const { return dates_; }
  void Consume(size_t count) { received_.erase(0, count); }
  // The server has closed: in order, or with a reset.
  bool closed() const { return closed_; }
  bool was_reset() const { return was_reset_; }

 private:
  void TakeDates();

  int fd_ = -1;
  std::string received_;
  int dates_ = 0;
  bool closed_ = false;
  bool was_reset_ = false;
};

}  // namespace http_test
