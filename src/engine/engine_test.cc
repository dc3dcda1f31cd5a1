#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/engine/isolate.h"
#include "src/engine/module_graph.h"
#include "src/engine/op.h"
#include "src/engine/platform.h"
#include "src/engine/snapshot.h"
#include "src/engine/turn.h"

namespace engine {

std::ostream& operator<<(std::ostream& out, const Exception& exception) {
  return out << exception.Describe();
}

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr double kWallMillis = 1'700'000'000'123.0;

// What the ops of the test's modules do with a call.
struct Recorder {
  std::vector<std::string> lines;
  std::vector<Resolver<std::optional<base::Bytes>>> reads;
};

void Record(Call& call, std::string text) {
  call.host<Recorder>().lines.push_back(std::to_string(call.invocation()) + ":" + text);
}
void Read(Call& call, Resolver<std::optional<base::Bytes>> done) {
  call.host<Recorder>().reads.push_back(std::move(done));
}
absl::StatusOr<double> Half(Call&, double value) {
  if (value < 0) return absl::OutOfRangeError("a negative number has no half here");
  return value / 2;
}
std::vector<std::string> Reversed(Call&, std::vector<std::string> words) {
  return {words.rbegin(), words.rend()};
}
uint32_t Sum(Call&, std::span<const uint8_t> bytes) {
  uint32_t sum = 0;
  for (uint8_t byte : bytes) sum += byte;
  return sum;
}
std::optional<std::string> Maybe(Call&, std::optional<std::string> text) { return text; }
ByteString Octets(Call&, ByteString text) { return text; }

constexpr Op kOps[] = {Bind<&Record>("record"),     Bind<&Read>("read"), Bind<&Half>("half"),
                       Bind<&Reversed>("reversed"), Bind<&Sum>("sum"),   Bind<&Maybe>("maybe"),
                       Bind<&Octets>("octets")};
constexpr Module kTestModule = {"native:test", kOps};
constexpr const Module* kModules[] = {&kTestModule};

constexpr std::string_view kBoot = R"(
import {record, read, half, reversed, sum, maybe, octets} from "native:test";
import {invocation, promiseState, promiseResult, markPromiseHandled, proxyDetails,
        constructorName, previewEntries, typeName, ownNonIndexKeys, structuredClone} from "native:runtime";
let handlers;
globalThis.record = record;
globalThis.ops = {read, half, reversed, sum, maybe, octets, promiseState, promiseResult,
                  markPromiseHandled, proxyDetails, constructorName, previewEntries,
                  typeName, ownNonIndexKeys, structuredClone, invocation};
export const builtinModules = {__proto__: null, "test:builtin": {__proto__: null, answer: 42}};
export function prepare(vars, isServiceWorker) {
  record("vars " + vars + " " + isServiceWorker);
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
    auto blob = BuildSnapshot(*platform_, {"boot.js", kBoot}, kModules);
    ASSERT_TRUE(blob.ok()) << blob.status();
    blob_ = *std::move(blob);
    snapshot_ =
        std::make_unique<Snapshot>(*platform_, blob_, SnapshotSource{"boot.js", kBoot}, kModules);
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
    rejections_ = turn.TakeUnhandledRejections();
    return exception;
  }

  static inline std::unique_ptr<Platform> platform_;
  static inline std::string blob_;
  static inline std::unique_ptr<Snapshot> snapshot_;

  Recorder recorder_;
  Budget budget_;
  ModuleGraph graph_;
  std::unique_ptr<Isolate> isolate_;
  std::vector<Exception> rejections_;
};

TEST_F(EngineTest, RunsAModuleWithImportsOfEveryKind) {
  const std::string wasm("\0asm\1\0\0\0", 8);
  EXPECT_EQ(Start({{"main.js", R"(
                      import {word} from "./lib/word.js";
                      import data from "./data.json";
                      import text from "./note.txt";
                      import bytes from "./raw.bin";
                      import module from "./empty.wasm";
                      import {answer} from "test:builtin";
                      record([word, data.n, text, bytes.byteLength,
                              module instanceof WebAssembly.Module, answer,
                              import.meta.url].join());
                      export default () => {};)"},
                   {"lib/word.js", "import '../main.js'; export const word = 'w';"},
                   {"data.json", R"({"n": 7})"},
                   {"note.txt", "té"},
                   {"raw.bin", "123"},
                   {"empty.wasm", wasm}}),
            std::nullopt);
  EXPECT_THAT(recorder_.lines,
              ElementsAre(R"(0:vars {"a":1} false)", "0:w,7,té,3,true,42,file:///main.js"));
}

TEST_F(EngineTest, RunsAServiceWorkerScript) {
  ASSERT_EQ(Start({{"main.js", "record('script ' + (this === globalThis));"}}), std::nullopt);
  EXPECT_TRUE(graph_.service_worker);
  EXPECT_THAT(recorder_.lines, ElementsAre(R"(0:vars {"a":1} true)", "0:script true"));
}

TEST_F(EngineTest, ReportsASyntaxErrorWithItsPlace) {
  auto loaded = Load({{"main.js", "export default {\n  fetch() { return 1 +; }\n}"}});
  auto& error = std::get<GraphError>(loaded);
  ASSERT_TRUE(error.exception.has_value());
  EXPECT_EQ(error.exception->file, "main.js");
  EXPECT_EQ(error.exception->line, 2);
  EXPECT_EQ(error.exception->column, 23);
  EXPECT_EQ(error.exception->source_line, "  fetch() { return 1 +; }");
  EXPECT_THAT(error.exception->Describe(), StartsWith("main.js:2:23: SyntaxError:"));
}

TEST_F(EngineTest, ReportsAMissingImportWithItsPlace) {
  auto loaded = Load({{"main.js", "\nimport './gone.js';"}});
  EXPECT_THAT(std::get<GraphError>(loaded).status.message(),
              StartsWith("main.js:2:8: no such file: gone.js"));
}

TEST_F(EngineTest, ReportsABareSpecifier) {
  auto loaded = Load({{"main.js", "import 'hono';"}});
  EXPECT_THAT(std::get<GraphError>(loaded).status.message(), HasSubstr("must be bundled"));
}

TEST_F(EngineTest, ReportsAMissingExport) {
  auto loaded = Load({{"main.js", "import {b} from './a.js'; export default b"}, {"a.js", ""}});
  EXPECT_THAT(std::get<GraphError>(loaded).status.message(), HasSubstr("does not provide"));
}

TEST_F(EngineTest, ReportsAnExceptionOfTheTopLevelWithTheWorkersOwnFiles) {
  auto exception =
      Start({{"main.js", "import './lib.js'; export default 1"},
             {"lib.js", "function boom() {\n  throw new TypeError('x');\n}\nboom();"}});
  ASSERT_TRUE(exception.has_value());
  EXPECT_EQ(exception->message, "TypeError: x");
  EXPECT_THAT(exception->stack, HasSubstr("at boom (lib.js:2:9)"));
}

TEST_F(EngineTest, ReportsATopLevelAwaitThatNeverEnds) {
  auto exception = Start({{"main.js", "await new Promise(() => {}); export default 1"}});
  ASSERT_TRUE(exception.has_value());
  EXPECT_THAT(exception->message, HasSubstr("top-level await"));
}

TEST_F(EngineTest, CodeCacheIsMadeAndTaken) {
  ASSERT_EQ(Start({{"main.js", "export default () => {}"}}), std::nullopt);
  EXPECT_FALSE(graph_.modules.front().code_cache.empty());
}

TEST_F(EngineTest, TheAsynchronousContextFollowsTheInvocation) {
  ASSERT_EQ(Start({{"main.js", R"(export default async () => {
                      await null;
                      const {value} = await ops.read();
                      record(String(value));
                    })"}}),
            std::nullopt);
  recorder_.lines.clear();
  const uint32_t first = isolate_->OpenScope();
  const uint32_t second = isolate_->OpenScope();
  EXPECT_EQ(Dispatch(first), std::nullopt);
  EXPECT_EQ(Dispatch(second), std::nullopt);
  ASSERT_EQ(isolate_->pending(), 2u);
  recorder_.reads[1].Resolve(base::Bytes::Static("b"));
  recorder_.reads[0].Resolve(base::Bytes::Static("a"));
  EXPECT_TRUE(isolate_->HasWork());
  {
    Turn turn(*isolate_, kWallMillis, budget_);
    turn.Drain();
  }
  EXPECT_THAT(recorder_.lines,
              ElementsAre(std::to_string(second) + ":98", std::to_string(first) + ":97"));
  EXPECT_EQ(isolate_->pending(), 0u);
}

TEST_F(EngineTest, ClosingAScopeForgetsItsPromises) {
  ASSERT_EQ(Start({{"main.js", "export default () => ops.read().then(() => record('late'))"}}),
            std::nullopt);
  recorder_.lines.clear();
  const uint32_t scope = isolate_->OpenScope();
  EXPECT_EQ(Dispatch(scope), std::nullopt);
  isolate_->CloseScope(scope);
  EXPECT_EQ(isolate_->pending(), 0u);
  recorder_.reads[0].Resolve(std::nullopt);
  Turn turn(*isolate_, kWallMillis, budget_);
  turn.Drain();
  EXPECT_TRUE(recorder_.lines.empty());
}

TEST_F(EngineTest, ADroppedResolverRejects) {
  ASSERT_EQ(Start({{"main.js", "export default () => ops.read().catch(e => record(e.message))"}}),
            std::nullopt);
  recorder_.lines.clear();
  EXPECT_EQ(Dispatch(isolate_->OpenScope()), std::nullopt);
  recorder_.reads.clear();
  Turn turn(*isolate_, kWallMillis, budget_);
  turn.Drain();
  EXPECT_THAT(recorder_.lines, ElementsAre(HasSubstr("dropped")));
}

TEST_F(EngineTest, OpsCheckAndConvert) {
  ASSERT_EQ(Start({{"main.js", R"(
    const attempt = (f) => { try { return JSON.stringify(f()) } catch (e) { return String(e) } };
    export default () => {
      const {half, reversed, sum, maybe, octets} = ops;
      record(attempt(() => half(3)));
      record(attempt(() => half("3")));
      record(attempt(() => half(-1)));
      record(attempt(() => reversed(["a", "é", "\ud83d\ude00"])));
      record(attempt(() => sum(new Uint8Array([1, 2, 3]))));
      record(attempt(() => sum(new Uint8Array(1000).fill(2).subarray(10, 510))));
      record(attempt(() => [maybe(), maybe("x")]));
      record(attempt(() => octets("\u00ff")));
      record(attempt(() => octets("\u0100")));
    })"}}),
            std::nullopt);
  recorder_.lines.clear();
  EXPECT_EQ(Dispatch(0), std::nullopt);
  EXPECT_THAT(
      recorder_.lines,
      ElementsAre(
          "0:1.5", "0:TypeError: argument 1 of a native function: expected a number, found string",
          "0:RangeError: a negative number has no half here", R"(0:["😀","é","a"])", "0:6", "0:1000",
          R"(0:[null,"x"])", "0:\"ÿ\"", HasSubstr("expected a string of code units 0 to 255")));
}

TEST_F(EngineTest, TheClockStandsStillInATurn) {
  ASSERT_EQ(Start({{"main.js", R"(export default () => {
                      record(String(Date.now())); record(new Date().toISOString()); })"}}),
            std::nullopt);
  recorder_.lines.clear();
  EXPECT_EQ(Dispatch(0), std::nullopt);
  EXPECT_THAT(recorder_.lines, ElementsAre("0:1700000000123", "0:2023-11-14T22:13:20.123Z"));
}

TEST_F(EngineTest, CodeFromStringsIsRefused) {
  ASSERT_EQ(Start({{"main.js", R"(export default () => {
                      for (const f of [() => eval("1"), () => new Function("return 1")]) {
                        try { f(); record("ran") } catch (e) { record(String(e)) }
                      } })"}}),
            std::nullopt);
  recorder_.lines.clear();
  EXPECT_EQ(Dispatch(0), std::nullopt);
  const std::string refused =
      "0:EvalError: Code generation from strings disallowed for this context";
  EXPECT_THAT(recorder_.lines, ElementsAre(refused, refused));
}

TEST_F(EngineTest, StructuredCloneCopiesAndTransfers) {
  ASSERT_EQ(Start({{"main.js", R"(export default () => {
      const buffer = new ArrayBuffer(8);
      const cycle = {map: new Map([[1, new Date(5)]]), buffer};
      cycle.self = cycle;
      const clone = ops.structuredClone(cycle, [buffer]);
      record([clone !== cycle, clone.self === clone, clone.map.get(1).getTime(),
              buffer.byteLength, clone.buffer.byteLength].join());
      try { ops.structuredClone(() => {}, []) } catch (e) { record(e.message) }
      try { ops.structuredClone(1, [buffer]) } catch (e) { record(e.message) }
    })"}}),
            std::nullopt);
  recorder_.lines.clear();
  EXPECT_EQ(Dispatch(0), std::nullopt);
  EXPECT_THAT(recorder_.lines, ElementsAre("0:true,true,5,0,8", HasSubstr("could not be cloned"),
                                           HasSubstr("already detached")));
}

TEST_F(EngineTest, StructuredCloneAsksAboutPlatformObjects) {
  ASSERT_EQ(Start({{"main.js", R"(export default () => {
      class Thing { constructor(name) { this.name = name } }
      const asked = [];
      const cloneThing = (object) => {
        asked.push(object.constructor.name);
        if (object.name === "bad") throw new RangeError("bad thing");
        return object instanceof Thing ? new Thing(object.name + "'") : undefined;
      };
      const newError = (message) => new SyntaxError(message);
      const clone = (value) => ops.structuredClone(value, [], cloneThing, newError);
      const a = new Thing("a");
      const copy = clone({a, again: a, b: [new Thing("b")], other: new (class Other { x = 1 }),
                          map: new Map()});
      record([copy.a.name, copy.a === copy.again, copy.b[0].name, copy.other.x].join());
      record(asked.join());
      try { clone([new Thing("bad")]) } catch (e) { record(String(e)) }
      try { clone([() => 1]) } catch (e) { record(e.name) }
    })"}}),
            std::nullopt);
  recorder_.lines.clear();
  EXPECT_EQ(Dispatch(0), std::nullopt);
  EXPECT_THAT(recorder_.lines, ElementsAre("0:a',true,b',1", "0:Thing,Thing,Other",
                                           "0:RangeError: bad thing", "0:SyntaxError"));
}

TEST_F(EngineTest, TypeNameLooksAtInternalSlots) {
  ASSERT_EQ(Start({{"main.js", R"(export default () => {
      const disguised = Object.setPrototypeOf(new Map(), Date.prototype);
      record([disguised, new Proxy([], {}), [], new Uint8Array(1), new RangeError("x"), 5, null,
              {get [Symbol.toStringTag]() { throw 1 }}, function* () {}(), Object(1n)]
          .map(ops.typeName).join());
      record(ops.ownNonIndexKeys(Object.assign([1, 2], {a: 1, [Symbol.iterator]: 2})).map(String)
                 .join());
    })"}}),
            std::nullopt);
  recorder_.lines.clear();
  EXPECT_EQ(Dispatch(0), std::nullopt);
  EXPECT_THAT(recorder_.lines,
              ElementsAre("0:Map,Proxy,Array,TypedArray,Error,,,Object,Generator,BigInt",
                          "0:a,Symbol(Symbol.iterator)"));
}

TEST_F(EngineTest, DynamicImportsResolveWithinTheGraph) {
  ASSERT_EQ(Start({{"main.js", R"(
                      import "./b.js";
                      export default async () => {
                        record((await import("./b.js")).b);
                        await import("./c.js").catch((e) => record(e.message));
                      };)"},
                   {"b.js", "export const b = 'bee'"}}),
            std::nullopt);
  recorder_.lines.clear();
  EXPECT_EQ(Dispatch(isolate_->OpenScope()), std::nullopt);
  EXPECT_THAT(recorder_.lines, ElementsAre("1:bee", HasSubstr("No such module \"c.js\"")));
}

TEST_F(EngineTest, UnhandledRejectionsAreTold) {
  ASSERT_EQ(Start({{"main.js", R"(export default () => {
                      Promise.reject(new Error("lost"));
                      ops.markPromiseHandled(Promise.reject(new Error("known")));
                      Promise.reject(new Error("found")).catch(() => {}); })"}}),
            std::nullopt);
  EXPECT_EQ(Dispatch(0), std::nullopt);
  ASSERT_EQ(rejections_.size(), 1u);
  EXPECT_EQ(rejections_[0].message, "Error: lost");
}

TEST_F(EngineTest, AnExceptionOfACallIsReturned) {
  ASSERT_EQ(Start({{"main.js", "export default () => null.x"}}), std::nullopt);
  auto exception = Dispatch(0);
  ASSERT_TRUE(exception.has_value());
  EXPECT_THAT(exception->message, StartsWith("TypeError: Cannot read properties of null"));
  EXPECT_THAT(exception->stack, HasSubstr("main.js:1:"));
}

TEST_F(EngineTest, DeepRecursionIsARangeError) {
  ASSERT_EQ(Start({{"main.js", "const f = () => f() + 1; export default f"}}), std::nullopt);
  auto exception = Dispatch(0);
  ASSERT_TRUE(exception.has_value());
  EXPECT_THAT(exception->message, StartsWith("RangeError: Maximum call stack"));
}

TEST_F(EngineTest, ASnapshotOfAWorkerGoesOnWhereItWas) {
  const std::map<std::string, std::string> files = {
      {"main.js",
       "import {two} from './two.js';\nimport {answer} from 'test:builtin';\n"
       "let count = 0;\nconst words = new Map([['a', answer]]);\n"
       "export default (n) => {\n"
       "  record(`${++count} ${n} ${words.get('a')} ${two} ${import.meta.url}`);\n"
       "  import('./two.js').then((module) => record(`two ${module.two}`));\n};\n"
       "record('top level');"},
      {"two.js", "export const two = 2;"}};
  auto loaded = Load(files);
  ASSERT_TRUE(std::holds_alternative<ModuleGraph>(loaded));
  const ModuleGraph& graph = std::get<ModuleGraph>(loaded);

  Isolate::Options options;
  options.for_snapshot = true;
  Recorder recorder;
  std::unique_ptr<Isolate> isolate = Isolate::New(*snapshot_, options);
  isolate->SetHost(&recorder);
  {
    Budget budget;
    Turn turn(*isolate, kWallMillis, budget);
    ASSERT_EQ(turn.Start(graph, "{}"), std::nullopt);
    turn.Call(isolate->Entry("dispatch"), 0, 1);
    turn.Drain();
  }
  EXPECT_THAT(recorder.lines, ElementsAre("0:vars {} false", "0:top level",
                                          "0:1 1 42 2 file:///main.js", "0:two 2"));
  absl::StatusOr<std::string> blob = Isolate::TakeSnapshot(std::move(isolate));
  ASSERT_TRUE(blob.ok()) << blob.status();

  const Snapshot worker(*platform_, *blob, SnapshotSource{"boot.js", kBoot}, kModules);
  for (int i = 0; i < 2; ++i) {
    recorder.lines.clear();
    std::unique_ptr<Isolate> restored = Isolate::New(worker, Isolate::Options());
    restored->SetHost(&recorder);
    Budget budget;
    Turn turn(*restored, kWallMillis, budget);
    ASSERT_EQ(turn.Start(graph, "{}"), std::nullopt);
    turn.Call(restored->Entry("dispatch"), 0, 5);
    turn.Drain();
    EXPECT_THAT(recorder.lines, ElementsAre("0:2 5 42 2 file:///main.js", "0:two 2"));
  }
}

TEST_F(EngineTest, NoSnapshotIsTakenWhileOpsArePending) {
  Isolate::Options options;
  options.for_snapshot = true;
  Recorder recorder;
  auto loaded = Load({{"main.js", "ops.read(); export default 1"}});
  std::unique_ptr<Isolate> isolate = Isolate::New(*snapshot_, options);
  isolate->SetHost(&recorder);
  {
    Budget budget;
    Turn turn(*isolate, kWallMillis, budget);
    ASSERT_EQ(turn.Start(std::get<ModuleGraph>(loaded), "{}"), std::nullopt);
  }
  EXPECT_EQ(Isolate::TakeSnapshot(std::move(isolate)).status().message(),
            "1 operations are pending");
}

TEST_F(EngineTest, AnOpThatNobodyImportsFailsTheBuild) {
  auto blob = BuildSnapshot(*platform_,
                            {"boot.js", "import {record} from \"native:test\"; record;"}, kModules);
  EXPECT_THAT(blob.status().message(), HasSubstr("is not imported by js-api"));
}

TEST_F(EngineTest, AnImportOfAnUndeclaredOpFailsTheBuild) {
  auto blob =
      BuildSnapshot(*platform_, {"boot.js", "import {nothing} from \"native:test\";"}, kModules);
  EXPECT_THAT(blob.status().message(), HasSubstr("does not provide an export named 'nothing'"));
}

TEST(ResolveSpecifierTest, FollowsPaths) {
  EXPECT_EQ(*ResolveSpecifier("./b.js", "src/a.js"), "src/b.js");
  EXPECT_EQ(*ResolveSpecifier("../b.js", "src/a.js"), "b.js");
  EXPECT_EQ(*ResolveSpecifier("/lib/b.js", "src/a.js"), "lib/b.js");
  EXPECT_FALSE(ResolveSpecifier("../../b.js", "src/a.js").ok());
  EXPECT_FALSE(ResolveSpecifier("hono", "src/a.js").ok());
}

}  // namespace
}  // namespace engine
