#include "src/net/tls_stream.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/weak.h"
#include "src/net/ip_address.h"

namespace net {
namespace {

constexpr size_t kPlainBuffer = size_t{64} << 10;
// Pieces up to here are joined to one record.
constexpr size_t kRecord = size_t{16} << 10;

class TlsStream final : public Stream, private Stream::Listener {
 public:
  using Done = absl::AnyInvocable<void(absl::StatusOr<TlsConnected>)>;

  TlsStream(loop::Loop& loop, TlsContext& context, std::unique_ptr<Stream> inner, std::string host,
            std::string server, Done done)
      : loop_(loop),
        context_(context),
        host_(std::move(host)),
        server_(std::move(server)),
        inner_(std::move(inner)),
        ssl_(SSL_new(context.ssl_context())),
        done_(std::move(done)) {
    SSL_set_app_data(ssl_.get(), this);
    SSL_set_connect_state(ssl_.get());
    from_peer_ = BIO_new(BIO_s_mem());
    to_peer_ = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(from_peer_, -1);
    BIO_set_mem_eof_return(to_peer_, -1);
    SSL_set_bio(ssl_.get(), from_peer_, to_peer_);
    if (IpAddress::Parse(host_)) {
      X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_.get()), host_.c_str());
    } else {
      // A final dot is no part of the name that certificates and SNI have (RFC 6066, section 3).
      const std::string name = host_.ends_with('.') ? host_.substr(0, host_.size() - 1) : host_;
      SSL_set_tlsext_host_name(ssl_.get(), name.c_str());
      SSL_set1_host(ssl_.get(), name.c_str());
    }
    if (bssl::UniquePtr<SSL_SESSION> session = context_.TakeSession(server_)) {
      SSL_set_session(ssl_.get(), session.get());
    }
    inner_->set_listener(this);
    inner_->StartReading();
    // Not from the constructor: the caller is to have the stream first.
    loop_.Post([weak = weak_.Get()] {
      if (weak) weak->Handshake();
    });
  }

  void KeepSession(SSL_SESSION* session) {
    context_.KeepSession(server_, bssl::UniquePtr<SSL_SESSION>(session));
  }

  void set_listener(Stream::Listener* listener) override { listener_ = listener; }
  void StartReading() override {
    if (std::exchange(reading_, true)) return;
    inner_->StartReading();
    // What was decrypted, or came, while nobody read.
    if (SSL_pending(ssl_.get()) == 0 && BIO_pending(from_peer_) == 0 && !inner_ended_) return;
    loop_.Post([weak = weak_.Get()] {
      if (weak) weak->ReadPlain();
    });
  }
  void StopReading() override {
    reading_ = false;
    if (!in_handshake()) inner_->StopReading();
  }
  void SetBulk(bool bulk) override { bulk_ = bulk; }

  absl::Status Write(std::vector<base::Bytes> pieces) override {
    std::string joined;
    for (const base::Bytes& piece : pieces) {
      if (joined.size() + piece.size() > kRecord) {
        if (absl::Status status = Encrypt(joined); !status.ok()) return status;
        joined.clear();
      }
      if (piece.size() > kRecord) {
        if (absl::Status status = Encrypt(piece.view()); !status.ok()) return status;
      } else {
        joined.append(piece.view());
      }
    }
    if (absl::Status status = Encrypt(joined); !status.ok()) return status;
    return Flush();
  }
  size_t unwritten() const override { return inner_->unwritten(); }
  bool Quiet() const override {
    return inner_->Quiet() && SSL_pending(ssl_.get()) == 0 && BIO_pending(from_peer_) == 0;
  }

 private:
  bool in_handshake() const { return done_ != nullptr; }

  void OnData(std::string_view data, const std::shared_ptr<const void>&) override {
    BIO_write(from_peer_, data.data(), static_cast<int>(data.size()));
    in_handshake() ? Handshake() : ReadPlain();
  }
  void OnEnd() override {
    if (in_handshake()) {
      return FinishHandshake(absl::UnavailableError(
          absl::StrCat("the TLS handshake with ", host_, " failed: the connection ended")));
    }
    inner_ended_ = true;
    ReadPlain();
  }
  void OnError(const absl::Status& status) override {
    if (in_handshake()) {
      return FinishHandshake(absl::UnavailableError(
          absl::StrCat("the TLS handshake with ", host_, " failed: ", status.message())));
    }
    listener_->OnError(status);
  }
  void OnWritten() override {
    if (!in_handshake()) listener_->OnWritten();
  }

  void Handshake() {
    if (!in_handshake()) return;
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_.get());
    const int error = result == 1 ? SSL_ERROR_NONE : SSL_get_error(ssl_.get(), result);
    // An alert goes out too.
    const absl::Status flushed = Flush();
    if (error == SSL_ERROR_WANT_READ && flushed.ok()) return;
    if (error != SSL_ERROR_NONE) return FinishHandshake(HandshakeError());
    if (!flushed.ok()) return FinishHandshake(absl::UnavailableError(flushed.message()));
    TlsConnected connected;
    const uint8_t* alpn = nullptr;
    unsigned alpn_size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &alpn, &alpn_size);
    if (alpn_size > 0) connected.alpn.assign(reinterpret_cast<const char*>(alpn), alpn_size);
    connected.resumed = SSL_session_reused(ssl_.get()) == 1;
    if (!reading_) inner_->StopReading();
    FinishHandshake(std::move(connected));
  }

  absl::Status HandshakeError() {
    const uint32_t code = ERR_peek_last_error();
    const char* reason = ERR_reason_error_string(code);
    ERR_clear_error();
    if (ERR_GET_LIB(code) == ERR_LIB_SSL &&
        ERR_GET_REASON(code) == SSL_R_CERTIFICATE_VERIFY_FAILED) {
      const long verified = SSL_get_verify_result(ssl_.get());
      return absl::UnauthenticatedError(
          absl::StrCat("the certificate of ", host_,
                       " is not trusted: ", X509_verify_cert_error_string(verified)));
    }
    return absl::UnavailableError(absl::StrCat("the TLS handshake with ", host_, " failed: ",
                                               reason != nullptr ? reason : "no reason given"));
  }

  // The last that is done in a call: the caller may destroy the stream.
  void FinishHandshake(absl::StatusOr<TlsConnected> result) {
    std::exchange(done_, nullptr)(std::move(result));
  }

  void ReadPlain() {
    const base::Weak<TlsStream> weak = weak_.Get();
    while (weak && reading_ && listener_ != nullptr) {
      if (buffer_ == nullptr || buffer_.use_count() > 1) buffer_.reset(new char[kPlainBuffer]);
      ERR_clear_error();
      // Records are at most 16 KB: what is at hand of them is given together.
      size_t size = 0;
      int result = 1;
      while (size < kPlainBuffer && result > 0) {
        result = SSL_read(ssl_.get(), buffer_.get() + size, static_cast<int>(kPlainBuffer - size));
        if (result > 0) size += static_cast<size_t>(result);
      }
      const int error = result > 0 ? SSL_ERROR_NONE : SSL_get_error(ssl_.get(), result);
      if (size > 0) {
        const std::shared_ptr<char[]> owner = buffer_;
        listener_->OnData({owner.get(), size}, bulk_ ? owner : nullptr);
        if (!weak || !reading_) return;
      }
      if (error == SSL_ERROR_NONE) continue;
      return AfterRead(error);
    }
  }

  void AfterRead(int error) {
    if (error == SSL_ERROR_ZERO_RETURN) return End();
    if (error == SSL_ERROR_WANT_READ) {
      (void)Flush();
      // Whoever cuts a connection off could cut a body short (RFC 8446, section 6.1).
      if (inner_ended_) Break("the connection ended without a TLS close");
      return;
    }
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    Break(absl::StrCat("TLS: ", reason != nullptr ? reason : "the connection broke"));
  }

  void End() {
    reading_ = false;
    listener_->OnEnd();
  }
  void Break(std::string_view why) {
    reading_ = false;
    listener_->OnError(absl::AbortedError(why));
  }

  absl::Status Encrypt(std::string_view text) {
    while (!text.empty()) {
      ERR_clear_error();
      const size_t size = std::min(text.size(), kRecord);
      const int written = SSL_write(ssl_.get(), text.data(), static_cast<int>(size));
      if (written <= 0) {
        ERR_clear_error();
        return absl::AbortedError("nothing can be written over TLS any more");
      }
      text.remove_prefix(static_cast<size_t>(written));
    }
    return absl::OkStatus();
  }

  // Sends what has been encrypted.
  absl::Status Flush() {
    const size_t size = BIO_pending(to_peer_);
    if (size == 0) return absl::OkStatus();
    std::string text(size, '\0');
    BIO_read(to_peer_, text.data(), static_cast<int>(size));
    std::vector<base::Bytes> pieces;
    pieces.emplace_back(std::move(text));
    return inner_->Write(std::move(pieces));
  }

  loop::Loop& loop_;
  TlsContext& context_;
  const std::string host_;
  const std::string server_;
  std::unique_ptr<Stream> inner_;
  bssl::UniquePtr<SSL> ssl_;
  BIO* from_peer_;  // ssl_ has both
  BIO* to_peer_;
  Done done_;  // null: the handshake is over
  Stream::Listener* listener_ = nullptr;
  bool reading_ = false;
  bool bulk_ = false;
  bool inner_ended_ = false;
  std::shared_ptr<char[]> buffer_;
  base::WeakOwner<TlsStream> weak_{this};
};

}  // namespace

std::unique_ptr<Stream> NewTlsClientStream(
    loop::Loop& loop, TlsContext& context, std::unique_ptr<Stream> inner, const std::string& host,
    const std::string& server, absl::AnyInvocable<void(absl::StatusOr<TlsConnected>)> done) {
  return std::make_unique<TlsStream>(loop, context, std::move(inner), host, server,
                                     std::move(done));
}

int KeepTlsSession(SSL* ssl, SSL_SESSION* session) {
  static_cast<TlsStream*>(SSL_get_app_data(ssl))->KeepSession(session);
  return 1;
}

}  // namespace net
