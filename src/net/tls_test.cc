#include "src/net/tls_stream.h"

#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/loop/loop.h"
#include "src/loop/tcp.h"
#include "src/net/tcp_byte_stream.h"

namespace net {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string Pem(std::string_view name) { return absl::StrCat("tests/e2e/tls/", name, ".pem"); }

// A TLS server on a thread of its own, which serves connections one after the other, each with what
// `serve` does once the handshake is over.
class Server {
 public:
  struct Options {
    std::string certificate = "server";
    std::string alpn;  // the one that it chooses
    uint16_t version = 0;
  };
  using Serve = std::function<void(SSL*)>;

  Server(Options options, Serve serve)
      : options_(std::move(options)),
        serve_(std::move(serve)),
        context_(SSL_CTX_new(TLS_method())) {
    EXPECT_EQ(SSL_CTX_use_certificate_chain_file(context_.get(), Pem(options_.certificate).c_str()),
              1);
    EXPECT_EQ(SSL_CTX_use_PrivateKey_file(context_.get(), Pem(options_.certificate).c_str(),
                                          SSL_FILETYPE_PEM),
              1);
    if (options_.version != 0) SSL_CTX_set_max_proto_version(context_.get(), options_.version);
    SSL_CTX_set_alpn_select_cb(context_.get(), &Server::ChooseProtocol, this);
  }
  ~Server() {
    if (thread_.joinable()) thread_.join();
  }

  // The client's end of a new connection, of which the server's is served.
  int Connect() {
    if (thread_.joinable()) thread_.join();
    std::array<int, 2> ends;
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    thread_ = std::thread([this, fd = ends[1]] { Run(fd); });
    return ends[0];
  }

  // Of the last connection; after its end.
  std::string name;     // SNI
  std::string offered;  // the protocols, as they came
  bool resumed = false;
  void Join() { thread_.join(); }

 private:
  static int ChooseProtocol(SSL*, const uint8_t** out, uint8_t* out_size, const uint8_t* in,
                            unsigned in_size, void* self) {
    Server& server = *static_cast<Server*>(self);
    server.offered.assign(reinterpret_cast<const char*>(in), in_size);
    if (server.options_.alpn.empty()) return SSL_TLSEXT_ERR_NOACK;
    *out = reinterpret_cast<const uint8_t*>(server.options_.alpn.data());
    *out_size = static_cast<uint8_t>(server.options_.alpn.size());
    return SSL_TLSEXT_ERR_OK;
  }

  void Run(int fd) {
    bssl::UniquePtr<SSL> ssl(SSL_new(context_.get()));
    SSL_set_fd(ssl.get(), fd);
    if (SSL_accept(ssl.get()) == 1) {
      const char* sni = SSL_get_servername(ssl.get(), TLSEXT_NAMETYPE_host_name);
      name = sni != nullptr ? sni : "";
      resumed = SSL_session_reused(ssl.get()) == 1;
      serve_(ssl.get());
    }
    ERR_clear_error();
    close(fd);
  }

  const Options options_;
  const Serve serve_;
  bssl::UniquePtr<SSL_CTX> context_;
  std::thread thread_;
};

// Says it and closes, as TLS wants it.
Server::Serve Say(std::string text) {
  return [text = std::move(text)](SSL* ssl) {
    SSL_write(ssl, text.data(), static_cast<int>(text.size()));
    SSL_shutdown(ssl);
  };
}

// What a client sees of one connection.
class Client : public Stream::Listener {
 public:
  Client(loop::Loop& loop, TlsContext& context, int fd, const std::string& host)
      : loop_(loop),
        stream_(NewTlsClientStream(
            loop, context, NewTcpByteStream(loop, std::make_unique<loop::TcpStream>(loop, fd)),
            host, host, [this](absl::StatusOr<TlsConnected> connected) {
              done = true;
              status = connected.status();
              if (connected.ok()) this->connected = *std::move(connected);
            })) {
    stream_->set_listener(this);
    while (!done) loop_.RunOnce(loop::Wait::kYes);
    if (!status.ok()) stream_ = nullptr;
  }
  void OnData(std::string_view data, const std::shared_ptr<const void>&) override {
    received.append(data);
  }
  void OnEnd() override { ended = true; }
  void OnError(const absl::Status& status) override { error = std::string(status.message()); }
  void OnWritten() override {}

  // All that the server says.
  const std::string& Read() {
    stream_->StartReading();
    while (!ended && error.empty()) loop_.RunOnce(loop::Wait::kYes);
    return received;
  }
  void Write(std::string_view text) {
    std::vector<base::Bytes> pieces;
    pieces.push_back(base::Bytes::Copy(text));
    EXPECT_TRUE(stream_->Write(std::move(pieces)).ok());
  }

  bool done = false;
  absl::Status status;
  TlsConnected connected;
  std::string received;
  bool ended = false;
  std::string error;

 private:
  loop::Loop& loop_;
  std::unique_ptr<Stream> stream_;
};

class TlsTest : public ::testing::Test {
 protected:
  std::unique_ptr<TlsContext> Context(std::vector<std::string> alpn = {"h2", "http/1.1"}) {
    auto context = TlsContext::New(trust_, alpn);
    EXPECT_TRUE(context.ok()) << context.status();
    return *std::move(context);
  }
  // Why a client does not trust the server.
  std::string Distrust(const std::string& certificate, const std::string& host) {
    Server server({certificate, "", 0}, Say("secret"));
    auto context = Context();
    Client client(loop_, *context, server.Connect(), host);
    EXPECT_TRUE(absl::IsUnauthenticated(client.status)) << client.status;
    return std::string(client.status.message());
  }

  loop::Loop loop_;
  TrustStore trust_{{Pem("ca")}};
};

TEST_F(TlsTest, ReadsAndWrites) {
  Server server({}, [](SSL* ssl) {
    char text[5];
    for (int at = 0; at < 5;) at += SSL_read(ssl, text + at, 5 - at);
    Say(std::string(text, 5) + " to you")(ssl);
  });
  auto context = Context();
  Client client(loop_, *context, server.Connect(), "localhost");
  ASSERT_TRUE(client.status.ok()) << client.status;
  client.Write("hello");
  EXPECT_EQ(client.Read(), "hello to you");
  EXPECT_EQ(client.error, "");
  server.Join();
  EXPECT_EQ(server.name, "localhost");
}

TEST_F(TlsTest, LargeTexts) {
  const std::string text(3'000'000, 'x');
  Server server({}, Say(text));
  auto context = Context();
  Client client(loop_, *context, server.Connect(), "localhost");
  EXPECT_EQ(client.Read(), text);
}

TEST_F(TlsTest, TheServerChoosesAProtocol) {
  for (const char* alpn : {"h2", "http/1.1", ""}) {
    for (uint16_t version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      Server server({"server", alpn, version}, Say("x"));
      auto context = Context();
      Client client(loop_, *context, server.Connect(), "localhost");
      EXPECT_EQ(client.connected.alpn, alpn);
      client.Read();
      server.Join();
      EXPECT_EQ(server.offered, "\x02h2\x08http/1.1");
    }
  }
}

TEST_F(TlsTest, AProtocolThatWasNotOfferedIsRefused) {
  Server server({"server", "spdy/3", 0}, Say("x"));
  auto context = Context();
  Client client(loop_, *context, server.Connect(), "localhost");
  EXPECT_TRUE(absl::IsUnavailable(client.status));
  EXPECT_THAT(client.status.message(), HasSubstr("the TLS handshake with localhost failed: "));
}

TEST_F(TlsTest, SaysWhyACertificateIsNotTrusted) {
  constexpr std::string_view kBegin = "the certificate of localhost is not trusted: ";
  EXPECT_THAT(Distrust("self", "localhost"), AllOf(HasSubstr(kBegin), HasSubstr("self")));
  EXPECT_THAT(Distrust("expired", "localhost"),
              AllOf(HasSubstr(kBegin), HasSubstr("certificate has expired")));
  EXPECT_THAT(Distrust("other", "localhost"),
              AllOf(HasSubstr(kBegin), HasSubstr("Hostname mismatch")));
  EXPECT_THAT(Distrust("server", "127.0.0.2"), HasSubstr("IP address mismatch"));
  EXPECT_THAT(Distrust("server", "example.com"), HasSubstr("Hostname mismatch"));
}

TEST_F(TlsTest, TrustsNobodyWithoutTheAuthority) {
  TrustStore system;
  auto context = TlsContext::New(system, {});
  if (!context.ok()) GTEST_SKIP() << context.status();
  Server server({}, Say("x"));
  Client client(loop_, **context, server.Connect(), "localhost");
  EXPECT_TRUE(absl::IsUnauthenticated(client.status)) << client.status;
}

TEST_F(TlsTest, ACertificateMayBeForAnAddress) {
  Server server({}, Say("x"));
  auto context = Context();
  Client client(loop_, *context, server.Connect(), "127.0.0.1");
  EXPECT_TRUE(client.status.ok()) << client.status;
  client.Read();
  server.Join();
  EXPECT_EQ(server.name, "");
}

TEST_F(TlsTest, ANameMayEndInADot) {
  Server server({}, Say("x"));
  auto context = Context();
  Client client(loop_, *context, server.Connect(), "localhost.");
  EXPECT_TRUE(client.status.ok()) << client.status;
  client.Read();
  server.Join();
  EXPECT_EQ(server.name, "localhost");
}

TEST_F(TlsTest, SessionsAreResumed) {
  for (uint16_t version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Server server({"server", "", version}, Say("x"));
    auto context = Context();
    for (bool resumed : {false, true, true}) {
      Client client(loop_, *context, server.Connect(), "localhost");
      // The session of TLS 1.3 comes behind the handshake.
      EXPECT_EQ(client.Read(), "x");
      EXPECT_EQ(client.connected.resumed, resumed);
      server.Join();
      EXPECT_EQ(server.resumed, resumed);
    }
    // Not with another server's session.
    Client client(loop_, *context, server.Connect(), "127.0.0.1");
    EXPECT_FALSE(client.connected.resumed);
    client.Read();
  }
}

TEST_F(TlsTest, AnEndWithoutACloseIsAnError) {
  Server server({}, [](SSL* ssl) { SSL_write(ssl, "part", 4); });
  auto context = Context();
  Client client(loop_, *context, server.Connect(), "localhost");
  EXPECT_EQ(client.Read(), "part");
  EXPECT_EQ(client.error, "the connection ended without a TLS close");
}

TEST_F(TlsTest, WhatIsNoTls) {
  std::array<int, 2> ends;
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
  constexpr std::string_view kAnswer = "HTTP/1.1 400 Bad Request\r\n\r\n";
  ASSERT_EQ(write(ends[1], kAnswer.data(), kAnswer.size()), static_cast<ssize_t>(kAnswer.size()));
  auto context = Context();
  Client client(loop_, *context, ends[0], "localhost");
  EXPECT_TRUE(absl::IsUnavailable(client.status)) << client.status;
  EXPECT_THAT(client.status.message(), HasSubstr("the TLS handshake with localhost failed: "));
  close(ends[1]);
}

TEST_F(TlsTest, AConnectionThatEndsInTheHandshake) {
  std::array<int, 2> ends;
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
  close(ends[1]);
  auto context = Context();
  Client client(loop_, *context, ends[0], "localhost");
  EXPECT_TRUE(absl::IsUnavailable(client.status)) << client.status;
}

TEST(TrustStoreTest, NamesAFileThatCannotBeRead) {
  TrustStore trust({"tests/e2e/tls/README.md"});
  const auto store = trust.Get();
  EXPECT_TRUE(absl::IsFailedPrecondition(store.status()));
  EXPECT_THAT(store.status().message(), HasSubstr("tests/e2e/tls/README.md cannot be read"));
}

}  // namespace
}  // namespace net
