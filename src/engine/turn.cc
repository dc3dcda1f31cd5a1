#include "src/engine/turn.h"

#include <iterator>
#include <new>
#include <utility>

#include "src/base/clock.h"
#include "src/engine/isolate_impl.h"
#include "src/engine/v8_values.h"

namespace engine {
namespace {

// How much of the thread's stack JavaScript may use. Threads have 8 MB; the rest is for natives.
constexpr size_t kStackBytes = size_t{1} << 20;

// What is shorter than this is charged by the clock on the wall, which is cheaper to read than a
// thread's CPU time.
constexpr int64_t kShortNanos = 1'000'000;

IsolateImpl& Impl(Isolate& isolate) { return static_cast<IsolateImpl&>(isolate); }

}  // namespace

struct Turn::Entered {
  explicit Entered(IsolateImpl& isolate)
      : locker(isolate.v8()),
        isolate_scope(isolate.v8()),
        handles(isolate.v8()),
        context(isolate.context()),
        context_scope(context) {}

  v8::Locker locker;
  v8::Isolate::Scope isolate_scope;
  v8::HandleScope handles;
  v8::Local<v8::Context> context;
  v8::Context::Scope context_scope;
};

Turn::Turn(Isolate& isolate, double wall_millis, Budget& budget, Watched watched)
    : isolate_(isolate),
      budget_(&budget),
      watched_(watched),
      turn_began_nanos_(base::Clock::Real().MonotonicNanos()),
      began_nanos_(turn_began_nanos_) {
  static_assert(sizeof(Entered) <= sizeof(entered_));
  V8Platform::SetThreadWallMillis(wall_millis);
  V8Platform::SetThreadPayer(&Impl(isolate).background_cpu());
  if (watched_.watch != nullptr) watched_.watch->homes().Settle(Impl(isolate));
  entered_here_ = new (entered_) Entered(Impl(isolate));
  // The limit belongs to the thread, and this may be another one than last time.
  const uintptr_t here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  Impl(isolate).v8()->SetStackLimit(here - kStackBytes);
  Impl(isolate).CheckDelayedTasks();
  Impl(isolate).CountMallocFromHere();
  Impl(isolate).SetTurn(this);
  if (watched_.watch != nullptr) {
    watched_.watch->Begin(isolate, watched_.listener, watched_.tenant, budget.left_nanos());
  }
}

Turn::~Turn() { End(); }

bool Turn::End() {
  if (budget_ == nullptr) return false;
  const int64_t elapsed = Elapsed(base::Clock::Real().MonotonicNanos());
  budget_->Charge(elapsed + Impl(isolate_).background_cpu()->Take());
  budget_ = nullptr;
  // The isolate may still be terminated until the watch is told.
  const bool astray = watched_.watch != nullptr && watched_.watch->End();
  Impl(isolate_).CheckMemoryAfterTurn(was_long_ || elapsed > kShortNanos);
  Impl(isolate_).SetTurn(nullptr);
  entered_here_->~Entered();
  V8Platform::ClearThreadWallMillis();
  V8Platform::SetThreadPayer(nullptr);
  return astray;
}

int64_t Turn::Elapsed(int64_t now_nanos) const {
  const int64_t elapsed = now_nanos - began_nanos_;
  if (elapsed <= kShortNanos || watched_.watch == nullptr) return elapsed;
  return watched_.watch->CpuSince(began_nanos_, now_nanos);
}

std::optional<Exception> Turn::Start(const ModuleGraph& graph, std::string_view vars_json,
                                     std::string_view bindings_json) {
  IsolateImpl& isolate = Impl(isolate_);
  v8::Isolate* v8_isolate = isolate.v8();
  v8::HandleScope handles(v8_isolate);
  v8::TryCatch try_catch(v8_isolate);
  v8::Local<v8::Context> context = entered_here_->context;

  if (isolate.has_worker()) {
    isolate.modules().SetGraph(graph);
    const std::optional<EntryPoint> restored = isolate.FindEntry("restored");
    if (restored && isolate.function(*restored)
                        ->Call(context, v8::Undefined(v8_isolate), 0, nullptr)
                        .IsEmpty()) {
      return ToException(v8_isolate, context, try_catch);
    }
    return std::nullopt;
  }
  v8::Local<v8::Value> variables[] = {
      ToV8(v8_isolate, vars_json), v8::Boolean::New(v8_isolate, graph.service_worker),
      v8::Integer::NewFromUnsigned(v8_isolate, static_cast<uint32_t>(graph.node)),
      ToV8(v8_isolate, bindings_json), v8::Integer::NewFromUnsigned(v8_isolate, graph.compat)};
  if (isolate.function(isolate.Entry("prepare"))
          ->Call(context, v8::Undefined(v8_isolate), std::size(variables), variables)
          .IsEmpty()) {
    return ToException(v8_isolate, context, try_catch);
  }
  v8::Local<v8::Value> exports;
  if (std::optional<Exception> exception = isolate.modules().Evaluate(
          isolate, context, graph, [this] { Drain(); }, &exports)) {
    return exception;
  }
  v8_isolate->SetContinuationPreservedEmbedderData(v8::Undefined(v8_isolate));
  if (isolate.function(isolate.Entry("setup"))
          ->Call(context, v8::Undefined(v8_isolate), 1, &exports)
          .IsEmpty()) {
    return ToException(v8_isolate, context, try_catch);
  }
  Drain();
  return std::nullopt;
}

std::optional<Exception> Turn::Call(EntryPoint entry, uint32_t scope, uint32_t argument) {
  IsolateImpl& isolate = Impl(isolate_);
  if (isolate.termination() != Termination::kNone) return std::nullopt;
  v8::Isolate* v8_isolate = isolate.v8();
  v8::HandleScope handles(v8_isolate);
  v8::TryCatch try_catch(v8_isolate);
  v8::Local<v8::Context> context = entered_here_->context;

  v8_isolate->SetContinuationPreservedEmbedderData(v8::Integer::NewFromUnsigned(v8_isolate, scope));
  v8::Local<v8::Value> value = v8::Integer::NewFromUnsigned(v8_isolate, argument);
  const bool failed =
      isolate.function(entry)->Call(context, v8::Undefined(v8_isolate), 1, &value).IsEmpty();
  v8_isolate->SetContinuationPreservedEmbedderData(v8::Undefined(v8_isolate));
  if (!failed) return std::nullopt;
  if (!try_catch.HasTerminated()) {
    isolate.TellException(context, try_catch.Exception(), try_catch.Message());
  }
  return ToException(v8_isolate, context, try_catch);
}

void Turn::Inspect() {
  v8::Isolate* v8_isolate = Impl(isolate_).v8();
  v8::HandleScope handles(v8_isolate);
  Impl(isolate_).Inspect();
  if (Impl(isolate_).termination() == Termination::kNone) v8_isolate->PerformMicrotaskCheckpoint();
}

void Turn::EndInspection(bool always) { Impl(isolate_).EndInspection(always); }

void Turn::Suspend() {
  if (suspended_++ > 0) return;
  const int64_t now = base::Clock::Real().MonotonicNanos();
  const int64_t elapsed = Elapsed(now);
  was_long_ = was_long_ || elapsed > kShortNanos;
  budget_->Charge(elapsed + Impl(isolate_).background_cpu()->Take());
  began_nanos_ = now;
  if (watched_.watch != nullptr) watched_.watch->Suspend();
}

void Turn::Continue() {
  if (--suspended_ > 0) return;
  Impl(isolate_).background_cpu()->Take();
  began_nanos_ = base::Clock::Real().MonotonicNanos();
  if (watched_.watch != nullptr) watched_.watch->Continue(budget_->left_nanos());
}

void Turn::Charge(Budget& budget) {
  if (&budget == budget_) return;
  const int64_t now = base::Clock::Real().MonotonicNanos();
  const int64_t elapsed = Elapsed(now);
  was_long_ = was_long_ || elapsed > kShortNanos;
  budget_->Charge(elapsed + Impl(isolate_).background_cpu()->Take());
  budget_ = &budget;
  began_nanos_ = now;
  if (watched_.watch != nullptr) watched_.watch->Charge(budget.left_nanos());
}

void Turn::Drain() {
  Drain([](uint32_t) -> Budget* { return nullptr; });
}

void Turn::Drain(absl::FunctionRef<Budget*(uint32_t)> payer) {
  IsolateImpl& isolate = Impl(isolate_);
  v8::Isolate* v8_isolate = isolate.v8();
  v8::HandleScope handles(v8_isolate);
  do {
    isolate.SettleCompletions(entered_here_->context, [&](uint32_t scope, int64_t cpu_nanos) {
      if (Budget* budget = payer(scope)) Charge(*budget);
      budget_->Charge(cpu_nanos);
      v8_isolate->PerformMicrotaskCheckpoint();
    });
    v8_isolate->PerformMicrotaskCheckpoint();
    // After all that was asked for: a task may finalize what the turn can still reach until then.
    if (isolate.RunTasks()) v8_isolate->PerformMicrotaskCheckpoint();
  } while (isolate.HasWork() && isolate.termination() == Termination::kNone);
}

std::vector<UnhandledRejection> Turn::TellRejections() {
  return TellRejections([](uint32_t) -> Budget* { return nullptr; });
}

std::vector<UnhandledRejection> Turn::TellRejections(absl::FunctionRef<Budget*(uint32_t)> payer) {
  IsolateImpl& isolate = Impl(isolate_);
  std::vector<UnhandledRejection> unhandled;
  while (isolate.rejections().HasEntries() && isolate.termination() == Termination::kNone) {
    isolate.rejections().Tell(isolate, entered_here_->context, &unhandled, [&](uint32_t scope) {
      if (Budget* budget = payer(scope)) Charge(*budget);
    });
    Drain(payer);
  }
  return unhandled;
}

}  // namespace engine
