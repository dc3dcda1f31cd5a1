#include "src/http/request_parser.h"

#include <llhttp.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "src/http/target.h"

namespace http {
namespace {

// Octets of chunk extensions and of trailer fields that one message may have.
constexpr size_t kMaxChunkExtensions = size_t{16} << 10;
constexpr size_t kMaxTrailers = size_t{16} << 10;

}  // namespace

struct RequestParser::Impl {
  explicit Impl(const Limits& limits) : limits(limits) {
    llhttp_init(&parser, HTTP_REQUEST, &Settings());
    parser.data = this;
  }

  static Impl& Of(llhttp_t* parser) { return *static_cast<Impl*>(parser->data); }
  static const llhttp_settings_t& Settings();

  // Records why the message is refused; returns what stops llhttp.
  int Refuse(int status, std::string message) {
    error = {status, std::move(message)};
    return HPE_USER;
  }

  int OnUrl(std::string_view part) {
    if (head.target.size() + part.size() > limits.max_target_bytes) {
      return Refuse(414, absl::StrCat("the request's target is longer than ",
                                      limits.max_target_bytes, " octets"));
    }
    head.target.append(part);
    return 0;
  }

  int CountField(size_t size) {
    field_bytes += size;
    if (in_trailers && field_bytes > kMaxTrailers) {
      return Refuse(431,
                    absl::StrCat("the trailer fields are longer than ", kMaxTrailers, " octets"));
    }
    if (!in_trailers && field_bytes > limits.max_header_bytes) return RefuseHeaders();
    return 0;
  }

  int RefuseHeaders() {
    return Refuse(431, absl::StrCat("the request's head is longer than ", limits.max_header_bytes,
                                    " octets"));
  }

  int OnFieldDone() {
    if (!in_trailers) {
      if (head.headers.size() >= limits.max_header_fields) {
        return Refuse(431, absl::StrCat("the request has more than ", limits.max_header_fields,
                                        " header fields"));
      }
      head.headers.Add(field, absl::StripTrailingAsciiWhitespace(value));
    }
    field.clear();
    value.clear();
    return 0;
  }

  int OnHeadersComplete();
  int CheckHost();
  int CheckExpect();

  int OnBody(std::string_view piece) {
    body_bytes += piece.size();
    if (body_bytes > limits.max_body_bytes) return RefuseBody();
    body.push_back(piece);
    return 0;
  }

  int RefuseBody() {
    return Refuse(413, absl::StrCat("the body is longer than ", limits.max_body_bytes, " octets"));
  }

  void BeginMessage() {
    head = RequestHead();
    framing = Framing();
    in_trailers = false;
    in_head = true;
    head_bytes = field_bytes = extension_bytes = 0;
    body_bytes = 0;
  }

  Event OnStopped(llhttp_errno_t code);

  const Limits limits;
  llhttp_t parser;
  RequestHead head;
  Framing framing;
  Error error;
  std::vector<std::string_view> body;

  std::string field;
  std::string value;
  bool in_head = false;
  bool in_trailers = false;
  bool message_complete = false;
  size_t head_bytes = 0;
  size_t field_bytes = 0;
  size_t extension_bytes = 0;
  uint64_t body_bytes = 0;
};

const llhttp_settings_t& RequestParser::Impl::Settings() {
  static const llhttp_settings_t settings = [] {
    llhttp_settings_t s;
    llhttp_settings_init(&s);
    s.on_message_begin = [](llhttp_t* p) {
      Of(p).BeginMessage();
      return 0;
    };
    s.on_url = [](llhttp_t* p, const char* at, size_t n) { return Of(p).OnUrl({at, n}); };
    s.on_header_field = [](llhttp_t* p, const char* at, size_t n) {
      Of(p).field.append(at, n);
      return Of(p).CountField(n);
    };
    s.on_header_value = [](llhttp_t* p, const char* at, size_t n) {
      Of(p).value.append(at, n);
      return Of(p).CountField(n);
    };
    s.on_header_value_complete = [](llhttp_t* p) { return Of(p).OnFieldDone(); };
    s.on_headers_complete = [](llhttp_t* p) { return Of(p).OnHeadersComplete(); };
    s.on_body = [](llhttp_t* p, const char* at, size_t n) { return Of(p).OnBody({at, n}); };
    const auto on_extension = [](llhttp_t* p, const char*, size_t n) -> int {
      Of(p).extension_bytes += n + 1;
      if (Of(p).extension_bytes <= kMaxChunkExtensions) return 0;
      return Of(p).Refuse(400, absl::StrCat("the chunk extensions are longer than ",
                                            kMaxChunkExtensions, " octets"));
    };
    s.on_chunk_extension_name = on_extension;
    s.on_chunk_extension_value = on_extension;
    s.on_message_complete = [](llhttp_t* p) {
      Of(p).message_complete = true;
      return static_cast<int>(HPE_PAUSED);
    };
    return s;
  }();
  return settings;
}

// Exactly one Host in HTTP/1.1, at most one in HTTP/1.0 (RFC 9112, section 3.2).
int RequestParser::Impl::CheckHost() {
  int count = 0;
  std::string_view host;
  for (size_t i = 0; i < head.headers.size(); ++i) {
    const HeaderList::Field one = head.headers.at(i);
    if (!absl::EqualsIgnoreCase(one.name, "host")) continue;
    host = one.value;
    ++count;
  }
  if (count > 1) return Refuse(400, "the request has more than one Host field");
  if (count == 0 && !framing.http_1_0) return Refuse(400, "the request has no Host field");
  if (!IsAuthority(host)) return Refuse(400, "the Host field is not a host and port");
  // The authority of an absolute target goes first.
  if (head.authority.empty()) head.authority = host;
  return 0;
}

int RequestParser::Impl::CheckExpect() {
  const std::optional<std::string_view> expect = head.headers.Get("expect");
  if (!expect || framing.http_1_0) return 0;
  if (!absl::EqualsIgnoreCase(*expect, "100-continue")) {
    return Refuse(417, "the Expect field asks for something other than 100-continue");
  }
  framing.expects_continue = framing.has_body;
  return 0;
}

int RequestParser::Impl::OnHeadersComplete() {
  const bool known_version = parser.http_major == 1 && parser.http_minor <= 1;
  if (!known_version) {
    return Refuse(505, absl::StrCat("HTTP/", parser.http_major, ".", parser.http_minor,
                                    " is not served; expected HTTP/1.1"));
  }
  framing.http_1_0 = parser.http_minor == 0;
  framing.keep_alive = llhttp_should_keep_alive(&parser) != 0;
  const auto method = static_cast<llhttp_method_t>(parser.method);
  head.method = llhttp_method_name(method);
  if (method == HTTP_CONNECT) return Refuse(501, "this server is no proxy: CONNECT is not served");
  // An upgrade is not offered, so what follows is an ordinary message.
  parser.upgrade = 0;

  const bool chunked = (parser.flags & F_CHUNKED) != 0;
  if ((parser.flags & F_CONTENT_LENGTH) != 0) framing.content_length = parser.content_length;
  framing.has_body = chunked || framing.content_length.value_or(0) > 0;
  if (framing.http_1_0 && chunked) {
    return Refuse(400, "HTTP/1.0 has no Transfer-Encoding");
  }
  if (const char* problem = SplitTarget(head)) return Refuse(400, problem);
  if (int refused = CheckHost()) return refused;
  if (framing.content_length.value_or(0) > limits.max_body_bytes) return RefuseBody();
  if (int refused = CheckExpect()) return refused;
  in_trailers = true;
  field_bytes = 0;
  return HPE_PAUSED;
}

RequestParser::RequestParser(const Limits& limits) : impl_(std::make_unique<Impl>(limits)) {}
RequestParser::~RequestParser() = default;

RequestParser::Event RequestParser::Impl::OnStopped(llhttp_errno_t code) {
  switch (code) {
    case HPE_PAUSED:
      llhttp_resume(&parser);
      if (!std::exchange(message_complete, false)) {
        in_head = false;
        return Event::kHead;
      }
      return Event::kEnd;
    case HPE_USER:
      return Event::kError;
    case HPE_INVALID_VERSION:
    case HPE_PAUSED_H2_UPGRADE:
      Refuse(505, "the HTTP version is not served; expected HTTP/1.1");
      return Event::kError;
    default: {
      const char* reason = llhttp_get_error_reason(&parser);
      Refuse(400, absl::StrCat("malformed request: ", reason != nullptr ? reason : "",
                               reason != nullptr ? "" : llhttp_errno_name(code)));
      return Event::kError;
    }
  }
}

RequestParser::Event RequestParser::Feed(std::string_view data, size_t* consumed) {
  Impl& self = *impl_;
  self.body.clear();
  const llhttp_errno_t code = llhttp_execute(&self.parser, data.data(), data.size());
  *consumed = code == HPE_OK
                  ? data.size()
                  : static_cast<size_t>(llhttp_get_error_pos(&self.parser) - data.data());
  const bool was_in_head = self.in_head;
  const Event event = code == HPE_OK ? Event::kNeedMore : self.OnStopped(code);
  if (!was_in_head || event == Event::kError) return event;
  self.head_bytes += *consumed;
  if (self.head_bytes <= self.limits.max_header_bytes) return event;
  self.RefuseHeaders();
  return Event::kError;
}

bool RequestParser::in_head() const { return impl_->in_head; }
RequestHead& RequestParser::head() { return impl_->head; }
const RequestParser::Framing& RequestParser::framing() const { return impl_->framing; }
const std::vector<std::string_view>& RequestParser::body() const { return impl_->body; }
const RequestParser::Error& RequestParser::error() const { return impl_->error; }

}  // namespace http
