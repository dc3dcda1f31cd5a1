#include "src/engine/compiler.h"

#include <utility>

#include "absl/crc/crc32c.h"
#include "absl/strings/str_cat.h"
#include "src/engine/graph_builder.h"
#include "src/engine/isolate_impl.h"
#include "src/engine/platform.h"
#include "src/engine/snapshot_parts.h"
#include "v8.h"

namespace engine {
namespace {

// How much of the thread's stack the parser may use.
constexpr size_t kStackBytes = size_t{1} << 20;

}  // namespace

std::string CodeCacheTag(const Snapshot& snapshot) {
  // Snapshots of workers refer to the lazy texts, and have code of theirs.
  absl::crc32c_t lazy{0};
  for (const SourceText& text : snapshot.texts().all()) {
    lazy = absl::ExtendCrc32c(lazy, std::string_view(text.data(), text.length()));
  }
  return absl::StrCat(Platform::V8Version(), "/",
                      absl::Hex(v8::ScriptCompiler::CachedDataVersionTag()), "/",
                      snapshot.blob().size(), "/",
                      absl::Hex(static_cast<uint32_t>(absl::ComputeCrc32c(snapshot.blob()))), "/",
                      absl::Hex(static_cast<uint32_t>(lazy)));
}

Compiler::Compiler(const Snapshot& snapshot, Options options)
    : snapshot_(snapshot), options_(options) {}

Compiler::~Compiler() = default;

IsolateImpl& Compiler::FreshIsolate() {
  if (graphs_ >= options_.graphs || heap_bytes_ > options_.heap_bytes) isolate_ = nullptr;
  if (isolate_ == nullptr) {
    Isolate::Options options;
    options.memory_limit_bytes = options_.memory_limit_bytes;
    isolate_ = std::make_unique<IsolateImpl>(snapshot_, options);
    graphs_ = 0;
    heap_bytes_ = 0;
    ++counts_.isolates;
  }
  ++graphs_;
  return *isolate_;
}

std::variant<ModuleGraph, GraphError> Compiler::LoadModuleGraph(std::string_view main,
                                                                ModuleReader read,
                                                                NodeCompat node) {
  IsolateImpl& isolate = FreshIsolate();
  std::variant<ModuleGraph, GraphError> result = Enter(isolate, main, read, node);
  if (isolate.termination() == Termination::kNone) return result;
  // Whatever came of it: the memory is spent.
  isolate_ = nullptr;
  return GraphError{
      absl::ResourceExhaustedError(absl::StrCat(
          main, ": compiling it and what it imports takes more memory than there is for it, ",
          options_.memory_limit_bytes, " octets")),
      std::nullopt};
}

std::variant<ModuleGraph, GraphError> Compiler::Enter(IsolateImpl& isolate, std::string_view main,
                                                      ModuleReader read, NodeCompat node) {
  v8::Locker locker(isolate.v8());
  v8::Isolate::Scope isolate_scope(isolate.v8());
  v8::HandleScope handles(isolate.v8());
  v8::Context::Scope context_scope(isolate.context());
  const uintptr_t here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  isolate.v8()->SetStackLimit(here - kStackBytes);
  std::variant<ModuleGraph, GraphError> result =
      GraphBuilder(isolate, options_.caches, counts_, read, node).Build(main);
  isolate.modules().Clear();
  isolate.CheckDelayedTasks();
  isolate.RunTasks();
  v8::HeapStatistics statistics;
  isolate.v8()->GetHeapStatistics(&statistics);
  heap_bytes_ = statistics.used_heap_size() + statistics.external_memory();
  return result;
}

std::variant<ModuleGraph, GraphError> LoadModuleGraph(const Snapshot& snapshot,
                                                      std::string_view main, ModuleReader read,
                                                      NodeCompat node) {
  return Compiler(snapshot).LoadModuleGraph(main, read, node);
}

}  // namespace engine
