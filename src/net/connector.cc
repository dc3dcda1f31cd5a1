#include "src/net/connector.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace net {

std::vector<IpAddress> InterleaveFamilies(const std::vector<IpAddress>& addresses) {
  std::vector<IpAddress> first;
  std::vector<IpAddress> second;
  for (const IpAddress& address : addresses) {
    (address.is_v4() == addresses.front().is_v4() ? first : second).push_back(address);
  }
  std::vector<IpAddress> order;
  for (size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i < first.size()) order.push_back(first[i]);
    if (i < second.size()) order.push_back(second[i]);
  }
  return order;
}

Connector::Connector(loop::Loop& loop, HostResolver& resolver, const OutboundPolicy& policy,
                     ConnectorOptions options, std::string host, uint16_t port, Callback done)
    : loop_(loop),
      resolver_(resolver),
      policy_(policy),
      options_(options),
      host_(std::move(host)),
      port_(port),
      done_(std::move(done)),
      next_timer_(loop),
      deadline_(loop) {}

void Connector::Start() {
  if (absl::Status status = policy_.CheckHost(host_); !status.ok()) return Finish(status);
  deadline_.Start(options_.timeout_millis, [this] {
    Finish(absl::DeadlineExceededError(absl::StrCat("connecting to ", host_, ":", port_,
                                                    " took longer than ", options_.timeout_millis,
                                                    " ms")));
  });
  resolver_.Resolve(host_, [weak = weak_.Get()](HostLookup::Answer answer) {
    if (weak) weak->OnResolved(std::move(answer));
  });
}

void Connector::OnResolved(HostLookup::Answer answer) {
  if (!answer.ok()) {
    return Finish(absl::Status(answer.status().code(),
                               absl::StrCat("the address of ", host_,
                                            " could not be found: ", answer.status().message())));
  }
  addresses_ = InterleaveFamilies(*answer);
  TryNext();
}

void Connector::TryNext() {
  while (next_ < addresses_.size()) {
    const IpAddress address = addresses_[next_++];
    if (absl::Status status = policy_.CheckAddress(host_, address); !status.ok()) {
      NoteFailure(address, status);
      continue;
    }
    auto attempt = loop::TcpConnect::Start(
        loop_, {address.ToString(), port_},
        [this, address](absl::StatusOr<std::unique_ptr<loop::TcpStream>> stream) {
          OnAttempt(address, std::move(stream));
        });
    if (!attempt.ok()) {
      NoteFailure(address, attempt.status());
      continue;
    }
    attempts_.push_back(*std::move(attempt));
    ++pending_;
    if (next_ < addresses_.size()) {
      next_timer_.Start(options_.attempt_millis, [this] { TryNext(); });
    }
    return;
  }
  if (pending_ == 0) Finish(failure_);
}

void Connector::OnAttempt(const IpAddress& address,
                          absl::StatusOr<std::unique_ptr<loop::TcpStream>> stream) {
  if (stream.ok()) return Finish(std::move(stream));
  --pending_;
  NoteFailure(address, stream.status());
  next_timer_.Stop();
  TryNext();
}

void Connector::NoteFailure(const IpAddress& address, const absl::Status& status) {
  // That of an address that was tried says more than that of one that was not.
  if (absl::IsPermissionDenied(status)) {
    if (failure_.ok()) failure_ = status;
    return;
  }
  const std::string text = address.ToString();
  failure_ =
      absl::Status(status.code(), absl::StrCat("connecting to ", host_, ":", port_,
                                               text == host_ ? "" : absl::StrCat(" (", text, ")"),
                                               " failed: ", status.message()));
}

void Connector::Finish(absl::StatusOr<std::unique_ptr<loop::TcpStream>> result) {
  next_timer_.Stop();
  deadline_.Stop();
  Callback done = std::exchange(done_, nullptr);
  // A late answer of the resolver finds nobody.
  if (done != nullptr) done(std::move(result));
}

}  // namespace net
