#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"

namespace net {

// The certificates that a server's chain may end in. They are read when they are first wanted,
// which takes some ten milliseconds. Any thread.
class TrustStore {
 public:
  // Those of the machine, and those in `ca_files` (PEM) besides.
  explicit TrustStore(std::vector<std::string> ca_files = {}) : ca_files_(std::move(ca_files)) {}

  // kFailedPrecondition when there are none, or a file cannot be read: it is named.
  absl::StatusOr<bssl::UniquePtr<X509_STORE>> Get();

 private:
  absl::Status Load() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::vector<std::string> ca_files_;
  absl::Mutex mutex_;
  bool loaded_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  bssl::UniquePtr<X509_STORE> store_ ABSL_GUARDED_BY(mutex_);
};

// What TLS connections to servers share: trust, protocols, and sessions to be resumed (RFC 8446,
// section 2.2). Bound to a loop's thread; outlives the connections.
class TlsContext {
 public:
  // TLS 1.2 and 1.3; `alpn`: protocols that are offered (RFC 7301), such as "http/1.1".
  static absl::StatusOr<std::unique_ptr<TlsContext>> New(TrustStore& trust,
                                                         const std::vector<std::string>& alpn);
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  SSL_CTX* ssl_context() { return context_.get(); }

  // The session of the last connection to `server`; null: none. One of TLS 1.3 is resumed once (RFC
  // 8446, appendix C.4).
  bssl::UniquePtr<SSL_SESSION> TakeSession(const std::string& server);
  void KeepSession(const std::string& server, bssl::UniquePtr<SSL_SESSION> session);

 private:
  explicit TlsContext(bssl::UniquePtr<SSL_CTX> context) : context_(std::move(context)) {}

  bssl::UniquePtr<SSL_CTX> context_;
  absl::flat_hash_map<std::string, bssl::UniquePtr<SSL_SESSION>> sessions_;
};

}  // namespace net
