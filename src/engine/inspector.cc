#include "src/engine/inspector.h"

#include <algorithm>

#include "src/base/clock.h"
#include "src/engine/isolate_impl.h"

namespace engine {
namespace {

int64_t Now() { return base::Clock::Real().MonotonicNanos(); }

}  // namespace

void PauseClock::Begin() {
  absl::MutexLock lock(mutex_);
  if (waiting_++ == 0) since_nanos_ = Now();
}

void PauseClock::End() {
  absl::MutexLock lock(mutex_);
  if (--waiting_ == 0) total_nanos_ += Now() - since_nanos_;
}

int64_t PauseClock::PausedNanos() const {
  absl::MutexLock lock(mutex_);
  return total_nanos_ + (waiting_ > 0 ? Now() - since_nanos_ : 0);
}

uint32_t Inspector::Connect(Send send) {
  absl::MutexLock lock(mutex_);
  const uint32_t id = ++last_session_;
  sessions_[id] = {id, std::make_shared<const Send>(std::move(send)), {}};
  attached_.store(true, std::memory_order_release);
  ++changes_;
  Wake();
  return id;
}

void Inspector::Dispatch(uint32_t session, std::string message) {
  absl::MutexLock lock(mutex_);
  if (!sessions_.contains(session)) return;
  messages_.push_back({session, std::move(message)});
  Wake();
}

void Inspector::Disconnect(uint32_t session) {
  // Freed without the lock: whatever it holds may want others.
  std::map<uint32_t, Session>::node_type removed;
  absl::MutexLock lock(mutex_);
  removed = sessions_.extract(session);
  if (removed.empty()) return;
  std::erase_if(messages_, [session](const Message& one) { return one.session == session; });
  attached_.store(!sessions_.empty(), std::memory_order_release);
  ++changes_;
  Wake();
}

void Inspector::SetUrls(UrlOf url_of) {
  absl::MutexLock lock(mutex_);
  url_of_ = std::make_shared<const UrlOf>(std::move(url_of));
}

void Inspector::Quit() {
  absl::MutexLock lock(mutex_);
  quit_ = true;
  ++changes_;
  Wake();
}

void Inspector::OnWork(const void* owner, absl::AnyInvocable<void()> callback) {
  absl::MutexLock lock(mutex_);
  std::erase_if(on_work_, [owner](const auto& one) { return one.first == owner; });
  if (callback != nullptr) on_work_.emplace_back(owner, std::move(callback));
}

void Inspector::Wake() {
  // One that waits in a pause has seen it by the lock; one that runs is interrupted; one that does
  // not run needs a turn.
  if (isolate_ != nullptr) isolate_->RequestInspection();
  if (!on_work_.empty()) on_work_.back().second();
}

void Inspector::Attach(IsolateImpl& isolate, bool instead) {
  absl::MutexLock lock(mutex_);
  if (isolate_ == &isolate || (isolate_ != nullptr && !instead)) return;
  if (isolate_ != nullptr && attached()) isolate_->RequestInspection();
  isolate_ = &isolate;
  ++changes_;
}

void Inspector::Detach(IsolateImpl& isolate) {
  absl::MutexLock lock(mutex_);
  if (isolate_ != &isolate) return;
  isolate_ = nullptr;
  ++changes_;
  // What it has left undone is for another.
  if (!messages_.empty()) Wake();
}

bool Inspector::IsFor(const IsolateImpl& isolate) const {
  if (!attached()) return false;
  absl::MutexLock lock(mutex_);
  return IsOf(isolate) && !quit_;
}

bool Inspector::HasWorkFor(const IsolateImpl& isolate) const {
  absl::MutexLock lock(mutex_);
  return IsOf(isolate) && (!messages_.empty() || seen_ != changes_);
}

std::optional<std::vector<Inspector::Session>> Inspector::SessionsFor(const IsolateImpl& isolate,
                                                                      uint64_t& seen) {
  absl::MutexLock lock(mutex_);
  if (seen == changes_) return std::nullopt;
  seen = changes_;
  std::vector<Session> sessions;
  if (!IsOf(isolate)) return sessions;
  seen_ = changes_;
  if (quit_) return sessions;
  for (const auto& [id, session] : sessions_) sessions.push_back(session);
  return sessions;
}

std::optional<Inspector::Message> Inspector::TakeMessage(const IsolateImpl& isolate,
                                                         uint64_t seen) {
  absl::MutexLock lock(mutex_);
  if (messages_.empty() || !IsOf(isolate) || seen != changes_) return std::nullopt;
  Message message = std::move(messages_.front());
  messages_.pop_front();
  return message;
}

bool Inspector::Wait(const IsolateImpl& isolate, uint64_t seen) {
  struct Awaited {
    const Inspector& inspector;
    const IsolateImpl& isolate;
    const uint64_t seen;
    bool IsThere() const ABSL_SHARED_LOCKS_REQUIRED(inspector.mutex_) {
      return inspector.changes_ != seen || inspector.quit_ || !inspector.IsOf(isolate) ||
             !inspector.messages_.empty();
    }
  };
  const Awaited awaited = {*this, isolate, seen};
  absl::MutexLock lock(mutex_);
  mutex_.Await(absl::Condition(
      +[](const Awaited* one) ABSL_NO_THREAD_SAFETY_ANALYSIS { return one->IsThere(); }, &awaited));
  return !quit_ && IsOf(isolate);
}

void Inspector::KeepState(const IsolateImpl& isolate, uint32_t session,
                          std::vector<uint8_t> state) {
  absl::MutexLock lock(mutex_);
  auto found = sessions_.find(session);
  if (found != sessions_.end() && IsOf(isolate)) found->second.state = std::move(state);
}

std::string Inspector::UrlOfScript(std::string_view name) const {
  std::shared_ptr<const UrlOf> url_of;
  {
    absl::MutexLock lock(mutex_);
    url_of = url_of_;
  }
  return url_of != nullptr && *url_of != nullptr ? (*url_of)(name) : "";
}

std::shared_ptr<Inspector> Inspectors::Of(std::string_view worker) {
  absl::MutexLock lock(mutex_);
  auto found = inspectors_.find(worker);
  if (found != inspectors_.end()) return found->second;
  auto made = std::make_shared<Inspector>(std::string(worker), clock_);
  if (quit_) made->Quit();
  return inspectors_.emplace(worker, std::move(made)).first->second;
}

std::vector<std::shared_ptr<Inspector>> Inspectors::all() const {
  absl::MutexLock lock(mutex_);
  std::vector<std::shared_ptr<Inspector>> all;
  for (const auto& [worker, inspector] : inspectors_) all.push_back(inspector);
  return all;
}

void Inspectors::Quit() {
  {
    absl::MutexLock lock(mutex_);
    quit_ = true;
  }
  for (const std::shared_ptr<Inspector>& inspector : all()) inspector->Quit();
}

}  // namespace engine
