#pragma once

// Inside the engine room only: includes v8.h.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/log/absl_check.h"
#include "src/engine/completion_queue.h"
#include "src/engine/isolate.h"
#include "src/engine/module_loader.h"
#include "src/engine/v8_platform.h"
#include "v8.h"

namespace engine {

// The one implementation of Isolate.
class IsolateImpl final : public Isolate {
 public:
  IsolateImpl(const Snapshot& snapshot, const Options& options);
  ~IsolateImpl() override;

  static IsolateImpl& From(v8::Isolate* isolate) {
    return *static_cast<IsolateImpl*>(isolate->GetData(0));
  }

  EntryPoint Entry(std::string_view name) const override;
  uint32_t OpenScope() override { return ++last_scope_; }
  void CloseScope(uint32_t scope) override;
  size_t pending() const override { return promises_.size(); }
  bool HasWork() const override { return completions_->HasEntries() || tasks_->HasReady(); }
  void OnWork(absl::AnyInvocable<void()> callback) override;
  size_t HeapBytes() const override;

  void* Host(const void* tag) const {
    ABSL_CHECK(tag == host_tag_) << "an op asked for a host that this isolate does not have";
    return host_;
  }

  // The scope that the running code's asynchronous context belongs to; 0: none.
  uint32_t CurrentScope() const;

  // Makes a pending promise in the current scope. The target is not valid when V8 could not make
  // one; an exception is then pending.
  CompletionTarget NewPromise(v8::Local<v8::Promise>* promise);

  // Settles what natives have completed; at least one settlement makes it true.
  bool SettleCompletions(v8::Local<v8::Context> context);
  // Makes V8's delayed tasks ready whose time has come: at the beginning of a turn.
  void CheckDelayedTasks() { tasks_->CheckDelayed(); }
  // Runs V8's own foreground tasks that are ready.
  void RunTasks();

  v8::Isolate* v8() const { return isolate_; }
  v8::Local<v8::Context> context() const { return context_.Get(isolate_); }
  v8::Local<v8::Function> function(EntryPoint entry) const {
    return entries_[static_cast<size_t>(entry)].function.Get(isolate_);
  }
  // What boot.js exports, as an object without prototype.
  v8::Local<v8::Object> boot() const { return boot_.Get(isolate_); }
  ModuleLoader& modules() { return modules_; }
  std::vector<Exception> TakeUnhandledRejections();

 private:
  struct NamedFunction {
    std::string name;
    v8::Global<v8::Function> function;
  };
  struct PendingPromise {
    uint32_t scope;
    v8::Global<v8::Promise::Resolver> resolver;
  };
  struct Rejection {
    v8::Global<v8::Promise> promise;
    v8::Global<v8::Value> reason;
  };

  void SetHost(void* host, const void* tag) override;
  void SetUp();
  void ReadBoot(v8::Local<v8::Context> context);
  static void OnPromiseReject(v8::PromiseRejectMessage message);

  V8Platform& platform_;
  v8::StartupData blob_;
  v8::Isolate* isolate_;
  v8::Global<v8::Context> context_;
  v8::Global<v8::Object> boot_;
  std::vector<NamedFunction> entries_;
  ModuleLoader modules_;

  void* host_ = nullptr;
  const void* host_tag_ = nullptr;

  uint32_t last_scope_ = 0;
  uint32_t last_promise_ = 0;
  absl::flat_hash_map<uint32_t, PendingPromise> promises_;
  absl::flat_hash_map<uint32_t, absl::InlinedVector<uint32_t, 4>> promises_of_scope_;
  std::vector<Rejection> rejections_;

  // Hold the lock for the thread that made the isolate, and let go of it again: a thread without
  // such a pair begins each turn with a fresh V8 stack guard, and what was asked of the isolate
  // between turns, such as to take over optimised code, would be forgotten.
  std::optional<v8::Locker> home_locker_;
  std::optional<v8::Unlocker> home_unlocker_;

  const std::shared_ptr<CompletionQueue> completions_;
  std::shared_ptr<ForegroundTasks> tasks_;
};

}  // namespace engine
