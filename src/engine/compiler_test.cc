#include "src/engine/compiler.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "src/engine/turn.h"

namespace engine {
namespace {

constexpr std::string_view kBoot = R"(
import * as ops from "native:runtime";
export { ops };
export function findBuiltin() {}
export function prepare() {}
export function setup() {}
)";

// Code caches in memory.
class FakeCaches : public CodeCaches {
 public:
  base::Bytes Find(std::string_view contents, ScriptKind kind) override {
    auto found = entries.find({std::string(contents), kind});
    return found != entries.end() ? found->second : base::Bytes();
  }
  void Keep(std::string_view contents, ScriptKind kind, const base::Bytes& cache) override {
    entries[{std::string(contents), kind}] = cache;
  }
  std::map<std::pair<std::string, ScriptKind>, base::Bytes> entries;
};

using Files = std::map<std::string, std::string>;

class CompilerTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    platform_ = Platform::Start();
    absl::StatusOr<std::string> blob = BuildSnapshot(*platform_, {"boot.js", kBoot}, {});
    ASSERT_TRUE(blob.ok()) << blob.status();
    blob_ = *std::move(blob);
    snapshot_ = std::make_unique<Snapshot>(*platform_, blob_, SnapshotSource{"boot.js", kBoot},
                                           std::span<const Module* const>());
  }
  static void TearDownTestSuite() {
    snapshot_.reset();
    platform_.reset();
  }

  Compiler::Options WithCaches() {
    Compiler::Options options;
    options.caches = &caches_;
    return options;
  }

  static std::variant<ModuleGraph, GraphError> Load(Compiler& compiler, const Files& files) {
    return compiler.LoadModuleGraph("main.js",
                                    [&](std::string_view name) -> absl::StatusOr<ModuleSource> {
                                      auto found = files.find(std::string(name));
                                      if (found == files.end())
                                        return absl::NotFoundError("no such file");
                                      ModuleSource source;
                                      source.contents = base::Bytes(found->second);
                                      if (name.ends_with(".json")) source.kind = ModuleKind::kJson;
                                      if (name.ends_with(".wasm")) source.kind = ModuleKind::kWasm;
                                      return source;
                                    });
  }
  static ModuleGraph Graph(Compiler& compiler, const Files& files) {
    auto result = Load(compiler, files);
    if (auto* error = std::get_if<GraphError>(&result)) {
      ADD_FAILURE() << error->status;
      return {};
    }
    return std::move(std::get<ModuleGraph>(result));
  }
  static std::string ErrorOf(Compiler& compiler, const Files& files) {
    auto result = Load(compiler, files);
    auto* error = std::get_if<GraphError>(&result);
    return error != nullptr ? std::string(error->status.message()) : "no error";
  }

  // Runs the top level of `graph` in an isolate of its own.
  static bool Runs(const ModuleGraph& graph) {
    std::unique_ptr<Isolate> isolate = Isolate::New(*snapshot_, {});
    Budget budget;
    Turn turn(*isolate, 0, budget);
    return !turn.Start(graph, "{}").has_value();
  }

  FakeCaches caches_;
  static inline std::unique_ptr<Platform> platform_;
  static inline std::string blob_;
  static inline std::unique_ptr<Snapshot> snapshot_;
};

TEST_F(CompilerTest, OneIsolateServesManyGraphsThatKnowNothingOfEachOther) {
  Compiler compiler(*snapshot_);
  EXPECT_TRUE(Runs(Graph(compiler, {{"main.js", "import {x} from './a.js'; export default x;"},
                                    {"a.js", "export const x = 1;"}})));
  // The module of the graph before is not there any more.
  EXPECT_NE(ErrorOf(compiler, {{"main.js", "import {x} from './a.js'; export default x;"}})
                .find("no such file"),
            std::string::npos);
  EXPECT_TRUE(Runs(Graph(compiler, {{"main.js", "import {y} from './a.js'; export default y;"},
                                    {"a.js", "export const y = 2;"}})));
  EXPECT_EQ(compiler.counts().isolates, 1);
}

TEST_F(CompilerTest, ReplacesItsIsolateAfterSomeGraphs) {
  Compiler::Options options;
  options.graphs = 3;
  Compiler compiler(*snapshot_, options);
  for (int i = 0; i < 7; ++i) Graph(compiler, {{"main.js", "export default 1;"}});
  EXPECT_EQ(compiler.counts().isolates, 3);
}

TEST_F(CompilerTest, ReplacesAnIsolateThatHasGrown) {
  Compiler::Options options;
  options.heap_bytes = 1;
  Compiler compiler(*snapshot_, options);
  for (int i = 0; i < 3; ++i) Graph(compiler, {{"main.js", "export default 1;"}});
  EXPECT_EQ(compiler.counts().isolates, 3);
}

TEST_F(CompilerTest, ErrorsLeaveNothingBehind) {
  Compiler compiler(*snapshot_);
  for (int i = 0; i < 3; ++i) {
    EXPECT_NE(ErrorOf(compiler, {{"main.js", "export default ]"}}).find("main.js:1:"),
              std::string::npos);
    EXPECT_NE(
        ErrorOf(compiler, {{"main.js", "import './d.json'; export default 1"}, {"d.json", "{"}})
            .find("JSON"),
        std::string::npos);
    EXPECT_NE(
        ErrorOf(compiler, {{"main.js", "import './d.wasm'; export default 1"}, {"d.wasm", "no"}})
            .find("CompileError"),
        std::string::npos);
    EXPECT_NE(
        ErrorOf(compiler, {{"main.js", "import {z} from './a.js'; export default z"}, {"a.js", ""}})
            .find("'z'"),
        std::string::npos);
    EXPECT_TRUE(Runs(Graph(compiler, {{"main.js", "export default 1;"}})));
  }
}

TEST_F(CompilerTest, CompilesNothingThatHasACodeCache) {
  const Files files = {{"main.js", "import f from './a.js'; import('./b.js'); export default f();"},
                       {"a.js", "export default function f() { return () => 3; }"},
                       {"b.js", ""}};
  Compiler first(*snapshot_, WithCaches());
  const ModuleGraph made = Graph(first, files);
  EXPECT_EQ(first.counts().compiled, 2);
  EXPECT_EQ(caches_.entries.size(), 2);

  Compiler second(*snapshot_, WithCaches());
  const ModuleGraph found = Graph(second, files);
  EXPECT_EQ(second.counts().compiled, 0);
  EXPECT_EQ(second.counts().found, 2);
  ASSERT_EQ(found.modules.size(), made.modules.size());
  for (size_t i = 0; i < found.modules.size(); ++i) {
    EXPECT_EQ(found.modules[i].name, made.modules[i].name);
    EXPECT_EQ(found.modules[i].code_cache.view(), made.modules[i].code_cache.view());
  }
  EXPECT_TRUE(Runs(found));
}

TEST_F(CompilerTest, KeepsTheCacheOfAScriptApartFromThatOfAModule) {
  // One text: a script where it is the main module, a module where it is imported.
  const std::string text = "var a = 1; function f() { return a; } f();";
  const Files script = {{"main.js", text}};
  const Files module = {{"main.js", "import './a.js'; export default 1;"}, {"a.js", text}};
  for (int round = 0; round < 3; ++round) {
    Compiler compiler(*snapshot_, WithCaches());
    const ModuleGraph classic = Graph(compiler, script);
    EXPECT_TRUE(classic.service_worker);
    EXPECT_TRUE(Runs(classic));
    const ModuleGraph imported = Graph(compiler, module);
    EXPECT_FALSE(imported.service_worker);
    EXPECT_TRUE(Runs(imported));
    EXPECT_EQ(compiler.counts().compiled, round == 0 ? 4 : 0);
  }
  EXPECT_EQ(caches_.entries.size(), 3);
  EXPECT_NE(caches_.Find(text, ScriptKind::kClassic).view(),
            caches_.Find(text, ScriptKind::kModule).view());
}

TEST_F(CompilerTest, ReplacesACacheThatV8Rejects) {
  const std::string text = "export default 1;";
  caches_.Keep(text, ScriptKind::kModule, base::Bytes(std::string(100, 'x')));
  Compiler compiler(*snapshot_, WithCaches());
  EXPECT_TRUE(Runs(Graph(compiler, {{"main.js", text}})));
  EXPECT_EQ(compiler.counts().rejected, 1);
  EXPECT_EQ(compiler.counts().compiled, 1);
  Graph(compiler, {{"main.js", text}});
  EXPECT_EQ(compiler.counts().rejected, 1);
  EXPECT_EQ(compiler.counts().found, 1);
}

TEST_F(CompilerTest, ReplacesTheCacheOfATextOfAnotherLength) {
  Compiler compiler(*snapshot_, WithCaches());
  Graph(compiler, {{"main.js", "export default 1;"}});
  const base::Bytes other = caches_.Find("export default 1;", ScriptKind::kModule);
  const std::string text = "export default () => 22;";
  caches_.Keep(text, ScriptKind::kModule, other);
  EXPECT_TRUE(Runs(Graph(compiler, {{"main.js", text}})));
  EXPECT_EQ(compiler.counts().compiled, 2);
  EXPECT_NE(caches_.Find(text, ScriptKind::kModule).view(), other.view());
}

TEST_F(CompilerTest, TheTagNamesV8) {
  EXPECT_NE(CodeCacheTag(*snapshot_).find(Platform::V8Version()), std::string::npos);
  EXPECT_EQ(CodeCacheTag(*snapshot_), CodeCacheTag(*snapshot_));
  const std::string longer = blob_ + " ";
  EXPECT_NE(CodeCacheTag(*snapshot_),
            CodeCacheTag(Snapshot(*platform_, longer, SnapshotSource{"boot.js", kBoot},
                                  std::span<const Module* const>())));
}

}  // namespace
}  // namespace engine
