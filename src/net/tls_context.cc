#include "src/net/tls_context.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/net/tls_stream.h"

namespace net {
namespace {

// Where Linux distributions keep them.
constexpr const char* kSystemFiles[] = {
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
};
constexpr size_t kMaxSessions = 1'000;

}  // namespace

absl::Status TrustStore::Load() {
  store_.reset(X509_STORE_new());
  bool any = false;
  for (const char* file : kSystemFiles) {
    if (access(file, R_OK) != 0) continue;
    if (X509_STORE_load_locations(store_.get(), file, nullptr) == 1) any = true;
    if (any) break;
  }
  for (const std::string& file : ca_files_) {
    if (X509_STORE_load_locations(store_.get(), file.c_str(), nullptr) != 1) {
      ERR_clear_error();
      return absl::FailedPreconditionError(
          absl::StrCat("the certificates in ", file, " cannot be read; expected PEM"));
    }
    any = true;
  }
  ERR_clear_error();
  if (any) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "this machine has no certificates that could be trusted; expected them in "
      "/etc/ssl/certs/ca-certificates.crt");
}

absl::StatusOr<bssl::UniquePtr<X509_STORE>> TrustStore::Get() {
  absl::MutexLock lock(mutex_);
  if (!std::exchange(loaded_, true)) status_ = Load();
  if (!status_.ok()) return status_;
  return bssl::UpRef(store_);
}

absl::StatusOr<std::unique_ptr<TlsContext>> TlsContext::New(TrustStore& trust,
                                                            const std::vector<std::string>& alpn) {
  absl::StatusOr<bssl::UniquePtr<X509_STORE>> store = trust.Get();
  if (!store.ok()) return store.status();
  bssl::UniquePtr<SSL_CTX> context(SSL_CTX_new(TLS_method()));
  if (context == nullptr) return absl::ResourceExhaustedError("there is no memory for TLS");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_cert_store(context.get(), store->release());
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  std::string protocols;
  for (const std::string& protocol : alpn) {
    protocols.push_back(static_cast<char>(protocol.size()));
    protocols += protocol;
  }
  SSL_CTX_set_alpn_protos(context.get(), reinterpret_cast<const uint8_t*>(protocols.data()),
                          static_cast<unsigned>(protocols.size()));
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context.get(), &KeepTlsSession);
  return std::unique_ptr<TlsContext>(new TlsContext(std::move(context)));
}

bssl::UniquePtr<SSL_SESSION> TlsContext::TakeSession(const std::string& server) {
  auto it = sessions_.find(server);
  if (it == sessions_.end()) return nullptr;
  if (SSL_SESSION_should_be_single_use(it->second.get()) == 0) return bssl::UpRef(it->second);
  bssl::UniquePtr<SSL_SESSION> session = std::move(it->second);
  sessions_.erase(it);
  return session;
}

void TlsContext::KeepSession(const std::string& server, bssl::UniquePtr<SSL_SESSION> session) {
  if (sessions_.size() >= kMaxSessions) sessions_.erase(sessions_.begin());
  sessions_[server] = std::move(session);
}

}  // namespace net
