#pragma once

// What the tests of the engine share: a snapshot whose ops record what they are called with.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "src/engine/isolate.h"
#include "src/engine/module_graph.h"
#include "src/engine/op.h"
#include "src/engine/platform.h"
#include "src/engine/snapshot.h"
#include "src/engine/turn.h"

namespace engine {

inline std::ostream& operator<<(std::ostream& out, const Exception& exception) {
  return out << exception.Describe();
}

constexpr double kWallMillis = 1'700'000'000'123.0;

// What the ops of the test's modules do with a call.
struct Recorder {
  std::vector<std::string> lines;
  std::vector<Resolver<std::optional<base::Bytes>>> reads;
};

inline void Record(Call& call, std::string text) {
  call.host<Recorder>().lines.push_back(std::to_string(call.invocation()) + ":" + text);
}
inline void Read(Call& call, Resolver<std::optional<base::Bytes>> done) {
  call.host<Recorder>().reads.push_back(std::move(done));
}
inline absl::StatusOr<double> Half(Call&, double value) {
  if (value < 0) return absl::OutOfRangeError("a negative number has no half here");
  return value / 2;
}
inline std::vector<std::string> Reversed(Call&, std::vector<std::string> words) {
  return {words.rbegin(), words.rend()};
}
inline uint32_t Sum(Call&, std::span<const uint8_t> bytes) {
  uint32_t sum = 0;
  for (uint8_t byte : bytes) sum += byte;
  return sum;
}
inline std::optional<std::string> Maybe(Call&, std::optional<std::string> text) { return text; }
inline ByteString Octets(Call&, ByteString text) { return text; }

// An object of a handle; says when it is destroyed.
class Counter {
 public:
  explicit Counter(Recorder& recorder) : recorder_(recorder) {}
  ~Counter() { recorder_.lines.push_back("destroyed " + std::to_string(count_)); }
  uint32_t Next() { return ++count_; }

 private:
  Recorder& recorder_;
  uint32_t count_ = 0;
};
struct Other {};

inline std::unique_ptr<Counter> NewCounter(Call& call) {
  return std::make_unique<Counter>(call.host<Recorder>());
}
inline uint32_t Count(Call&, Handle<Counter> counter, uint32_t bytes) {
  counter.SetBytes(bytes);
  return counter->Next();
}
inline std::unique_ptr<Other> NewOther(Call&) { return std::make_unique<Other>(); }

constexpr Op kOps[] = {
    Bind<&Record>("record"),     Bind<&Read>("read"),   Bind<&Half>("half"),
    Bind<&Reversed>("reversed"), Bind<&Sum>("sum"),     Bind<&Maybe>("maybe"),
    Bind<&Octets>("octets"),     Bind<&Count>("count"), Bind<&NewCounter>("newCounter"),
    Bind<&NewOther>("newOther")};
constexpr Module kTestModule = {"native:test", kOps};
inline uint32_t Later(Call&) { return 7; }
constexpr Op kLazyOps[] = {Bind<&Later>("later")};
constexpr Module kLazyModule = {"native:lazy", kLazyOps, /*lazy=*/true};
constexpr const Module* kModules[] = {&kTestModule, &kLazyModule};
constexpr LazySource kLazy[] = {{"sum", "return a + b"}, {"broken", "return ("}};

constexpr std::string_view kBoot = R"(
import * as test from "native:test";
import * as runtime from "native:runtime";
let handlers;
globalThis.record = test.record;
globalThis.ops = {...test, ...runtime};
export function findBuiltin(specifier, node) {
  if (specifier === "test:builtin") return {__proto__: null, answer: 42};
  if (specifier === "test:node") return node === 3 ? {__proto__: null, node} : "test:node is not supported";
}
export function prepare(vars, isServiceWorker) {
  test.record("vars " + vars + " " + isServiceWorker);
}
export function setup(exports) {
  handlers = exports;
}
export function dispatch(argument) {
  return handlers.default(argument);
}
)";

class EngineTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    platform_ = Platform::Start();
    // Made without the lazy texts, as the build does.
    auto blob = BuildSnapshot(*platform_, {"boot.js", kBoot}, kModules);
    ASSERT_TRUE(blob.ok()) << blob.status();
    blob_ = *std::move(blob);
    snapshot_ = std::make_unique<Snapshot>(*platform_, blob_,
                                           SnapshotSource{"boot.js", kBoot, kLazy}, kModules);
  }
  static void TearDownTestSuite() {
    snapshot_.reset();
    platform_.reset();
  }

  std::variant<ModuleGraph, GraphError> Load(std::map<std::string, std::string> files,
                                             std::string main = "main.js") {
    return LoadModuleGraph(*snapshot_, main,
                           [&](std::string_view name) -> absl::StatusOr<ModuleSource> {
                             auto it = files.find(std::string(name));
                             if (it == files.end())
                               return absl::NotFoundError("no such file: " + std::string(name));
                             ModuleSource source;
                             source.contents = base::Bytes(it->second);
                             if (name.ends_with(".json")) source.kind = ModuleKind::kJson;
                             if (name.ends_with(".txt")) source.kind = ModuleKind::kText;
                             if (name.ends_with(".bin")) source.kind = ModuleKind::kData;
                             if (name.ends_with(".wasm")) source.kind = ModuleKind::kWasm;
                             return source;
                           });
  }

  // Starts a worker of `files` in a fresh isolate.
  std::optional<Exception> Start(std::map<std::string, std::string> files) {
    auto loaded = Load(std::move(files));
    if (auto* error = std::get_if<GraphError>(&loaded)) {
      ADD_FAILURE() << error->status;
      return Exception();
    }
    graph_ = std::get<ModuleGraph>(std::move(loaded));
    isolate_ = Isolate::New(*snapshot_, {});
    isolate_->SetHost(&recorder_);
    Turn turn(*isolate_, kWallMillis, budget_);
    return turn.Start(graph_, R"({"a":1})");
  }

  std::optional<Exception> Dispatch(uint32_t scope, uint32_t argument = 0) {
    Turn turn(*isolate_, kWallMillis, budget_);
    auto exception = turn.Call(isolate_->Entry("dispatch"), scope, argument);
    turn.Drain();
    rejections_ = turn.TellRejections();
    return exception;
  }

  static inline std::unique_ptr<Platform> platform_;
  static inline std::string blob_;
  static inline std::unique_ptr<Snapshot> snapshot_;

  Recorder recorder_;
  Budget budget_;
  ModuleGraph graph_;
  std::unique_ptr<Isolate> isolate_;
  std::vector<UnhandledRejection> rejections_;
};

}  // namespace engine
