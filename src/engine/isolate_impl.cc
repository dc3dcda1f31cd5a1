#include "src/engine/isolate_impl.h"

#include <algorithm>
#include <utility>

#include "absl/log/absl_check.h"
#include "absl/strings/str_cat.h"
#include "src/engine/parking.h"
#include "src/engine/v8_values.h"

namespace engine {
namespace {

// A heap that is worth a garbage collection before it is disposed of.
constexpr size_t kLargeHeapBytes = size_t{16} << 20;

// Where V8 13 has, in a snapshot, the checksum of the part of the heap that is only read, and how
// long it is.
constexpr size_t kReadOnlyChecksum = 12;
constexpr size_t kChecksumBytes = 4;

// All isolates of a process share the part that is only read, so it is the same in a snapshot and
// in one that went on from it; but V8 writes the halves of addresses with it that it does not read,
// and rejects code caches under another checksum.
void KeepReadOnlyChecksum(std::string_view base, std::string& blob) {
  if (base.size() < kReadOnlyChecksum + kChecksumBytes) return;
  if (blob.size() < kReadOnlyChecksum + kChecksumBytes) return;
  std::copy_n(base.begin() + kReadOnlyChecksum, kChecksumBytes, blob.begin() + kReadOnlyChecksum);
}

}  // namespace

std::unique_ptr<Isolate> Isolate::New(const Snapshot& snapshot, const Options& options) {
  return std::make_unique<IsolateImpl>(snapshot, options);
}

std::unique_ptr<Isolate> Isolate::New(std::shared_ptr<const Snapshot> snapshot,
                                      const Options& options) {
  const Snapshot& borrowed = *snapshot;
  return std::make_unique<IsolateImpl>(borrowed, options, std::move(snapshot));
}

IsolateImpl::IsolateImpl(const Snapshot& snapshot, const Options& options,
                         std::shared_ptr<const Snapshot> kept)
    : kept_(std::move(kept)),
      snapshot_(snapshot),
      platform_(V8Platform::Of(snapshot.platform())),
      blob_{snapshot.blob().data(), static_cast<int>(snapshot.blob().size())},
      isolate_(v8::Isolate::Allocate()),
      memory_(*this, options.memory_limit_bytes),
      completions_(std::make_shared<CompletionQueue>()),
      tasks_(platform_.Add(isolate_)) {
  v8::Isolate::CreateParams params;
  params.snapshot_blob = &blob_;
  params.external_references = snapshot.external_references();
  params.array_buffer_allocator_shared = memory_.allocator();
  params.constraints.ConfigureDefaultsFromHeapSize(0, options.memory_limit_bytes);
  params.allow_atomics_wait = false;
  if (options.for_snapshot) {
    creator_.emplace(isolate_, params);
    locker_.emplace(isolate_);
  } else {
    v8::Isolate::Initialize(isolate_, params);
  }
  isolate_->SetOOMErrorHandler(
      [](const char*, const v8::OOMDetails&) { ParkOrReturn(Parked::kMemory); });
  SetUp();
  memory_.Watch(isolate_);
}

void IsolateImpl::SetUp() {
  v8::Locker locker(isolate_);
  v8::Isolate::Scope isolate_scope(isolate_);
  v8::HandleScope handles(isolate_);
  isolate_->SetData(0, this);
  isolate_->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
  isolate_->SetPromiseRejectCallback([](v8::PromiseRejectMessage message) {
    IsolateImpl& isolate = From(v8::Isolate::GetCurrent());
    isolate.rejections_.Note(isolate, message);
  });
  isolate_->SetCaptureStackTraceForUncaughtExceptions(true, 10);
  ModuleLoader::Install(isolate_);

  v8::Local<v8::Context> context = v8::Context::New(isolate_);
  context->AllowCodeGenerationFromStrings(false);
  context->SetErrorMessageForCodeGenerationFromStrings(
      ToV8(isolate_, "Code generation from strings disallowed for this context"));
  context_.Reset(isolate_, context);
  v8::Context::Scope context_scope(context);
  if (for_snapshot()) global_keys_.emplace(context);
  ReadBoot(context);
}

IsolateImpl::~IsolateImpl() {
  tasks_->OnPost(nullptr);
  completions_->OnPush(nullptr);
  residents_->Gone();
  {
    v8::Locker locker(isolate_);
    v8::Isolate::Scope isolate_scope(isolate_);
    EndInspection(/*always=*/true);
    LetGoOfHeap();
    // V8 keeps the pages of a heap that is disposed of for the next one, however many they are;
    // what is garbage before goes back to the machine.
    if (memory_.bytes() > kLargeHeapBytes || termination() == Termination::kMemory) {
      isolate_->CancelTerminateExecution();
      isolate_->MemoryPressureNotification(v8::MemoryPressureLevel::kCritical);
    }
  }
  locker_.reset();
  creator_.reset();
  platform_.Dispose(isolate_);
}

void IsolateImpl::LetGoOfHeap() {
  if (context_.IsEmpty()) return;
  promises_.clear();
  rejections_.Clear();
  handle_owners_.clear();
  handles_.Clear();
  entries_.clear();
  modules_.Clear();
  global_keys_.reset();
  boot_.Reset();
  context_.Reset();
  memory_.Unwatch(isolate_);
}

absl::StatusOr<std::string> Isolate::TakeSnapshot(std::unique_ptr<Isolate> isolate) {
  return static_cast<IsolateImpl&>(*isolate).Serialize();
}

absl::StatusOr<std::string> IsolateImpl::Serialize() {
  ABSL_CHECK(creator_.has_value()) << "the isolate was not made for a snapshot";
  if (pending() != 0) {
    return absl::FailedPreconditionError(absl::StrCat(pending(), " operations are pending"));
  }
  if (handles_.size() != 0) {
    return absl::FailedPreconditionError(absl::StrCat(handles_.size(), " native objects are open"));
  }
  {
    v8::HandleScope handles(isolate_);
    v8::Local<v8::Context> context = context_.Get(isolate_);
    {
      v8::Context::Scope context_scope(context);
      if (global_keys_->Any(context)) {
        return absl::FailedPreconditionError(
            "globalThis is a key of a Map, Set, WeakMap or WeakSet");
      }
      creator_->AddData(context, boot());
      modules_.Save(context, *creator_);
    }
    LetGoOfHeap();
    creator_->SetDefaultContext(context);
  }
  v8::StartupData blob = creator_->CreateBlob(v8::SnapshotCreator::FunctionCodeHandling::kKeep);
  std::unique_ptr<const char[]> owner(blob.data);
  std::string octets(blob.data, static_cast<size_t>(blob.raw_size));
  KeepReadOnlyChecksum(snapshot_.blob(), octets);
  return octets;
}

void IsolateImpl::ReadBoot(v8::Local<v8::Context> context) {
  v8::Local<v8::Object> boot = context->GetDataFromSnapshotOnce<v8::Object>(0).ToLocalChecked();
  boot_.Reset(isolate_, boot);
  has_worker_ = modules_.Restore(context);
  v8::Local<v8::Array> names = boot->GetOwnPropertyNames(context).ToLocalChecked();
  for (uint32_t i = 0; i < names->Length(); ++i) {
    v8::Local<v8::Value> name = names->Get(context, i).ToLocalChecked();
    v8::Local<v8::Value> value = boot->Get(context, name).ToLocalChecked();
    if (!value->IsFunction()) continue;
    entries_.push_back({ToUtf8(isolate_, name.As<v8::String>()),
                        v8::Global<v8::Function>(isolate_, value.As<v8::Function>())});
  }
}

EntryPoint IsolateImpl::Entry(std::string_view name) const {
  const std::optional<EntryPoint> entry = FindEntry(name);
  ABSL_CHECK(entry.has_value()) << "boot.js exports no function " << name;
  return *entry;
}

std::optional<EntryPoint> IsolateImpl::FindEntry(std::string_view name) const {
  auto it = std::find_if(entries_.begin(), entries_.end(),
                         [name](const NamedFunction& entry) { return entry.name == name; });
  if (it == entries_.end()) return std::nullopt;
  return static_cast<EntryPoint>(it - entries_.begin());
}

void IsolateImpl::SetHost(void* host, const void* tag) {
  host_ = host;
  host_tag_ = tag;
}

void IsolateImpl::OnWork(absl::AnyInvocable<void()> callback) {
  auto shared = std::make_shared<absl::AnyInvocable<void()>>(std::move(callback));
  completions_->OnPush([shared] { (*shared)(); });
  tasks_->OnPost([shared] { (*shared)(); });
}

void IsolateImpl::Terminate(Termination why) {
  Termination none = Termination::kNone;
  termination_.compare_exchange_strong(none, why, std::memory_order_acq_rel);
  isolate_->TerminateExecution();
}

void IsolateImpl::Abandon(Parked why) {
  // What it was told before is why it is where it is.
  Termination none = Termination::kNone;
  const Termination reason = why == Parked::kFault    ? Termination::kFault
                             : why == Parked::kMemory ? Termination::kMemory
                                                      : Termination::kCpu;
  termination_.compare_exchange_strong(none, reason, std::memory_order_acq_rel);
  residents_->Abandon();
  platform_.Abandon();
}

void IsolateImpl::RequestMemoryCheck() { memory_.RequestCheck(isolate_); }

void IsolateImpl::SetInspector(std::shared_ptr<Inspector> inspector) {
  ABSL_CHECK(inspector_ == nullptr) << "the isolate has an inspector";
  inspector_ = std::move(inspector);
  {
    // V8 tells debuggers of scripts that were compiled before they came, if they were compiled in a
    // context that had been inspected.
    v8::Locker locker(isolate_);
    v8::Isolate::Scope isolate_scope(isolate_);
    v8::HandleScope handles(isolate_);
    v8::Context::Scope context_scope(context());
    const IsolateInspector marks_context(*this, *inspector_);
  }
  inspector_->Attach(*this, /*instead=*/true);
}

bool IsolateImpl::IsInspected() const {
  return isolate_inspector_ != nullptr || (inspector_ != nullptr && inspector_->IsFor(*this));
}

bool IsolateImpl::HasInspectorWork() const {
  return inspector_ != nullptr && IsInspected() && inspector_->HasWorkFor(*this);
}

void IsolateImpl::RequestInspection() {
  isolate_->RequestInterrupt(
      [](v8::Isolate*, void* data) {
        // One that has no debugger yet gets it between two turns.
        IsolateInspector* inspector = static_cast<IsolateImpl*>(data)->isolate_inspector();
        if (inspector != nullptr) inspector->Serve();
      },
      this);
}

void IsolateImpl::Inspect() {
  for (uint32_t scope : std::exchange(closed_scopes_, {})) ForgetScope(scope);
  if (inspector_ == nullptr) return;
  inspector_->Attach(*this, /*instead=*/false);
  if (isolate_inspector_ == nullptr) {
    if (!inspector_->IsFor(*this)) return;
    isolate_inspector_ = std::make_unique<IsolateInspector>(*this, *inspector_);
  }
  isolate_inspector_->Serve();
}

void IsolateImpl::EndInspection(bool always) {
  if (always && inspector_ != nullptr) inspector_->Detach(*this);
  if (isolate_inspector_ == nullptr) return;
  const bool over = always || termination() != Termination::kNone || !inspector_->IsFor(*this);
  if (!over) return;
  const NativeZone zone;
  v8::HandleScope handles(isolate_);
  isolate_inspector_ = nullptr;
  for (uint32_t scope : std::exchange(closed_scopes_, {})) ForgetScope(scope);
}

uint32_t IsolateImpl::CurrentScope() const {
  v8::Local<v8::Value> data = isolate_->GetContinuationPreservedEmbedderData();
  if (data->IsUint32()) return data.As<v8::Uint32>()->Value();
  // js-api has put more there: an array of its own, which begins with the scope.
  if (!data->IsArray()) return 0;
  v8::Local<v8::Value> scope;
  const bool found = data.As<v8::Array>()->Get(isolate_->GetCurrentContext(), 0).ToLocal(&scope);
  return found && scope->IsUint32() ? scope.As<v8::Uint32>()->Value() : 0;
}

CompletionTarget IsolateImpl::NewPromise(v8::Local<v8::Promise>* promise) {
  v8::Local<v8::Promise::Resolver> resolver;
  if (!v8::Promise::Resolver::New(isolate_->GetCurrentContext()).ToLocal(&resolver)) return {};
  *promise = resolver->GetPromise();
  const uint32_t scope = CurrentScope();
  const uint32_t number = ++last_promise_;
  promises_[number] = {scope, v8::Global<v8::Promise::Resolver>(isolate_, resolver)};
  promises_of_scope_[scope].push_back(number);
  return CompletionTarget(completions_, number);
}

void IsolateImpl::CloseWith(v8::Local<v8::Object> owner, uint32_t handle) {
  auto& entry = handle_owners_[handle];
  entry = std::make_unique<HandleOwner>(
      HandleOwner{*this, handle, v8::Global<v8::Object>(isolate_, owner)});
  entry->owner.SetWeak(entry.get(), &OnOwnerCollected, v8::WeakCallbackType::kParameter);
}

// In a garbage collection: V8 may only be told to forget.
void IsolateImpl::OnOwnerCollected(const v8::WeakCallbackInfo<HandleOwner>& info) {
  const NativeZone zone;
  IsolateImpl& self = info.GetParameter()->isolate;
  const uint32_t handle = info.GetParameter()->handle;
  self.handle_owners_.erase(handle);
  self.handles_.Close(handle);
}

void IsolateImpl::CloseHandle(uint32_t handle) {
  handle_owners_.erase(handle);
  handles_.Close(handle);
  CountHandles();
}

void IsolateImpl::CountHandles() {
  const int64_t growth = handles_.TakeGrowth();
  if (growth != 0) isolate_->AdjustAmountOfExternalAllocatedMemory(growth);
}

void IsolateImpl::CloseScope(uint32_t scope) {
  if (promises_of_scope_.empty()) return;
  if (!promises_of_scope_.contains(scope)) return;
  if (isolate_inspector_ != nullptr) return closed_scopes_.push_back(scope);
  v8::Locker locker(isolate_);
  ForgetScope(scope);
}

void IsolateImpl::ForgetScope(uint32_t scope) {
  auto it = promises_of_scope_.find(scope);
  if (it == promises_of_scope_.end()) return;
  for (uint32_t promise : it->second) promises_.erase(promise);
  promises_of_scope_.erase(it);
}

void IsolateImpl::SettleCompletions(v8::Local<v8::Context> context,
                                    absl::FunctionRef<void(uint32_t, int64_t)> run_microtasks) {
  if (!completions_->HasEntries()) return;
  std::optional<uint32_t> last;
  int64_t cpu_nanos = 0;
  for (CompletionQueue::Entry& entry : completions_->Take()) {
    auto it = promises_.find(entry.promise);
    if (it == promises_.end()) continue;
    const uint32_t scope = it->second.scope;
    if (last && *last != scope) run_microtasks(*last, std::exchange(cpu_nanos, 0));
    last = scope;
    cpu_nanos += entry.cpu_nanos;
    if (!Settle(context, scope, entry)) return;
  }
  if (last) run_microtasks(*last, cpu_nanos);
}

bool IsolateImpl::Settle(v8::Local<v8::Context> context, uint32_t scope,
                         CompletionQueue::Entry& entry) {
  v8::HandleScope handles(isolate_);
  // What ran since the entry was taken may have closed the scope.
  auto it = promises_.find(entry.promise);
  if (it == promises_.end()) return true;
  v8::Local<v8::Promise::Resolver> resolver = it->second.resolver.Get(isolate_);
  auto of_scope = promises_of_scope_.find(scope);
  auto& numbers = of_scope->second;
  numbers.erase(std::find(numbers.begin(), numbers.end(), entry.promise));
  if (numbers.empty()) promises_of_scope_.erase(of_scope);
  promises_.erase(it);
  if (auto* status = std::get_if<absl::Status>(&entry.completion)) {
    return resolver->Reject(context, ToException(isolate_, *status)).FromMaybe(false);
  }
  return resolver->Resolve(context, ToV8(isolate_, context, std::move(entry.completion)))
      .FromMaybe(false);
}

bool IsolateImpl::RunTasks() {
  if (!tasks_->HasReady()) return false;
  for (std::unique_ptr<v8::Task>& task : tasks_->TakeReady()) {
    v8::HandleScope handles(isolate_);
    task->Run();
  }
  return true;
}

}  // namespace engine
