#include "src/http/request_parser.h"

#include <llhttp.h>

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "src/http/head_scanner.h"
#include "src/http/request_fields.h"
#include "src/http/target.h"

namespace http {
namespace {

// Octets of chunk extensions and of trailer fields that one message may have.
constexpr size_t kMaxChunkExtensions = size_t{16} << 10;
constexpr size_t kMaxTrailers = size_t{16} << 10;
// Octets of all else that frames chunks: for the message, and for each chunk.
constexpr uint64_t kMaxChunkFraming = uint64_t{64} << 10;
constexpr uint64_t kChunkFraming = 32;

}  // namespace

struct RequestParser::Impl {
  explicit Impl(const Limits& limits)
      : limits(limits),
        scanner({limits.max_header_bytes, limits.max_header_fields, limits.max_target_bytes}) {
    llhttp_init(&parser, HTTP_REQUEST, &Settings());
    parser.data = this;
  }

  static Impl& Of(llhttp_t* parser) { return *static_cast<Impl*>(parser->data); }
  static const llhttp_settings_t& Settings();

  Event FeedHead(std::string_view data, size_t* consumed);
  Event ParseHead(std::string_view text);
  Event FeedBody(std::string_view data, size_t* consumed);
  Event RefuseForLlhttp();

  // Says why the message is refused; returns what stops llhttp.
  int Refuse(int status, std::string message) {
    refusal = {status, std::move(message)};
    return HPE_USER;
  }

  int OnFieldText(std::string_view* text, std::string_view part);
  int OnField();
  int OnHeadersComplete();
  int OnChunkExtension(size_t size);
  int OnChunkExtensionName();
  int OnBody(std::string_view piece);
  int RefuseBody() {
    return Refuse(413, absl::StrCat("the body has more than ", limits.max_body_bytes,
                                    " octets; expected a shorter one"));
  }

  const Limits limits;
  HeadScanner scanner;
  llhttp_t parser;
  Refusal refusal;

  std::string partial_head;
  bool in_body = false;

  // Of the request whose head came last.
  RequestHead head;
  Framing framing;
  bool headers_complete = false;
  uint64_t body_bytes = 0;
  uint64_t chunk_bytes = 0;  // that frame the body
  uint64_t chunks = 0;
  size_t extension_bytes = 0;
  size_t extension_name_bytes = 0;
  size_t trailer_bytes = 0;

  // What llhttp has shown of a field.
  std::string_view field;
  std::string_view value;
  std::vector<std::string_view> body;
};

const llhttp_settings_t& RequestParser::Impl::Settings() {
  static const llhttp_settings_t settings = [] {
    llhttp_settings_t s;
    llhttp_settings_init(&s);
    s.on_header_field = [](llhttp_t* p, const char* at, size_t n) {
      return Of(p).OnFieldText(&Of(p).field, {at, n});
    };
    s.on_header_value = [](llhttp_t* p, const char* at, size_t n) {
      return Of(p).OnFieldText(&Of(p).value, {at, n});
    };
    s.on_header_value_complete = [](llhttp_t* p) { return Of(p).OnField(); };
    s.on_headers_complete = [](llhttp_t* p) { return Of(p).OnHeadersComplete(); };
    s.on_body = [](llhttp_t* p, const char* at, size_t n) { return Of(p).OnBody({at, n}); };
    s.on_chunk_header = [](llhttp_t* p) {
      ++Of(p).chunks;
      return 0;
    };
    s.on_chunk_extension_name = [](llhttp_t* p, const char*, size_t n) {
      Of(p).extension_name_bytes += n;
      return Of(p).OnChunkExtension(n);
    };
    s.on_chunk_extension_name_complete = [](llhttp_t* p) { return Of(p).OnChunkExtensionName(); };
    s.on_chunk_extension_value = [](llhttp_t* p, const char*, size_t n) {
      return Of(p).OnChunkExtension(n);
    };
    // Where a body ends is an event; a message that has none is over with its head.
    s.on_message_complete = [](llhttp_t* p) {
      return Of(p).in_body ? static_cast<int>(HPE_PAUSED) : 0;
    };
    return s;
  }();
  return settings;
}

int RequestParser::Impl::OnFieldText(std::string_view* text, std::string_view part) {
  trailer_bytes += part.size();
  // Parts of one text lie side by side, for a head is parsed as a whole.
  const bool continues = text->data() + text->size() == part.data();
  *text = continues ? std::string_view(text->data(), text->size() + part.size()) : part;
  return 0;
}

int RequestParser::Impl::OnField() {
  // Trailer fields are dropped (RFC 9110, section 6.5.1).
  if (!in_body) head.headers.Add(field, absl::StripTrailingAsciiWhitespace(value));
  field = value = {};
  return 0;
}

int RequestParser::Impl::OnHeadersComplete() {
  headers_complete = true;
  // An upgrade is not offered, so what follows is an ordinary message.
  parser.upgrade = 0;
  if (const char* problem = SplitTarget(head)) return Refuse(400, problem);

  RequestFields fields;
  if (auto refused = ReadRequestFields(head.headers, framing.http_1_0, &fields)) {
    return Refuse(refused->status, std::move(refused->message));
  }
  if ((parser.flags & F_CONTENT_LENGTH) != 0) framing.content_length = parser.content_length;
  if (framing.content_length.value_or(0) > limits.max_body_bytes) return RefuseBody();
  // llhttp does not know the name with a tab beside it.
  if (fields.chunked) parser.flags |= F_CHUNKED;
  framing.has_body = fields.chunked || framing.content_length.value_or(0) > 0;
  framing.expects_continue = framing.has_body && fields.expects_continue;
  framing.keep_alive = llhttp_should_keep_alive(&parser) != 0;

  if (head.authority.empty()) {
    head.authority = fields.host;
  } else if (head.authority != fields.host) {
    // The authority of an absolute target goes first, for the handler too.
    head.headers.Remove("host");
    head.headers.Add("Host", head.authority);
  }
  return 0;
}

int RequestParser::Impl::OnChunkExtension(size_t size) {
  extension_bytes += size;
  if (extension_bytes <= kMaxChunkExtensions) return 0;
  return Refuse(400, absl::StrCat("the chunk extensions have more than ", kMaxChunkExtensions,
                                  " octets; expected fewer"));
}

int RequestParser::Impl::OnChunkExtensionName() {
  if (std::exchange(extension_name_bytes, 0) > 0) return OnChunkExtension(1);
  return Refuse(400, "a chunk extension has no name");
}

int RequestParser::Impl::OnBody(std::string_view piece) {
  body_bytes += piece.size();
  if (body_bytes > limits.max_body_bytes) return RefuseBody();
  body.push_back(piece);
  return 0;
}

RequestParser::Event RequestParser::Impl::FeedHead(std::string_view data, size_t* consumed) {
  const size_t kept = partial_head.size();
  std::string_view text = data;
  if (kept > 0) text = partial_head.append(data);
  switch (scanner.Scan(text)) {
    case HeadScanner::Result::kPartial:
      if (kept == 0) partial_head.assign(data);
      *consumed = data.size();
      return Event::kNeedMore;
    case HeadScanner::Result::kRefused:
      refusal = scanner.refusal();
      return Event::kRefused;
    case HeadScanner::Result::kComplete:
      break;
  }
  *consumed = scanner.end() - kept;
  const Event event = ParseHead(text.substr(scanner.begin(), scanner.end() - scanner.begin()));
  if (kept > 0) partial_head = std::string();
  scanner.Reset();
  return event;
}

RequestParser::Event RequestParser::Impl::ParseHead(std::string_view text) {
  const RequestLine& line = scanner.request_line();
  if (line.method == "CONNECT") {
    Refuse(501, "CONNECT is not served: this is no proxy");
    return Event::kRefused;
  }
  head = RequestHead();
  head.method = line.method;
  head.target = line.target;
  head.headers.Reserve(scanner.fields(), text.size());
  framing = Framing();
  framing.http_1_0 = line.http_1_0;
  headers_complete = false;
  body_bytes = chunk_bytes = chunks = 0;
  extension_bytes = extension_name_bytes = 0;

  const llhttp_errno_t code = llhttp_execute(&parser, text.data(), text.size());
  if (code != HPE_OK) return RefuseForLlhttp();
  if (!headers_complete) {
    Refuse(400, "malformed header fields; expected an empty line after them");
    return Event::kRefused;
  }
  in_body = framing.has_body;
  trailer_bytes = 0;
  return Event::kHead;
}

RequestParser::Event RequestParser::Impl::FeedBody(std::string_view data, size_t* consumed) {
  body.clear();
  const uint64_t body_bytes_before = body_bytes;
  const llhttp_errno_t code = llhttp_execute(&parser, data.data(), data.size());
  *consumed = code == HPE_OK ? data.size()
                             : static_cast<size_t>(llhttp_get_error_pos(&parser) - data.data());
  if (code != HPE_OK && code != HPE_PAUSED) return RefuseForLlhttp();

  if (trailer_bytes > kMaxTrailers) {
    Refuse(431, absl::StrCat("the trailer fields have more than ", kMaxTrailers,
                             " octets; expected fewer"));
    return Event::kRefused;
  }
  chunk_bytes += *consumed - (body_bytes - body_bytes_before);
  if (chunk_bytes > kMaxChunkFraming + kChunkFraming * chunks) {
    Refuse(400, "the framing of the chunks is longer than any need be");
    return Event::kRefused;
  }
  if (code == HPE_OK) return Event::kNeedMore;
  llhttp_resume(&parser);
  in_body = false;
  return Event::kEnd;
}

RequestParser::Event RequestParser::Impl::RefuseForLlhttp() {
  const llhttp_errno_t code = llhttp_get_errno(&parser);
  if (!refusal.message.empty()) return Event::kRefused;
  if (code == HPE_INVALID_METHOD || code == HPE_PAUSED_H2_UPGRADE) {
    // The request line has been found well-formed.
    Refuse(501, absl::StrCat("the method ", head.method, " is not known"));
    return Event::kRefused;
  }
  const char* reason = llhttp_get_error_reason(&parser);
  Refuse(400,
         absl::StrCat(in_body ? "malformed body: " : "malformed request: ",
                      reason != nullptr && *reason != '\0' ? reason : llhttp_errno_name(code)));
  return Event::kRefused;
}

RequestParser::RequestParser(const Limits& limits) : impl_(std::make_unique<Impl>(limits)) {}
RequestParser::~RequestParser() = default;

RequestParser::Event RequestParser::Feed(std::string_view data, size_t* consumed) {
  if (impl_->in_body) return impl_->FeedBody(data, consumed);
  impl_->body.clear();
  return impl_->FeedHead(data, consumed);
}

bool RequestParser::in_head() const { return !impl_->partial_head.empty(); }
RequestHead& RequestParser::head() { return impl_->head; }
const RequestParser::Framing& RequestParser::framing() const { return impl_->framing; }
const std::vector<std::string_view>& RequestParser::body() const { return impl_->body; }
const Refusal& RequestParser::refusal() const { return impl_->refusal; }

}  // namespace http
