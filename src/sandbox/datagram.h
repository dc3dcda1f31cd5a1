#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sandbox {

// A descriptor that is closed when this goes; -1: none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();

  int get() const { return number_; }

 private:
  int number_ = -1;
};

// The two ends of a connection of datagrams (SOCK_SEQPACKET), closed on exec.
absl::StatusOr<std::pair<Descriptor, Descriptor>> NewDatagramPair();

// What is done while the other side has too much to read.
enum class WhenFull { kWait, kDrop };

// Sends one datagram, and duplicates of descriptors with it (SCM_RIGHTS). kUnavailable: the other
// side has gone.
absl::Status SendDatagram(int socket, std::string_view octets, std::span<const int> descriptors,
                          WhenFull when_full = WhenFull::kWait);

struct Datagram {
  std::string octets;
  std::vector<Descriptor> descriptors;
};

// Waits for one datagram of at most `limit` octets. kUnavailable: the other side has gone, or
// writes no more. kInvalidArgument: it was larger, or had too many descriptors, and is lost.
absl::StatusOr<Datagram> ReceiveDatagram(int socket, size_t limit);

}  // namespace sandbox
