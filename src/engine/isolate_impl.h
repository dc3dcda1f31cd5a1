#pragma once

// Inside the engine room only: includes v8.h.

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/functional/function_ref.h"
#include "absl/log/absl_check.h"
#include "src/engine/completion_queue.h"
#include "src/engine/global_keys.h"
#include "src/engine/handle_table.h"
#include "src/engine/inspector_impl.h"
#include "src/engine/isolate.h"
#include "src/engine/memory_limit_impl.h"
#include "src/engine/module_loader.h"
#include "src/engine/rejections.h"
#include "src/engine/residents.h"
#include "src/engine/v8_platform.h"
#include "v8.h"

namespace engine {

// The one implementation of Isolate.
class IsolateImpl final : public Isolate {
 public:
  // `kept`: what is to live as long; may be null.
  IsolateImpl(const Snapshot& snapshot, const Options& options,
              std::shared_ptr<const Snapshot> kept = nullptr);
  ~IsolateImpl() override;

  friend absl::StatusOr<std::string> Isolate::TakeSnapshot(std::unique_ptr<Isolate>);

  static IsolateImpl& From(v8::Isolate* isolate) {
    return *static_cast<IsolateImpl*>(isolate->GetData(0));
  }

  EntryPoint Entry(std::string_view name) const override;
  // The same; nullopt if there is none.
  std::optional<EntryPoint> FindEntry(std::string_view name) const;
  uint32_t OpenScope() override { return ++last_scope_; }
  void CloseScope(uint32_t scope) override;
  size_t pending() const override { return promises_.size(); }
  bool HasWork() const override { return completions_->HasEntries() || tasks_->HasReady(); }
  void OnWork(absl::AnyInvocable<void()> callback) override;
  void SetMemoryLimit(size_t bytes) override { memory_.SetLimit(bytes); }
  size_t memory_bytes() const override { return memory_.bytes(); }
  void Terminate(Termination why) override;
  Termination termination() const override { return termination_.load(std::memory_order_acquire); }
  void RequestMemoryCheck() override;
  bool IsTooMuch(size_t malloc_bytes) const override { return memory_.IsTooMuch(malloc_bytes); }
  bool IsWorn() const override { return memory_.worn(); }
  void Abandon(Parked why) override;

  bool Vacate() override { return residents_->Close(); }

  void SetInspector(std::shared_ptr<Inspector> inspector) override;
  bool IsInspected() const override;
  bool HasInspectorWork() const override;
  // Has what debuggers ask for done, where JavaScript runs that is inspected. // any thread
  void RequestInspection();
  // Does what debuggers ask for. In a turn.
  void Inspect();
  // Lets go of V8's inspector, unless it is needed in the next turn too. In a turn.
  void EndInspection(bool always);
  // Shows debuggers what the worker has not caught. In a turn.
  void TellException(v8::Local<v8::Context> context, v8::Local<v8::Value> thrown,
                     v8::Local<v8::Message> message) {
    if (isolate_inspector_ != nullptr) isolate_inspector_->TellException(context, thrown, message);
  }
  // Null: nobody inspects it.
  IsolateInspector* isolate_inspector() const { return isolate_inspector_.get(); }
  // The turn that is on; null: none.
  Turn* turn() const { return turn_; }
  void SetTurn(Turn* turn) { turn_ = turn; }

  // Who has a home in it. Never null.
  const std::shared_ptr<Residents>& residents() const { return residents_; }
  // Looks at the memory when a turn ends; `was_long`: the turn may have allocated much.
  void CountMallocFromHere() { memory_.TurnBegins(); }
  void CheckMemoryAfterTurn(bool was_long) {
    CountHandles();
    memory_.AfterTurn(was_long);
  }

  // What V8's own threads do for it. Never null.
  const std::shared_ptr<BackgroundCpu>& background_cpu() const { return background_cpu_; }

  HandleTable& handles() { return handles_; }
  // Closes a handle when the object is collected.
  void CloseWith(v8::Local<v8::Object> owner, uint32_t handle);
  void CloseHandle(uint32_t handle);
  // Tells V8 what the objects of handles take.
  void CountHandles();

  void* Host(const void* tag) const {
    ABSL_CHECK(tag == host_tag_) << "an op asked for a host that this isolate does not have";
    return host_;
  }

  // The scope that the running code's asynchronous context belongs to; 0: none.
  uint32_t CurrentScope() const;

  // Makes a pending promise in the current scope. The target is not valid when V8 could not make
  // one; an exception is then pending.
  CompletionTarget NewPromise(v8::Local<v8::Promise>* promise);

  // Settles what natives have completed. Calls `run_microtasks` with the scope that it settled
  // promises of, and what these took of CPU time on other threads, after those of each.
  void SettleCompletions(v8::Local<v8::Context> context,
                         absl::FunctionRef<void(uint32_t scope, int64_t cpu_nanos)> run_microtasks);
  // Makes V8's delayed tasks ready whose time has come: at the beginning of a turn.
  void CheckDelayedTasks() { tasks_->CheckDelayed(); }
  // Runs V8's own foreground tasks that are ready; whether there were any.
  bool RunTasks();

  v8::Isolate* v8() const { return isolate_; }
  v8::Local<v8::Context> context() const { return context_.Get(isolate_); }
  v8::Local<v8::Function> function(EntryPoint entry) const {
    return entries_[static_cast<size_t>(entry)].function.Get(isolate_);
  }
  // What boot.js exports, as an object without prototype.
  v8::Local<v8::Object> boot() const { return boot_.Get(isolate_); }
  // Whether the snapshot that it was restored from has an evaluated worker.
  bool has_worker() const { return has_worker_; }
  ModuleLoader& modules() { return modules_; }
  Rejections& rejections() { return rejections_; }
  // Whether it is to end as a snapshot; V8 makes no code cache in such an isolate.
  bool for_snapshot() const { return creator_.has_value(); }
  // What it was restored from.
  const Snapshot& snapshot() const { return snapshot_; }

 private:
  struct NamedFunction {
    std::string name;
    v8::Global<v8::Function> function;
  };
  struct PendingPromise {
    uint32_t scope;
    v8::Global<v8::Promise::Resolver> resolver;
  };
  // Lives as long as `owner` does.
  struct HandleOwner {
    IsolateImpl& isolate;
    uint32_t handle;
    v8::Global<v8::Object> owner;
  };

  void SetHost(void* host, const void* tag) override;
  void SetUp();
  // In the isolate's lock.
  void ForgetScope(uint32_t scope);
  // Lets go of all that refers to the heap. In the isolate's lock.
  void LetGoOfHeap();
  absl::StatusOr<std::string> Serialize();
  void ReadBoot(v8::Local<v8::Context> context);
  // Settles one promise of `scope`; false when the isolate is being terminated.
  bool Settle(v8::Local<v8::Context> context, uint32_t scope, CompletionQueue::Entry& entry);
  static void OnOwnerCollected(const v8::WeakCallbackInfo<HandleOwner>& info);

  const std::shared_ptr<const Snapshot> kept_;
  const Snapshot& snapshot_;
  V8Platform& platform_;
  v8::StartupData blob_;
  v8::Isolate* isolate_;
  // Of an isolate that is to end as a snapshot, and the lock that its thread holds for its life.
  std::optional<v8::SnapshotCreator> creator_;
  std::optional<GlobalKeys> global_keys_;
  std::optional<v8::Locker> locker_;
  v8::Global<v8::Context> context_;
  v8::Global<v8::Object> boot_;
  std::vector<NamedFunction> entries_;
  ModuleLoader modules_;
  bool has_worker_ = false;

  void* host_ = nullptr;
  const void* host_tag_ = nullptr;

  uint32_t last_scope_ = 0;
  uint32_t last_promise_ = 0;
  absl::flat_hash_map<uint32_t, PendingPromise> promises_;
  absl::flat_hash_map<uint32_t, absl::InlinedVector<uint32_t, 4>> promises_of_scope_;
  Rejections rejections_;
  HandleTable handles_;
  absl::flat_hash_map<uint32_t, std::unique_ptr<HandleOwner>> handle_owners_;

  const std::shared_ptr<BackgroundCpu> background_cpu_ = std::make_shared<BackgroundCpu>();
  const std::shared_ptr<Residents> residents_ = std::make_shared<Residents>();

  std::shared_ptr<Inspector> inspector_;                 // null: none can come
  std::unique_ptr<IsolateInspector> isolate_inspector_;  // null: none has come
  // Closed while it is inspected, and to be forgotten in the next turn: another thread in the
  // isolate's lock would take from V8 what it keeps of steps for the thread of its turns.
  std::vector<uint32_t> closed_scopes_;
  Turn* turn_ = nullptr;

  MemoryLimit memory_;
  std::atomic<Termination> termination_ = Termination::kNone;

  const std::shared_ptr<CompletionQueue> completions_;
  std::shared_ptr<ForegroundTasks> tasks_;
};

}  // namespace engine
