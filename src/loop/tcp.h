#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/base/bytes.h"
#include "src/loop/descriptor.h"
#include "src/loop/loop.h"

namespace loop {

// An IP address, as text, and a port.
struct Endpoint {
  std::string address;  // "127.0.0.1", "::1"
  uint16_t port = 0;
};

// "127.0.0.1:8787", "[::1]:8787".
std::string ToString(const Endpoint& endpoint);

// The port that a socket is bound to; 0 when that is not known.
uint16_t LocalPort(int socket);

// A TCP connection. Bound to the loop's thread.
//
// Who holds one calls Close and keeps it, and the listener, until OnClosed.
class TcpStream {
 public:
  // Who is told what happens. Called from rounds of the loop only.
  class Listener {
   public:
    virtual ~Listener() = default;
    // Where the next octets go; at least one.
    virtual std::span<char> OnAllocate() = 0;
    // The first `size` octets of what OnAllocate gave last are there.
    virtual void OnRead(size_t size) = 0;
    // The peer sends no more.
    virtual void OnEnd() = 0;
    // The connection is broken.
    virtual void OnError(const absl::Status& status) = 0;
    // What WriteLater was given is written. Not called after OnError or Close.
    virtual void OnWritten() = 0;
    // Nothing refers to the stream any more: it may be destroyed.
    virtual void OnClosed() = 0;
  };

  // Takes over a connected socket that does not block.
  TcpStream(Loop& loop, int fd);
  ~TcpStream();
  TcpStream(const TcpStream&) = delete;
  TcpStream& operator=(const TcpStream&) = delete;

  void set_listener(Listener* listener);

  // Reading is off at first. Both may be called at any time, any number of times.
  void StartReading();
  void StopReading();
  bool reading() const;
  // Whether the connection is known to be broken. While reading is off, nobody else tells.
  bool Broken() const;
  // Whether the peer sends no more, though there may be something to read.
  bool PeerHasEnded() const;
  // Whether there is nothing to read and the peer has not ended the connection.
  bool Quiet() const;

  // Writes as much as the kernel takes at once and returns how many octets that is, 0 when it
  // takes none now. Only while no WriteLater is outstanding.
  absl::StatusOr<size_t> TryWrite(std::span<const std::string_view> pieces);
  // Writes all of it; OnWritten follows. One at a time.
  void WriteLater(std::vector<base::Bytes> pieces);

  // Octets of WriteLater that the kernel has not taken yet.
  size_t UnwrittenSize() const;

  // Tells the peer that no more comes, when all is written.
  void ShutdownWrites();
  // Closes; OnClosed follows. `reset`: the peer is told that the connection broke (RST).
  void Close(bool reset = false);
  bool closing() const;

  // Of the two ends; empty when not known.
  Endpoint PeerEndpoint() const;
  Endpoint LocalEndpoint() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// A listening TCP socket. Bound to the loop's thread.
class TcpListener {
 public:
  using OnConnection = absl::AnyInvocable<void(std::unique_ptr<TcpStream>)>;

  // Listens on `address` (a literal IPv4 or IPv6 address) and `port`; 0 is any free one.
  // `reuse_port`: shares the port with the other sockets that say so (SO_REUSEPORT).
  // kAlreadyExists when the port is taken; messages name the address and the port.
  static absl::StatusOr<std::unique_ptr<TcpListener>> Listen(Loop& loop, const std::string& address,
                                                             uint16_t port, bool reuse_port,
                                                             OnConnection on_connection);
  // A socket that listens already and that other processes have too: whoever accepts first has a
  // connection, and what waits to be accepted stays when this one closes.
  static std::unique_ptr<TcpListener> Adopt(Loop& loop, Descriptor socket,
                                            OnConnection on_connection);
  // The socket alone, for Adopt: what Listen would listen on, with the same errors. It does not
  // block and is not inherited.
  static absl::StatusOr<Descriptor> Open(const std::string& address, uint16_t port,
                                         bool reuse_port);
  ~TcpListener();
  TcpListener(const TcpListener&) = delete;
  TcpListener& operator=(const TcpListener&) = delete;

  // Accepts at once what waits to be accepted, at most as many as there is room for in the queue.
  void AcceptWaiting();
  uint16_t port() const;

 private:
  struct Handle;
  TcpListener() = default;
  Handle* handle_ = nullptr;  // frees itself when libuv has closed it
};

}  // namespace loop
