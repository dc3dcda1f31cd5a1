#include <algorithm>
#include <utility>

#include "simdutf.h"
#include "src/base/clock.h"
#include "src/engine/inspector_impl.h"
#include "src/engine/isolate_impl.h"
#include "src/engine/turn.h"
#include "src/engine/v8_values.h"

namespace engine {
namespace {

using v8_inspector::StringBuffer;
using v8_inspector::StringView;

// An isolate has one context, in a group of its own.
constexpr int kContextGroup = 1;
// A call that no debugger has made.
constexpr int kOwnCall = -1'000'004;
constexpr std::string_view kStepOut = R"({"id":-1000004,"method":"Debugger.stepOut"})";
constexpr std::string_view kPaused = R"({"method":"Debugger.paused",)";
constexpr std::string_view kStep = R"("reason":"step")";
constexpr std::string_view kResumed = R"({"method":"Debugger.resumed","params":{}})";

StringView ViewOf(std::string_view text) {
  return StringView(reinterpret_cast<const uint8_t*>(text.data()), text.size());
}

// Of what V8 calls 8 bit strings, only ASCII comes here.
std::string TextOf(const StringView& text) {
  if (text.is8Bit()) {
    return std::string(reinterpret_cast<const char*>(text.characters8()), text.length());
  }
  const auto* units = reinterpret_cast<const char16_t*>(text.characters16());
  std::string utf8(simdutf::utf8_length_from_utf16(units, text.length()), '\0');
  utf8.resize(simdutf::convert_utf16_to_utf8(units, text.length(), utf8.data()));
  return utf8;
}

// V8 takes a text of other than ASCII in UTF-16 only.
std::unique_ptr<StringBuffer> ToBuffer(std::string_view utf8) {
  if (simdutf::validate_ascii(utf8.data(), utf8.size())) return StringBuffer::create(ViewOf(utf8));
  std::u16string units(simdutf::utf16_length_from_utf8(utf8.data(), utf8.size()), u'\0');
  units.resize(simdutf::convert_utf8_to_utf16(utf8.data(), utf8.size(), units.data()));
  return StringBuffer::create(
      StringView(reinterpret_cast<const uint16_t*>(units.data()), units.size()));
}

std::unique_ptr<StringBuffer> ToBuffer(v8::Isolate* isolate, v8::Local<v8::String> text) {
  return ToBuffer(ToUtf8(isolate, text));
}

// Where the code stands that is paused.
enum class Standing { kInWorker, kCalledByWorker, kInRuntime };

Standing FindStanding(v8::Isolate* isolate) {
  constexpr int kFrames = 100;
  v8::HandleScope handles(isolate);
  v8::Local<v8::StackTrace> stack =
      v8::StackTrace::CurrentStackTrace(isolate, kFrames, v8::StackTrace::kScriptName);
  for (int i = 0; i < stack->GetFrameCount(); ++i) {
    v8::Local<v8::String> name =
        stack->GetFrame(isolate, static_cast<uint32_t>(i))->GetScriptName();
    // What js-api calls has the snapshot's name.
    if (!name.IsEmpty() && ToUtf8(isolate, name).starts_with("atoll:")) continue;
    return i == 0 ? Standing::kInWorker : Standing::kCalledByWorker;
  }
  return Standing::kInRuntime;
}

// While it lives, the context's global object has no `console`, to which V8 would add a function
// that outlives the inspector it belongs to.
class HiddenConsole {
 public:
  explicit HiddenConsole(v8::Local<v8::Context> context)
      : context_(context), name_(ToInternalized(context->GetIsolate(), "console")) {
    v8::Local<v8::Object> global = context->Global();
    v8::Local<v8::Value> descriptor;
    // Nothing of the worker's is called: one that has made it something else keeps that.
    hidden_ = global->GetOwnPropertyDescriptor(context, name_).ToLocal(&descriptor) &&
              descriptor->IsObject() &&
              descriptor.As<v8::Object>()
                  ->HasOwnProperty(context, ToInternalized(context->GetIsolate(), "value"))
                  .FromMaybe(false) &&
              global->GetPropertyAttributes(context, name_).To(&attributes_) &&
              global->Get(context, name_).ToLocal(&value_) &&
              global->Delete(context, name_).FromMaybe(false);
  }
  ~HiddenConsole() {
    if (!hidden_) return;
    context_->Global()->DefineOwnProperty(context_, name_, value_, attributes_).IsNothing();
  }
  HiddenConsole(const HiddenConsole&) = delete;

 private:
  const v8::Local<v8::Context> context_;
  const v8::Local<v8::String> name_;
  v8::Local<v8::Value> value_;
  v8::PropertyAttribute attributes_ = v8::None;
  bool hidden_ = false;
};

}  // namespace

// One debugger, with V8's session for it.
class IsolateInspector::Session final : public v8_inspector::V8Inspector::Channel {
 public:
  Session(uint32_t id, std::shared_ptr<const Inspector::Send> send)
      : id(id), send_(std::move(send)) {}

  void Tell(std::string message) {
    const NativeZone zone;
    if (send_ != nullptr) (*send_)(std::move(message));
  }
  // What it is told of the pause that has begun is held back until somebody has looked at it.
  bool PausedByStep() const { return held_.find(kStep) != held_.npos; }
  void TellPaused() {
    if (!held_.empty()) Tell(std::exchange(held_, {}));
  }
  void ForgetPaused() { held_.clear(); }
  // It is told nothing any more.
  void Silence() { send_ = nullptr; }
  bool gone() const { return send_ == nullptr; }

  const uint32_t id;
  std::unique_ptr<v8_inspector::V8InspectorSession> v8;
  int dispatching = 0;  // messages of it under way, one in the other

 private:
  // v8_inspector::V8Inspector::Channel
  void sendResponse(int call, std::unique_ptr<StringBuffer> message) override {
    if (call != kOwnCall) Tell(TextOf(message->string()));
  }
  void sendNotification(std::unique_ptr<StringBuffer> message) override {
    std::string text = TextOf(message->string());
    if (text.starts_with(kPaused)) {
      held_ = std::move(text);
    } else {
      Tell(std::move(text));
    }
  }
  void flushProtocolNotifications() override {}

  std::shared_ptr<const Inspector::Send> send_;
  std::string held_;
};

// While it lives, the thread does what debuggers ask for, or waits for them: nobody pays for that,
// and nobody stops the thread.
class IsolateInspector::Suspended {
 public:
  explicit Suspended(IsolateInspector& inspector)
      : turn_(inspector.isolate_.turn()), clock_(inspector.shared_.clock()) {
    if (turn_ != nullptr) turn_->Suspend();
    clock_.Begin();
  }
  ~Suspended() {
    clock_.End();
    if (turn_ != nullptr) turn_->Continue();
  }
  Suspended(const Suspended&) = delete;

 private:
  const NativeZone zone_;
  Turn* const turn_;
  PauseClock& clock_;
};

IsolateInspector::IsolateInspector(IsolateImpl& isolate, Inspector& shared)
    : isolate_(isolate),
      shared_(shared),
      inspector_(v8_inspector::V8Inspector::create(isolate.v8(), this)) {
  const HiddenConsole hidden(isolate.context());
  const std::unique_ptr<StringBuffer> name = ToBuffer(shared.worker());
  v8_inspector::V8ContextInfo info(isolate.context(), kContextGroup, name->string());
  info.auxData = ViewOf(R"({"isDefault":true})");
  inspector_->contextCreated(info);
}

IsolateInspector::~IsolateInspector() {
  for (const auto& session : sessions_) Drop(*session);
  sessions_.clear();
  v8::HandleScope handles(isolate_.v8());
  inspector_->contextDestroyed(isolate_.context());
}

void IsolateInspector::Serve() {
  const Suspended suspended(*this);
  v8::HandleScope handles(isolate_.v8());
  Synchronize();
  // What comes behind the order to go on is for afterwards.
  while (!(paused_ && pause_over_)) {
    const std::optional<Inspector::Message> message = shared_.TakeMessage(isolate_, seen_);
    if (!message.has_value()) break;
    Dispatch(*message);
    Synchronize();
  }
}

void IsolateInspector::Synchronize() {
  std::optional<std::vector<Inspector::Session>> wanted = shared_.SessionsFor(isolate_, seen_);
  if (wanted.has_value()) {
    for (const auto& session : sessions_) {
      const auto same = [&session](const auto& one) { return one.id == session->id; };
      if (!std::any_of(wanted->begin(), wanted->end(), same)) Drop(*session);
    }
    for (const Inspector::Session& one : *wanted) {
      const auto same = [&one](const auto& session) { return one.id == session->id; };
      if (!std::any_of(sessions_.begin(), sessions_.end(), same)) Connect(one);
    }
  }
  Sweep();
}

void IsolateInspector::Connect(const Inspector::Session& session) {
  sessions_.push_back(std::make_unique<Session>(session.id, session.send));
  Session& made = *sessions_.back();
  made.v8 = inspector_->connect(kContextGroup, &made,
                                StringView(session.state.data(), session.state.size()),
                                v8_inspector::V8Inspector::kFullyTrusted);
}

void IsolateInspector::Drop(Session& session) {
  if (session.gone()) return;
  // The next isolate's sessions know nothing of a pause of this one.
  if (paused_) session.Tell(std::string(kResumed));
  session.Silence();
  session.v8->stop();
  // Nobody is left who could end what it has called: the limits do, from when that goes on.
  for (int calls = session.dispatching; calls > 0 && isolate_.turn() != nullptr; --calls) {
    isolate_.turn()->Continue();
  }
}

void IsolateInspector::Sweep() {
  std::erase_if(sessions_, [](const auto& one) { return one->gone() && one->dispatching == 0; });
}

void IsolateInspector::Dispatch(const Inspector::Message& message) {
  for (const auto& session : sessions_) {
    if (session->id != message.session || session->gone()) continue;
    Session& target = *session;
    ++target.dispatching;
    target.v8->dispatchProtocolMessage(ViewOf(message.text));
    --target.dispatching;
    if (target.gone()) {
      if (isolate_.turn() != nullptr) isolate_.turn()->Suspend();
      return;
    }
    // One that has come in a pause is told of it by what it has asked for.
    if (paused_) target.TellPaused();
    return shared_.KeepState(isolate_, target.id, target.v8->state());
  }
}

void IsolateInspector::TellConsole(v8::Local<v8::Context> context, v8::Local<v8::String> method,
                                   v8::Local<v8::Array> values) {
  const NativeZone zone;
  v8::Isolate* isolate = isolate_.v8();
  v8::TryCatch ignored(isolate);
  // V8's own console, which no code of the worker has.
  v8::Local<v8::Value> console;
  v8::Local<v8::Value> function;
  if (!context->GetExtrasBindingObject()
           ->Get(context, ToInternalized(isolate, "console"))
           .ToLocal(&console) ||
      !console->IsObject() || !console.As<v8::Object>()->Get(context, method).ToLocal(&function) ||
      !function->IsFunction()) {
    return;
  }
  v8::LocalVector<v8::Value> arguments(isolate);
  for (uint32_t i = 0; i < values->Length(); ++i) {
    v8::Local<v8::Value> value;
    if (!values->Get(context, i).ToLocal(&value)) return;
    arguments.push_back(value);
  }
  function.As<v8::Function>()
      ->Call(context, console, static_cast<int>(arguments.size()), arguments.data())
      .IsEmpty();
}

void IsolateInspector::TellException(v8::Local<v8::Context> context, v8::Local<v8::Value> thrown,
                                     v8::Local<v8::Message> message) {
  const NativeZone zone;
  v8::Isolate* isolate = isolate_.v8();
  v8::TryCatch ignored(isolate);
  if (message.IsEmpty()) message = v8::Exception::CreateMessage(isolate, thrown);
  const v8::Local<v8::Value> resource = message->GetScriptResourceName();
  const std::string name =
      resource->IsString() ? ToUtf8(isolate, resource.As<v8::String>()) : std::string();
  std::string url = shared_.UrlOfScript(name);
  const std::unique_ptr<StringBuffer> text = ToBuffer(isolate, message->Get());
  const std::unique_ptr<StringBuffer> place = ToBuffer(url.empty() ? name : url);
  const v8::Local<v8::StackTrace> stack = message->GetStackTrace();
  inspector_->exceptionThrown(
      context, ViewOf("Uncaught"), thrown, text->string(), place->string(),
      static_cast<unsigned>(std::max(message->GetLineNumber(context).FromMaybe(0), 0)),
      static_cast<unsigned>(std::max(message->GetStartColumn(context).FromMaybe(0), 0)),
      stack.IsEmpty() ? nullptr : inspector_->createStackTrace(stack),
      message->GetScriptOrigin().ScriptId());
}

void IsolateInspector::runMessageLoopOnPause(int) {
  if (paused_) return;
  const Suspended suspended(*this);
  pause_over_ = false;
  const Standing standing = FindStanding(isolate_.v8());
  if (standing != Standing::kInWorker) {
    // A step has led into js-api, which V8 knows no script of: out of it again, or on.
    for (const auto& session : sessions_) {
      if (session->gone() || !session->PausedByStep()) continue;
      for (const auto& one : sessions_) one->ForgetPaused();
      if (standing == Standing::kCalledByWorker) {
        session->v8->dispatchProtocolMessage(ViewOf(kStepOut));
      } else {
        session->v8->resume();
      }
      return;
    }
  }
  for (const auto& session : sessions_) session->TellPaused();
  paused_ = true;
  shared_.SetPaused(true);
  while (!pause_over_) {
    Serve();
    if (pause_over_) break;
    if (shared_.Wait(isolate_, seen_)) continue;
    // Another isolate has the sessions, or the process ends: they leave this one.
    Synchronize();
    break;
  }
  shared_.SetPaused(false);
  paused_ = false;
  if (shared_.HasWorkFor(isolate_)) isolate_.RequestInspection();
}

v8::Local<v8::Context> IsolateInspector::ensureDefaultContextInGroup(int) {
  return isolate_.context();
}

double IsolateInspector::currentTimeMS() { return base::Clock::Real().WallMillis(); }

std::unique_ptr<StringBuffer> IsolateInspector::resourceNameToUrl(const StringView& name) {
  const std::string url = shared_.UrlOfScript(TextOf(name));
  return url.empty() ? nullptr : ToBuffer(url);
}

}  // namespace engine
