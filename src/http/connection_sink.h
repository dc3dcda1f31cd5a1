#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "src/base/weak.h"
#include "src/http/responder.h"

namespace http {

class ServerConnection;

// The right to answer request `number` of a connection, which may be gone.
class ConnectionSink : public ResponseSink {
 public:
  ConnectionSink(base::Weak<ServerConnection> connection, uint64_t number)
      : connection_(std::move(connection)), number_(number) {}
  ~ConnectionSink() override;

  void Send(ResponseHead head, base::Bytes body) override;
  void Start(ResponseHead head, std::optional<uint64_t> length) override;
  void Write(base::Bytes piece, absl::AnyInvocable<void(absl::Status)> ready) override;
  Upgraded Upgrade(ResponseHead head) override;
  void End() override;
  void Abort() override;
  void OnDisconnect(absl::AnyInvocable<void()> callback) override;

 private:
  const base::Weak<ServerConnection> connection_;
  const uint64_t number_;
  bool done_ = false;
};

}  // namespace http
