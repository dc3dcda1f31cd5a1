// Isolates that end as snapshots, and snapshots that cannot be made.

#include "src/engine/snapshot.h"

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "src/engine/engine_fixture.h"

namespace engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SnapshotTest : public EngineTest {
 protected:
  // Starts the worker in an isolate of `snapshot`, and dispatches `argument`.
  void StartAndDispatch(std::unique_ptr<Isolate> isolate, uint32_t argument) {
    isolate_ = std::move(isolate);
    isolate_->SetHost(&recorder_);
    {
      Turn turn(*isolate_, kWallMillis, budget_);
      ASSERT_EQ(turn.Start(graph_, "{}"), std::nullopt);
    }
    EXPECT_EQ(Dispatch(0, argument), std::nullopt);
  }

  std::unique_ptr<Isolate> NewForSnapshot() {
    Isolate::Options options;
    options.for_snapshot = true;
    return Isolate::New(*snapshot_, options);
  }
};

TEST_F(SnapshotTest, AWorkerGoesOnWhereItWas) {
  graph_ = std::get<ModuleGraph>(Load({{"main.js", R"(
              import {two} from "./two.js";
              import {answer} from "test:builtin";
              let count = 0;
              const words = new Map([["a", answer]]);
              export default (n) => {
                record(`${++count} ${n} ${words.get("a")} ${two} ${import.meta.url}`);
                import("./two.js").then((module) => record(`two ${module.two}`));
              };
              record("top level");)"},
                                       {"two.js", "export const two = 2;"}}));
  StartAndDispatch(NewForSnapshot(), 1);
  EXPECT_THAT(recorder_.lines, ElementsAre("0:vars {} false", "0:top level",
                                           "0:1 1 42 2 file:///main.js", "0:two 2"));
  absl::StatusOr<std::string> blob = Isolate::TakeSnapshot(std::move(isolate_));
  ASSERT_TRUE(blob.ok()) << blob.status();

  const auto worker = std::make_shared<const Snapshot>(*snapshot_, *std::move(blob));
  for (int i = 0; i < 2; ++i) {
    recorder_.lines.clear();
    StartAndDispatch(Isolate::New(worker, {}), 5);
    EXPECT_THAT(recorder_.lines, ElementsAre("0:2 5 42 2 file:///main.js", "0:two 2"));
  }
}

TEST_F(SnapshotTest, ALibraryGoesOnFromItsSnapshot) {
  EXPECT_EQ(snapshot_->library(), nullptr);
  absl::StatusOr<std::string> blob = Isolate::TakeSnapshot(NewForSnapshot());
  ASSERT_TRUE(blob.ok()) << blob.status();
  const Snapshot with_library(*platform_, blob_, {"boot.js", kBoot, kLazy, *blob}, kModules);
  graph_ = std::get<ModuleGraph>(Load({{"main.js", R"(
          const sum = ops.lazyFunction("sum", "atoll:sum", ["a", "b"]);
          export default (n) => record(String(sum(n, 2)));)"}}));
  StartAndDispatch(Isolate::New(with_library.library(), {}), 5);
  EXPECT_THAT(recorder_.lines, ElementsAre("0:vars {} false", "0:7"));
}

TEST_F(SnapshotTest, NoneIsTakenWhileOpsArePending) {
  graph_ = std::get<ModuleGraph>(Load({{"main.js", "ops.read(); export default () => {};"}}));
  StartAndDispatch(NewForSnapshot(), 0);
  EXPECT_EQ(Isolate::TakeSnapshot(std::move(isolate_)).status().message(),
            "1 operations are pending");
}

// V8 gives a restored context another global object, with another hash.
TEST_F(SnapshotTest, NoneIsTakenWhileTheGlobalObjectIsAKey) {
  for (std::string_view collection :
       {"new Map([[globalThis, 1]])", "new Set([globalThis])", "new WeakMap([[globalThis, 1]])",
        "new WeakSet([globalThis])"}) {
    for (bool is_key : {true, false}) {
      const std::string text =
          absl::StrCat("const kept = ", collection, "; WeakMap.prototype.has = null;",
                       is_key ? "" : "kept.delete(globalThis);", "export default () => kept;");
      graph_ = std::get<ModuleGraph>(Load({{"main.js", text}}));
      StartAndDispatch(NewForSnapshot(), 0);
      EXPECT_EQ(Isolate::TakeSnapshot(std::move(isolate_)).status().message(),
                is_key ? "globalThis is a key of a Map, Set, WeakMap or WeakSet" : "")
          << text;
    }
  }
}

TEST_F(SnapshotTest, AnOpThatNobodyImportsFailsTheBuild) {
  auto blob = BuildSnapshot(*platform_,
                            {"boot.js", "import {record} from \"native:test\"; record;"}, kModules);
  EXPECT_THAT(blob.status().message(), HasSubstr("is not imported by js-api"));
}

TEST_F(SnapshotTest, AnImportOfAnUndeclaredOpFailsTheBuild) {
  auto blob =
      BuildSnapshot(*platform_, {"boot.js", "import {nothing} from \"native:test\";"}, kModules);
  EXPECT_THAT(blob.status().message(), HasSubstr("does not provide an export named 'nothing'"));
}

TEST_F(SnapshotTest, TheTextIsAscii) {
  auto blob = BuildSnapshot(*platform_, {"boot.js", "// \xc3\xa9"}, kModules);
  EXPECT_EQ(blob.status().message(), "boot.js is not ASCII");
}

}  // namespace
}  // namespace engine
