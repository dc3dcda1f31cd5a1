#include "src/http/http2_session.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/log/absl_check.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "src/http/request_encoder.h"

namespace http {
namespace {

constexpr size_t kFrameHead = 9;
constexpr size_t kFieldOverhead = 32;  // RFC 9113, section 6.5.2
constexpr size_t kMaxSentHead = size_t{1} << 20;
constexpr uint32_t kStreamsBeforeSettings = 100;
// A server that is sent DATA frames may answer each with so many WINDOW_UPDATE frames.
constexpr size_t kUpdatesForData = 4;
constexpr size_t kMaxProblem = 200;

template <auto Delete>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Delete(object);
  }
};

// What a server sent may be anything.
std::string Printable(std::string_view text) {
  std::string printable(text.substr(0, kMaxProblem));
  for (char& c : printable) {
    if (!absl::ascii_isprint(c)) c = '?';
  }
  return printable;
}

nghttp2_nv Field(std::string_view name, std::string_view value) {
  const auto octets = [](std::string_view text) {
    return const_cast<uint8_t*>(reinterpret_cast<const uint8_t*>(text.data()));
  };
  return {octets(name), octets(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

std::string_view View(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace

std::string Http2ErrorName(uint32_t code) { return nghttp2_http2_strerror(code); }

struct Http2Session::Impl {
  Impl(Listener& listener, const Options& options) : listener(listener), options(options) {
    Open();
    Greet();
  }

  static Impl& Of(void* self) { return *static_cast<Impl*>(self); }
  void Open();
  void Greet();
  void SetCallbacks(nghttp2_session_callbacks* callbacks);

  int Refuse(std::string text) {
    if (problem.empty()) problem = std::move(text);
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  }
  int OnFrame(const nghttp2_frame& frame);
  int OnHeaders(const nghttp2_frame& frame);
  int OnSentFrame(const nghttp2_frame& frame);
  int OnInvalidFrame(const nghttp2_frame& frame, int code);
  int CountIdleFrame();
  nghttp2_ssize ReadUpload(int32_t stream, size_t size, uint32_t* flags);
  int SendData(const nghttp2_frame& frame, const uint8_t* head, size_t size);
  bool Has(int32_t stream) const {
    return stream > 0 && nghttp2_session_get_stream_local_close(session.get(), stream) >= 0;
  }
  bool HasNoRoom() const { return out_size >= limit; }
  void Append(base::Bytes piece);
  void AppendText(std::string_view text);

  Listener& listener;
  const Options options;
  std::unique_ptr<nghttp2_session, Deleter<&nghttp2_session_del>> session;
  std::string problem;                                 // that ends the connection
  std::string last_problem;                            // as nghttp2 says it
  absl::flat_hash_map<int32_t, std::string> problems;  // of streams that are about to be closed
  size_t idle_frames = 0;
  size_t allowed_updates = 0;
  // In Send.
  size_t limit = 0;
  size_t out_size = 0;
  std::vector<base::Bytes>* out = nullptr;
  std::string text;  // what goes before the next piece
};

void Http2Session::Impl::Open() {
  nghttp2_session_callbacks* made = nullptr;
  ABSL_CHECK_EQ(nghttp2_session_callbacks_new(&made), 0) << "out of memory";
  const std::unique_ptr<nghttp2_session_callbacks, Deleter<&nghttp2_session_callbacks_del>>
      callbacks(made);
  SetCallbacks(made);
  nghttp2_option* option = nullptr;
  ABSL_CHECK_EQ(nghttp2_option_new(&option), 0) << "out of memory";
  const std::unique_ptr<nghttp2_option, Deleter<&nghttp2_option_del>> owned(option);
  nghttp2_option_set_no_auto_window_update(option, 1);
  nghttp2_option_set_peer_max_concurrent_streams(option, kStreamsBeforeSettings);
  nghttp2_option_set_max_send_header_block_length(option, kMaxSentHead);
  // White space around a value is taken off, as in HTTP/1.1.
  nghttp2_option_set_no_rfc9113_leading_and_trailing_ws_validation(option, 1);
  nghttp2_session* opened = nullptr;
  ABSL_CHECK_EQ(nghttp2_session_client_new2(&opened, made, this, option), 0) << "out of memory";
  session.reset(opened);
}

void Http2Session::Impl::Greet() {
  const nghttp2_settings_entry settings[] = {
      {NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, options.stream_window},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<uint32_t>(options.max_head_bytes)},
  };
  ABSL_CHECK_EQ(
      nghttp2_submit_settings(session.get(), NGHTTP2_FLAG_NONE, settings, std::size(settings)), 0);
  ABSL_CHECK_EQ(
      nghttp2_session_set_local_window_size(session.get(), NGHTTP2_FLAG_NONE, 0,
                                            static_cast<int32_t>(options.connection_window)),
      0);
}

void Http2Session::Impl::SetCallbacks(nghttp2_session_callbacks* callbacks) {
  // What is not for a stream that there is would be passed over for ever.
  nghttp2_session_callbacks_set_on_begin_frame_callback(
      callbacks, [](nghttp2_session*, const nghttp2_frame_hd* head, void* self) {
        const bool counts = head->type == NGHTTP2_HEADERS && !Of(self).Has(head->stream_id);
        return counts ? Of(self).CountIdleFrame() : 0;
      });
  nghttp2_session_callbacks_set_on_begin_headers_callback(
      callbacks, [](nghttp2_session*, const nghttp2_frame* frame, void* self) {
        Of(self).listener.OnBlockBegin(frame->hd.stream_id);
        return 0;
      });
  nghttp2_session_callbacks_set_on_header_callback(
      callbacks,
      [](nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name, size_t name_size,
         const uint8_t* value, size_t value_size, uint8_t, void* self) -> int {
        const bool fine = Of(self).listener.OnField(frame->hd.stream_id, View(name, name_size),
                                                    View(value, value_size));
        return fine ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE;
      });
  // A field that is malformed makes the response malformed (RFC 9113, section 8.2.1).
  nghttp2_session_callbacks_set_on_invalid_header_callback(
      callbacks,
      [](nghttp2_session*, const nghttp2_frame*, const uint8_t*, size_t, const uint8_t*, size_t,
         uint8_t, void*) -> int { return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE; });
  nghttp2_session_callbacks_set_on_frame_recv_callback(
      callbacks, [](nghttp2_session*, const nghttp2_frame* frame, void* self) {
        return Of(self).OnFrame(*frame);
      });
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
      callbacks, [](nghttp2_session* session, uint8_t, int32_t stream, const uint8_t* data,
                    size_t size, void* self) {
        Of(self).listener.OnBody(stream, View(data, size));
        return nghttp2_session_consume_connection(session, size);
      });
  nghttp2_session_callbacks_set_on_stream_close_callback(
      callbacks, [](nghttp2_session*, int32_t stream, uint32_t code, void* self) {
        Impl& impl = Of(self);
        const auto problem = impl.problems.extract(stream);
        impl.listener.OnStreamClosed(stream, code,
                                     problem.empty() ? std::string_view() : problem.mapped());
        return 0;
      });
  nghttp2_session_callbacks_set_on_frame_send_callback(
      callbacks, [](nghttp2_session*, const nghttp2_frame* frame, void* self) {
        return Of(self).OnSentFrame(*frame);
      });
  nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(
      callbacks, [](nghttp2_session*, const nghttp2_frame* frame, int code, void* self) {
        return Of(self).OnInvalidFrame(*frame, code);
      });
  nghttp2_session_callbacks_set_error_callback2(
      callbacks, [](nghttp2_session*, int, const char* message, size_t size, void* self) {
        Of(self).last_problem = Printable({message, size});
        return 0;
      });
  nghttp2_session_callbacks_set_send_callback2(
      callbacks,
      [](nghttp2_session*, const uint8_t* data, size_t size, int, void* self) -> nghttp2_ssize {
        if (Of(self).HasNoRoom()) return NGHTTP2_ERR_WOULDBLOCK;
        Of(self).AppendText(View(data, size));
        return static_cast<nghttp2_ssize>(size);
      });
  nghttp2_session_callbacks_set_send_data_callback(
      callbacks,
      [](nghttp2_session*, nghttp2_frame* frame, const uint8_t* head, size_t size,
         nghttp2_data_source*, void* self) { return Of(self).SendData(*frame, head, size); });
}

int Http2Session::Impl::OnFrame(const nghttp2_frame& frame) {
  const int32_t stream = frame.hd.stream_id;
  const bool last = (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
  switch (frame.hd.type) {
    case NGHTTP2_HEADERS:
      return OnHeaders(frame);
    case NGHTTP2_DATA:
      if (last) listener.OnComplete(stream);
      return last || frame.hd.length > 0 ? 0 : CountIdleFrame();
    case NGHTTP2_SETTINGS:
      if ((frame.hd.flags & NGHTTP2_FLAG_ACK) == 0) listener.OnSettings();
      return CountIdleFrame();
    case NGHTTP2_GOAWAY:
      listener.OnGoAway(frame.goaway.error_code);
      return CountIdleFrame();
    case NGHTTP2_WINDOW_UPDATE:
      if (allowed_updates == 0) return CountIdleFrame();
      --allowed_updates;
      return 0;
    default:
      return CountIdleFrame();
  }
}

int Http2Session::Impl::OnHeaders(const nghttp2_frame& frame) {
  if (!listener.OnBlockEnd(frame.hd.stream_id)) return NGHTTP2_ERR_CALLBACK_FAILURE;
  if ((frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) listener.OnComplete(frame.hd.stream_id);
  return 0;
}

int Http2Session::Impl::OnInvalidFrame(const nghttp2_frame& frame, int code) {
  const bool is_body = frame.hd.type == NGHTTP2_DATA;
  if (is_body && (code == NGHTTP2_ERR_HTTP_MESSAGING || code == NGHTTP2_ERR_PROTO)) {
    last_problem = "the body is not as long as its Content-Length says";
  } else if (last_problem.empty()) {
    last_problem = nghttp2_strerror(code);
  }
  if (Has(frame.hd.stream_id)) problems.try_emplace(frame.hd.stream_id, last_problem);
  return CountIdleFrame();
}

int Http2Session::Impl::CountIdleFrame() {
  if (++idle_frames <= options.max_idle_frames) return 0;
  return Refuse("the server sends more frames than it has use for");
}

int Http2Session::Impl::OnSentFrame(const nghttp2_frame& frame) {
  if (frame.hd.type == NGHTTP2_DATA) allowed_updates += kUpdatesForData;
  if (frame.hd.type == NGHTTP2_GOAWAY && frame.goaway.error_code != NGHTTP2_NO_ERROR) {
    // nghttp2 tells the server what it did.
    Refuse(absl::StrCat(Http2ErrorName(frame.goaway.error_code), ", ",
                        Printable(View(frame.goaway.opaque_data, frame.goaway.opaque_data_len))));
  }
  if (frame.hd.stream_id > 0) listener.OnSent(frame.hd.stream_id);
  return 0;
}

nghttp2_ssize Http2Session::Impl::ReadUpload(int32_t stream, size_t size, uint32_t* flags) {
  const Http2Upload* upload = listener.UploadOf(stream);
  if (upload == nullptr) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  const size_t taken = std::min(size, upload->available());
  const bool last = upload->ended() && taken == upload->available();
  if (taken == 0 && !last) return NGHTTP2_ERR_DEFERRED;
  *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
  if (last) *flags |= NGHTTP2_DATA_FLAG_EOF;
  return static_cast<nghttp2_ssize>(taken);
}

int Http2Session::Impl::SendData(const nghttp2_frame& frame, const uint8_t* head, size_t size) {
  if (HasNoRoom()) return NGHTTP2_ERR_WOULDBLOCK;
  Http2Upload* upload = listener.UploadOf(frame.hd.stream_id);
  // Somebody gave up between the two calls.
  if (upload == nullptr || upload->available() < size) {
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  }
  AppendText(View(head, kFrameHead));
  if (size > 0) Append(upload->Take(size));
  return 0;
}

void Http2Session::Impl::AppendText(std::string_view octets) {
  out_size += octets.size();
  text.append(octets);
}

void Http2Session::Impl::Append(base::Bytes piece) {
  out_size += piece.size();
  if (!text.empty()) out->emplace_back(std::exchange(text, std::string()));
  out->push_back(std::move(piece));
}

Http2Session::Http2Session(Listener& listener, const Options& options)
    : impl_(std::make_unique<Impl>(listener, options)) {}
Http2Session::~Http2Session() = default;

bool Http2Session::allows_requests() const {
  return nghttp2_session_check_request_allowed(impl_->session.get()) != 0;
}

size_t Http2Session::max_streams() const {
  return std::min(kStreamsBeforeSettings,
                  nghttp2_session_get_remote_settings(impl_->session.get(),
                                                      NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS));
}

absl::StatusOr<int32_t> Http2Session::Request(const RequestHead& head, const Http2Upload* upload) {
  std::vector<nghttp2_nv> fields = {
      Field(":method", head.method),
      Field(":scheme", head.scheme),
      Field(":authority", head.authority),
      Field(":path", head.target),
  };
  const ConnectionFields connection(head.headers);
  size_t names_size = 0;
  for (size_t i = 0; i < head.headers.size(); ++i) names_size += head.headers.at(i).name.size();
  std::string names;
  names.reserve(names_size);
  for (size_t i = 0; i < head.headers.size(); ++i) {
    const HeaderList::Field field = head.headers.at(i);
    if (!IsSentAsGiven(connection, field.name)) continue;
    const size_t at = names.size();
    names.append(absl::AsciiStrToLower(field.name));
    fields.push_back(
        Field(std::string_view(names).substr(at), absl::StripAsciiWhitespace(field.value)));
  }
  const RequestFraming framing =
      FrameRequest(head, upload != nullptr, upload != nullptr ? upload->length() : std::nullopt);
  const std::string length = absl::StrCat(framing.length);
  if (framing.body == RequestFraming::Body::kLength) {
    fields.push_back(Field("content-length", length));
  }
  size_t size = 0;
  for (const nghttp2_nv& field : fields) size += field.namelen + field.valuelen + kFieldOverhead;
  const size_t most = std::min<size_t>(
      kMaxSentHead, nghttp2_session_get_remote_settings(impl_->session.get(),
                                                        NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE));
  if (size > most) {
    return absl::InvalidArgumentError(
        absl::StrCat("the request's head has ", size, " octets; the server takes at most ", most));
  }
  nghttp2_data_provider2 provider = {};
  provider.read_callback = [](nghttp2_session*, int32_t stream, uint8_t*, size_t size,
                              uint32_t* flags, nghttp2_data_source*, void* self) {
    return Impl::Of(self).ReadUpload(stream, size, flags);
  };
  const int32_t stream =
      nghttp2_submit_request2(impl_->session.get(), nullptr, fields.data(), fields.size(),
                              upload != nullptr ? &provider : nullptr, nullptr);
  if (stream > 0) return stream;
  return absl::UnavailableError(
      absl::StrCat("no request can be sent on the connection: ", nghttp2_strerror(stream)));
}

void Http2Session::Reset(int32_t stream, uint32_t code) {
  nghttp2_submit_rst_stream(impl_->session.get(), NGHTTP2_FLAG_NONE, stream, code);
}

void Http2Session::Resume(int32_t stream) {
  nghttp2_session_resume_data(impl_->session.get(), stream);
}

void Http2Session::Consume(int32_t stream, size_t size) {
  nghttp2_session_consume_stream(impl_->session.get(), stream, size);
}

absl::Status Http2Session::Receive(std::string_view data) {
  const nghttp2_ssize read = nghttp2_session_mem_recv2(
      impl_->session.get(), reinterpret_cast<const uint8_t*>(data.data()), data.size());
  if (read >= 0) return absl::OkStatus();
  const std::string why = problem();
  return absl::InvalidArgumentError(why.empty() ? nghttp2_strerror(static_cast<int>(read)) : why);
}

absl::Status Http2Session::Send(size_t limit, std::vector<base::Bytes>* out) {
  impl_->limit = limit;
  impl_->out_size = 0;
  impl_->out = out;
  const int result = nghttp2_session_send(impl_->session.get());
  impl_->out = nullptr;
  if (!impl_->text.empty()) out->emplace_back(std::exchange(impl_->text, std::string()));
  if (result == 0) return absl::OkStatus();
  const std::string why = problem();
  return absl::InvalidArgumentError(why.empty() ? nghttp2_strerror(result) : why);
}

bool Http2Session::wants_to_send() const {
  return nghttp2_session_want_write(impl_->session.get()) != 0;
}

bool Http2Session::over() const {
  return nghttp2_session_want_read(impl_->session.get()) == 0 && !wants_to_send();
}

std::string Http2Session::problem() const {
  return impl_->problem.empty() ? impl_->last_problem : impl_->problem;
}

void Http2Session::Terminate() {
  nghttp2_session_terminate_session(impl_->session.get(), NGHTTP2_NO_ERROR);
}

void Http2Session::NewPeriod() { impl_->idle_frames = impl_->allowed_updates = 0; }

}  // namespace http
