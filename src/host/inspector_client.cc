#include "src/host/inspector_client.h"

#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "src/host/inspector_messages.h"

namespace host {
namespace {

// How much may be on its way to a debugger before the worker waits for it: a heap snapshot is as
// large as the heap.
constexpr size_t kMaxBytes = size_t{32} << 20;
// With so much unsent, a WebSocket says when nothing is.
constexpr size_t kTellingBytes = size_t{64} << 10;

constexpr uint16_t kCloseUnsupportedData = 1003;

}  // namespace

// The room for what is on its way from the worker's thread to the debugger. Any thread.
class InspectorClient::Outlet {
 public:
  // Waits until there is room. False: the debugger has gone.
  bool Take(size_t bytes) {
    absl::MutexLock lock(mutex_, absl::Condition(this, &Outlet::HasRoom));
    bytes_ += bytes;
    return !closed_;
  }
  void Give(size_t bytes) {
    absl::MutexLock lock(mutex_);
    bytes_ -= bytes;
  }
  void Close() {
    absl::MutexLock lock(mutex_);
    closed_ = true;
  }

 private:
  bool HasRoom() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return closed_ || bytes_ < kMaxBytes; }

  absl::Mutex mutex_;
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

InspectorClient::InspectorClient(std::shared_ptr<worker::LanePort> port,
                                 std::shared_ptr<engine::Inspector> worker,
                                 const InspectorSources& sources,
                                 std::unique_ptr<http::WebSocket> websocket,
                                 absl::AnyInvocable<void()> on_end)
    : worker_(std::move(worker)),
      sources_(sources),
      websocket_(std::move(websocket)),
      outlet_(std::make_shared<Outlet>()) {
  session_ = worker_->Connect(
      [port = std::move(port), outlet = outlet_, weak = weak_.Get()](std::string message) {
        if (!outlet->Take(message.size())) return;
        port->Post([weak, message = std::move(message)]() mutable {
          if (weak) weak->Send(std::move(message));
        });
      });
  http::WebSocket::Callbacks callbacks;
  callbacks.on_message = [this](http::WebSocketMessage message) { OnMessage(std::move(message)); };
  callbacks.on_end = [on_end = std::move(on_end)](http::WebSocketEnd) mutable { on_end(); };
  callbacks.on_drained = [this] { GiveRoom(); };
  websocket_->SetCallbacks(std::move(callbacks));
  websocket_->SetReading(true);
}

InspectorClient::~InspectorClient() {
  outlet_->Close();
  worker_->Disconnect(session_);
}

void InspectorClient::OnMessage(http::WebSocketMessage message) {
  if (!message.is_text) {
    return websocket_->Close(kCloseUnsupportedData, "found a binary message; expected JSON");
  }
  for (std::string& text : MessagesToV8(std::string(message.payload.view()))) {
    worker_->Dispatch(session_, std::move(text));
  }
}

void InspectorClient::Send(std::string message) {
  taken_bytes_ += message.size();
  std::optional<std::string> changed = MessageToDebugger(
      std::move(message),
      [this](std::string_view url) { return sources_.SourceMapUrl(worker_->worker(), url); });
  if (changed.has_value()) websocket_->Send({true, base::Bytes(*std::move(changed))});
  if (websocket_->unsent() <= kTellingBytes) GiveRoom();
}

void InspectorClient::GiveRoom() { outlet_->Give(std::exchange(taken_bytes_, 0)); }

}  // namespace host
