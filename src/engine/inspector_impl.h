#pragma once

// Inside the engine room only: includes v8.h.

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/engine/inspector.h"
#include "src/engine/turn_zone.h"
#include "v8-inspector.h"
#include "v8.h"

namespace engine {

class IsolateImpl;

// V8's inspector of one isolate, while it has debuggers. Made, used and destroyed in turns of the
// isolate.
class IsolateInspector final : private v8_inspector::V8InspectorClient {
 public:
  // Both are borrowed.
  IsolateInspector(IsolateImpl& isolate, Inspector& shared);
  ~IsolateInspector() override;
  IsolateInspector(const IsolateInspector&) = delete;

  // Does what debuggers have asked for. The worker's limits stand still meanwhile, but for what one
  // has called that has gone.
  void Serve();

  // Shows debuggers what the worker has called console's method `method` with, an array.
  void TellConsole(v8::Local<v8::Context> context, v8::Local<v8::String> method,
                   v8::Local<v8::Array> values);
  // Shows them an exception that the worker has not caught. `message` may be empty.
  void TellException(v8::Local<v8::Context> context, v8::Local<v8::Value> thrown,
                     v8::Local<v8::Message> message);

 private:
  class Session;
  class Suspended;

  // Makes the sessions those that there should be.
  void Synchronize();
  void Connect(const Inspector::Session& session);
  void Drop(Session& session);
  // Frees sessions that have gone and in which nothing is under way.
  void Sweep();
  void Dispatch(const Inspector::Message& message);

  // v8_inspector::V8InspectorClient
  void runMessageLoopOnPause(int context_group) override;
  void quitMessageLoopOnPause() override { pause_over_ = true; }
  v8::Local<v8::Context> ensureDefaultContextInGroup(int context_group) override;
  double currentTimeMS() override;
  std::unique_ptr<v8_inspector::StringBuffer> resourceNameToUrl(
      const v8_inspector::StringView& name) override;

  IsolateImpl& isolate_;
  Inspector& shared_;
  std::unique_ptr<v8_inspector::V8Inspector> inspector_;
  std::list<std::unique_ptr<Session>> sessions_;
  uint64_t seen_ = 0;  // see Inspector::SessionsFor
  bool paused_ = false;
  bool pause_over_ = false;
};

}  // namespace engine
