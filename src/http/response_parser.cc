#include "src/http/response_parser.h"

#include <llhttp.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "src/http/response_head_scanner.h"

namespace http {
namespace {

// Octets of trailer fields that one message may have.
constexpr size_t kMaxTrailers = size_t{16} << 10;
// Octets of all else that frames chunks: for the message, and for each chunk.
constexpr uint64_t kMaxChunkFraming = uint64_t{64} << 10;
constexpr uint64_t kChunkFraming = 32;
constexpr int kMaxInterim = 32;

}  // namespace

struct ResponseParser::Impl {
  explicit Impl(const Limits& limits) : scanner({limits.max_head_bytes, limits.max_fields}) {
    llhttp_init(&parser, HTTP_RESPONSE, &Settings());
    parser.data = this;
  }

  static Impl& Of(llhttp_t* parser) { return *static_cast<Impl*>(parser->data); }
  static const llhttp_settings_t& Settings();

  Event FeedHead(std::string_view data, size_t* consumed);
  Event ParseHead(std::string_view text);
  Event FeedBody(std::string_view data, size_t* consumed);
  Event RefuseForLlhttp();

  Event Refuse(std::string text) {
    if (problem.empty()) problem = std::move(text);
    return Event::kRefused;
  }
  int Stop(std::string text) {
    Refuse(std::move(text));
    return HPE_USER;
  }

  int OnFieldText(std::string_view* text, std::string_view part);
  int OnField();
  int OnHeadersComplete();
  int CheckTransferEncoding();

  ResponseHeadScanner scanner;
  llhttp_t parser;
  std::string problem;

  bool head_method = false;
  bool switches = false;
  bool untouched = true;
  int interim = 0;
  std::string partial_head;
  bool in_body = false;

  // Of the response whose head came last.
  ResponseHead head;
  Framing framing;
  bool headers_complete = false;
  int coding_fields = 0;
  bool chunked = false;
  uint64_t body_bytes = 0;
  uint64_t chunk_bytes = 0;  // that frame the body
  uint64_t chunks = 0;
  size_t trailer_bytes = 0;

  // What llhttp has shown of a field.
  std::string_view field;
  std::string_view value;
  std::vector<std::string_view> body;
};

const llhttp_settings_t& ResponseParser::Impl::Settings() {
  static const llhttp_settings_t settings = [] {
    llhttp_settings_t s;
    llhttp_settings_init(&s);
    s.on_status = [](llhttp_t* p, const char* at, size_t n) {
      Of(p).head.reason.append(at, n);
      return 0;
    };
    s.on_header_field = [](llhttp_t* p, const char* at, size_t n) {
      return Of(p).OnFieldText(&Of(p).field, {at, n});
    };
    s.on_header_value = [](llhttp_t* p, const char* at, size_t n) {
      return Of(p).OnFieldText(&Of(p).value, {at, n});
    };
    s.on_header_value_complete = [](llhttp_t* p) { return Of(p).OnField(); };
    s.on_headers_complete = [](llhttp_t* p) { return Of(p).OnHeadersComplete(); };
    s.on_body = [](llhttp_t* p, const char* at, size_t n) {
      Of(p).body_bytes += n;
      Of(p).body.emplace_back(at, n);
      return 0;
    };
    s.on_chunk_header = [](llhttp_t* p) {
      ++Of(p).chunks;
      return 0;
    };
    // Where a body ends is an event; a message that has none is over with its head.
    s.on_message_complete = [](llhttp_t* p) {
      return Of(p).in_body ? static_cast<int>(HPE_PAUSED) : 0;
    };
    return s;
  }();
  return settings;
}

int ResponseParser::Impl::OnFieldText(std::string_view* text, std::string_view part) {
  // Trailer fields are dropped (RFC 9110, section 6.5.1), and their parts need not be at hand any
  // more when the next one comes.
  trailer_bytes += part.size();
  if (in_body) return 0;
  // Parts of one text lie side by side, for a head is parsed as a whole.
  const bool continues = text->data() + text->size() == part.data();
  *text = continues ? std::string_view(text->data(), text->size() + part.size()) : part;
  return 0;
}

int ResponseParser::Impl::OnField() {
  if (in_body) return 0;
  value = absl::StripTrailingAsciiWhitespace(value);
  head.headers.Add(field, value);
  if (absl::EqualsIgnoreCase(field, "transfer-encoding")) {
    ++coding_fields;
    chunked = absl::EqualsIgnoreCase(value, "chunked");
  }
  field = value = {};
  return 0;
}

// RFC 9112, section 6.1. Whatever else a coding is would be read as another length by others.
int ResponseParser::Impl::CheckTransferEncoding() {
  if (coding_fields == 0) return 0;
  if (coding_fields > 1 || !chunked) {
    return Stop("the Transfer-Encoding is not understood; expected chunked alone");
  }
  if (scanner.http_1_0()) return Stop("HTTP/1.0 has no Transfer-Encoding");
  if (head.status == 204) return Stop("a response without content has a Transfer-Encoding");
  // llhttp does not know the name with a tab beside it.
  parser.flags |= F_CHUNKED;
  return 0;
}

int ResponseParser::Impl::OnHeadersComplete() {
  headers_complete = true;
  parser.upgrade = 0;
  if (const int stop = CheckTransferEncoding(); stop != 0) return stop;
  if ((parser.flags & F_CONTENT_LENGTH) != 0) framing.content_length = parser.content_length;
  framing.keep_alive = llhttp_should_keep_alive(&parser) != 0;
  const bool without_body =
      head_method || head.status == 101 || head.status == 204 || head.status == 304;
  if (!without_body) {
    framing.until_close = !chunked && !framing.content_length;
    framing.has_body = framing.until_close || chunked || framing.content_length.value_or(0) > 0;
  }
  if (framing.until_close) framing.keep_alive = false;
  // llhttp passes over a body then.
  return without_body ? 1 : 0;
}

ResponseParser::Event ResponseParser::Impl::FeedHead(std::string_view data, size_t* consumed) {
  untouched = false;
  const size_t kept = partial_head.size();
  std::string_view text = data;
  if (kept > 0) text = partial_head.append(data);
  switch (scanner.Scan(text)) {
    case ResponseHeadScanner::Result::kPartial:
      if (kept == 0) partial_head.assign(data);
      *consumed = data.size();
      return Event::kNeedMore;
    case ResponseHeadScanner::Result::kRefused:
      return Refuse(scanner.problem());
    case ResponseHeadScanner::Result::kComplete:
      break;
  }
  *consumed = scanner.end() - kept;
  Event event = Event::kNeedMore;
  if (scanner.status() >= 200 || (scanner.status() == 101 && switches)) {
    event = ParseHead(text.substr(0, scanner.end()));
  } else if (scanner.status() == 101) {
    event = Refuse("the server switches to another protocol, which nobody has asked for");
  } else if (++interim > kMaxInterim) {
    event = Refuse(absl::StrCat("the server sends more than ", kMaxInterim, " interim responses"));
  }
  partial_head.clear();
  scanner.Reset();
  return event;
}

ResponseParser::Event ResponseParser::Impl::ParseHead(std::string_view text) {
  head = ResponseHead();
  head.status = scanner.status();
  head.headers.Reserve(scanner.fields(), text.size());
  framing = Framing();
  headers_complete = chunked = false;
  coding_fields = 0;
  body_bytes = chunk_bytes = chunks = 0;

  const llhttp_errno_t code = llhttp_execute(&parser, text.data(), text.size());
  const bool switched = code == HPE_PAUSED_UPGRADE && head.status == 101;
  if (code != HPE_OK && !switched) return RefuseForLlhttp();
  if (!headers_complete) {
    return Refuse("malformed header fields; expected an empty line after them");
  }
  in_body = framing.has_body;
  trailer_bytes = 0;
  return Event::kHead;
}

ResponseParser::Event ResponseParser::Impl::FeedBody(std::string_view data, size_t* consumed) {
  const uint64_t body_bytes_before = body_bytes;
  const llhttp_errno_t code = llhttp_execute(&parser, data.data(), data.size());
  *consumed = code == HPE_OK ? data.size()
                             : static_cast<size_t>(llhttp_get_error_pos(&parser) - data.data());
  if (code != HPE_OK && code != HPE_PAUSED) return RefuseForLlhttp();
  if (trailer_bytes > kMaxTrailers) {
    return Refuse(absl::StrCat("the trailer fields have more than ", kMaxTrailers,
                               " octets; expected fewer"));
  }
  chunk_bytes += *consumed - (body_bytes - body_bytes_before);
  if (chunk_bytes > kMaxChunkFraming + kChunkFraming * chunks) {
    return Refuse("the framing of the chunks is longer than any need be");
  }
  if (code == HPE_OK) return Event::kNeedMore;
  llhttp_resume(&parser);
  in_body = false;
  return Event::kEnd;
}

ResponseParser::Event ResponseParser::Impl::RefuseForLlhttp() {
  const char* reason = llhttp_get_error_reason(&parser);
  return Refuse(absl::StrCat(in_body ? "malformed body: " : "malformed response: ",
                             reason != nullptr && *reason != '\0'
                                 ? reason
                                 : llhttp_errno_name(llhttp_get_errno(&parser))));
}

ResponseParser::ResponseParser(const Limits& limits) : impl_(std::make_unique<Impl>(limits)) {}
ResponseParser::~ResponseParser() = default;

void ResponseParser::Begin(bool head_method, bool switches) {
  impl_->head_method = head_method;
  impl_->switches = switches;
  impl_->untouched = true;
  impl_->interim = 0;
}

ResponseParser::Event ResponseParser::Feed(std::string_view data, size_t* consumed) {
  impl_->body.clear();
  return impl_->in_body ? impl_->FeedBody(data, consumed) : impl_->FeedHead(data, consumed);
}

ResponseParser::Event ResponseParser::Finish() {
  impl_->body.clear();
  if (impl_->in_body && impl_->framing.until_close) {
    impl_->in_body = false;
    return Event::kEnd;
  }
  return impl_->Refuse(impl_->untouched ? "the connection ended without a response"
                       : impl_->in_body ? "the connection ended within the response's body"
                                        : "the connection ended within the response's head");
}

bool ResponseParser::untouched() const { return impl_->untouched; }
ResponseHead& ResponseParser::head() { return impl_->head; }
const ResponseParser::Framing& ResponseParser::framing() const { return impl_->framing; }
const std::vector<std::string_view>& ResponseParser::body() const { return impl_->body; }
const std::string& ResponseParser::problem() const { return impl_->problem; }

}  // namespace http
