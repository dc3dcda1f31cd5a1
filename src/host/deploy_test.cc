#include "src/host/deploy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "src/host/test_folder.h"

namespace host {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A js-api of nothing: modules are only compiled here, never run.
constexpr std::string_view kBoot = R"(
import * as ops from "native:runtime";
export { ops };
export function findBuiltin() {}
)";

class DeployTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    platform_ = engine::Platform::Start();
    absl::StatusOr<std::string> blob = engine::BuildSnapshot(*platform_, {"boot.js", kBoot}, {});
    ASSERT_TRUE(blob.ok()) << blob.status();
    blob_ = *std::move(blob);
    snapshot_ = std::make_unique<engine::Snapshot>(*platform_, blob_,
                                                   engine::SnapshotSource{"boot.js", kBoot},
                                                   std::span<const engine::Module* const>());
  }
  static void TearDownTestSuite() {
    snapshot_.reset();
    platform_.reset();
  }

  // Deploys the worker in the folder; `esbuild` is a shell script that stands in for it, "" a path
  // where nothing is.
  std::variant<Deployment, DeployError> Run(std::string_view main = "",
                                            std::string_view esbuild = "") {
    DeployOptions options;
    options.project.path = (folder_.path() / main).string();
    options.project.runs_build = runs_build_;
    options.allow_project_esbuild = false;
    options.tell = [this](std::string_view text) { told_.append(text); };
    if (!esbuild.empty()) {
      folder_.Write("esbuild", esbuild);
      std::filesystem::permissions(folder_.path() / "esbuild", std::filesystem::perms::owner_all);
      options.search_path = folder_.path().string();
    }
    return Deploy(*snapshot_, options);
  }

  // The names of the modules that were deployed, or what went wrong.
  static std::vector<std::string> Modules(const std::variant<Deployment, DeployError>& result) {
    if (const auto* error = std::get_if<DeployError>(&result)) return {"error: " + error->message};
    std::vector<std::string> names;
    for (const auto& module : std::get<Deployment>(result).version->graph.modules) {
      names.push_back(module.name);
    }
    return names;
  }

  static std::string ErrorOf(const std::variant<Deployment, DeployError>& result) {
    const auto* error = std::get_if<DeployError>(&result);
    return error != nullptr ? error->message : "no error";
  }

  TestFolder folder_;
  bool runs_build_ = false;
  std::string told_;  // what the build's command has written
  static inline std::unique_ptr<engine::Platform> platform_;
  static inline std::string blob_;
  static inline std::unique_ptr<engine::Snapshot> snapshot_;
};

// Writes a bundle, whatever goes in.
constexpr std::string_view kBundles =
    "#!/bin/sh\nfor a in \"$@\"; do case $a in --outdir=*) out=${a#--outdir=};; esac; done\n"
    "echo 'export default {}' > \"$out/w.js\"\n";

TEST_F(DeployTest, TakesPlainModulesWithoutEsbuild) {
  folder_.Write("w.js", "import './lib/a.js'; import d from './d.json'; export default {};");
  folder_.Write("lib/a.js", "import t from '../t.txt';");
  folder_.Write("d.json", "{}");
  folder_.Write("t.txt", "text");
  const auto result = Run("w.js");
  EXPECT_THAT(Modules(result), ElementsAre("w.js", "lib/a.js", "t.txt", "d.json"));
  const auto& deployment = std::get<Deployment>(result);
  EXPECT_EQ(deployment.version->spec.main, "w.js");
  for (const char* file : {"w.js", "lib/a.js", "t.txt", "d.json"}) {
    EXPECT_THAT(deployment.files, Contains(folder_.path() / file));
  }
}

TEST_F(DeployTest, TakesModulesThatAreImportedDynamically) {
  folder_.Write("w.js", "export default { fetch: () => import('./late/a.js') };");
  folder_.Write("late/a.js", "import './b.js'; export const c = () => import('../d.json');");
  folder_.Write("late/b.js", "import('./a.js'); import('node:fs');");
  folder_.Write("d.json", "{}");
  EXPECT_THAT(Modules(Run("w.js")), ElementsAre("w.js", "late/a.js", "late/b.js", "d.json"));
}

TEST_F(DeployTest, BundlesWhatV8CannotTake) {
  const char* const sources[] = {"import { Hono } from 'hono';", "import './lib';",
                                 "export default { fetch: () => <b>x</b> };",
                                 "export default { fetch: () => import('hono') };"};
  for (const char* source : sources) {
    folder_.Write("w.js", source);
    EXPECT_THAT(Modules(Run("w.js", kBundles)), ElementsAre("w.js")) << source;
  }
  folder_.Write("w.ts", "export default {} as object;");
  EXPECT_THAT(Modules(Run("w.ts", kBundles)), ElementsAre("w.js"));
}

TEST_F(DeployTest, SaysWhatEsbuildWouldBeNeededFor) {
  folder_.Write("w.js", "import { Hono } from 'hono';");
  EXPECT_THAT(ErrorOf(Run("w.js")), HasSubstr("\"hono\""));
  EXPECT_THAT(ErrorOf(Run("w.js")), HasSubstr("esbuild was not found"));
  folder_.Write("w.ts", "");
  EXPECT_THAT(ErrorOf(Run("w.ts")), HasSubstr("w.ts: must be compiled"));
}

TEST_F(DeployTest, BundlesWhereTheConfigurationAsksForIt) {
  folder_.Write("w.js", "export default {};");
  for (const char* key :
       {R"("define": {"A": "1"})", R"("alias": {"a": "b"})", R"("minify": true)"}) {
    folder_.Write("wrangler.json", std::string(R"({"main": "w.js", )") + key + "}");
    EXPECT_THAT(ErrorOf(Run()), HasSubstr("esbuild was not found")) << key;
    EXPECT_THAT(Modules(Run("", kBundles)), ElementsAre("w.js")) << key;
  }
}

TEST_F(DeployTest, BundlesNothingWithNoBundle) {
  folder_.Write("wrangler.json", R"({"main": "w.js", "no_bundle": true, "minify": true})");
  folder_.Write("w.js", "import './a.js';");
  folder_.Write("a.js", "");
  EXPECT_THAT(Modules(Run("", kBundles)), ElementsAre("w.js", "a.js"));
  folder_.Write("a.js", "import 'hono';");
  EXPECT_THAT(ErrorOf(Run("", kBundles)), HasSubstr("No such module \"hono\""));
  folder_.Write("wrangler.json", R"({"main": "w.ts", "no_bundle": true})");
  folder_.Write("w.ts", "");
  EXPECT_THAT(ErrorOf(Run("", kBundles)), HasSubstr("\"no_bundle\" is set"));
}

TEST_F(DeployTest, RulesSayWhatAFileIs) {
  folder_.Write("wrangler.json", R"({"main": "w.js", "rules": [
      {"type": "Text", "globs": ["docs/*.md"]}, {"type": "Data", "globs": ["**/*.png"]}]})");
  folder_.Write("w.js", "import a from './docs/a.md'; import b from './b.png?module';");
  folder_.Write("docs/a.md", "# a");
  folder_.Write("b.png", "png");
  const auto result = Run();
  ASSERT_THAT(Modules(result), ElementsAre("w.js", "docs/a.md", "b.png?module"));
  const auto& modules = std::get<Deployment>(result).version->graph.modules;
  EXPECT_EQ(modules[1].kind, engine::ModuleKind::kText);
  EXPECT_EQ(modules[2].kind, engine::ModuleKind::kData);
}

TEST_F(DeployTest, FindsModulesThatNothingImports) {
  folder_.Write("src/w.js", "export default { fetch: (r) => import('./lang/' + r.url + '.js') };");
  folder_.Write("src/lang/de.js", "import './common.js';");
  folder_.Write("src/lang/common.js", "");
  folder_.Write("src/lang/broken.js", "let let = 1;");
  folder_.Write("src/node_modules/x.js", "");
  folder_.Write("other.js", "");
  folder_.Write("wrangler.json", R"({"main": "src/w.js", "find_additional_modules": true})");
  const auto result = Run();
  EXPECT_THAT(Modules(result), ElementsAre("src/w.js", "src/lang/common.js", "src/lang/de.js"));
  EXPECT_THAT(std::get<Deployment>(result).warnings,
              ElementsAre(HasSubstr("src/lang/broken.js: is left out: ")));
  folder_.Write("wrangler.json",
                R"({"main": "src/w.js", "find_additional_modules": true, "base_dir": "more"})");
  EXPECT_THAT(
      std::get<Deployment>(Run()).warnings,
      ElementsAre(HasSubstr("not all modules that nothing imports were found in \"more\"")));
  folder_.Write("more/a.txt", "");
  EXPECT_THAT(Modules(Run()), ElementsAre("src/w.js", "more/a.txt"));
}

TEST_F(DeployTest, FindsModulesThatNothingImportsWithNoBundle) {
  folder_.Write("src/w.js", "export default { fetch: (r) => import('./lang/' + r.url + '.js') };");
  folder_.Write("src/lang/de.js", "");
  folder_.Write("other.js", "");
  folder_.Write("wrangler.json", R"({"main": "src/w.js", "no_bundle": true})");
  EXPECT_THAT(Modules(Run()), ElementsAre("src/w.js", "src/lang/de.js"));
}

TEST_F(DeployTest, KnowsItsVersion) {
  folder_.Write("wrangler.json",
                R"({"main": "w.js", "version_metadata": {"binding": "V"}, "vars": {"A": "1"}})");
  folder_.Write("w.js", "export default {};");
  const auto result = Run();
  ASSERT_THAT(Modules(result), ElementsAre("w.js"));
  const worker::Version& version = *std::get<Deployment>(result).version;
  EXPECT_THAT(version.spec.vars_json,
              HasSubstr(R"({"A":"1","V":{"id":")" + version.id + R"(","tag":"","timestamp":"20)"));
  EXPECT_EQ(std::get<Deployment>(Run()).version->spec.vars_json, version.spec.vars_json);
}

TEST_F(DeployTest, RunsTheCommandThatMakesTheModules) {
  folder_.Write("wrangler.json", R"({"main": "dist/w.js", "build":
      {"command": "echo built; mkdir -p dist; cp src/in.js dist/w.js"}})");
  folder_.Write("src/in.js", "export default {};");
  EXPECT_THAT(ErrorOf(Run()), HasSubstr("no such file"));
  runs_build_ = true;
  const auto result = Run();
  ASSERT_THAT(Modules(result), ElementsAre("dist/w.js"));
  EXPECT_THAT(told_, HasSubstr("built\n"));
  const auto& files = std::get<Deployment>(result).files;
  EXPECT_THAT(files, Contains(folder_.path() / "src/in.js"));
  EXPECT_THAT(files, Contains(folder_.path() / "wrangler.json"));
  EXPECT_THAT(files, ::testing::Not(Contains(folder_.path() / "dist/w.js")));
}

TEST_F(DeployTest, TellsWhyTheCommandFailed) {
  folder_.Write("wrangler.json", R"({"main": "w.js", "build": {"command": "echo odd; exit 2"}})");
  folder_.Write("src/in.js", "");
  runs_build_ = true;
  const auto result = Run();
  EXPECT_EQ(ErrorOf(result),
            "\"build.command\", echo odd; exit 2: ended with status 2; expected 0\nodd");
  EXPECT_THAT(std::get<DeployError>(result).files, Contains(folder_.path() / "src/in.js"));
  folder_.Write("wrangler.json", R"({"main": "w.js", "build": {"command": "true"}})");
  EXPECT_THAT(ErrorOf(Run()), HasSubstr("has run and not made this file"));
}

TEST_F(DeployTest, TellsThePlaceOfASyntaxError) {
  folder_.Write("w.js", "import './lib.js';");
  folder_.Write("lib.js", "let a = 1;\nlet a = 2;\n");
  const auto result = Run("w.js", kBundles);
  const auto* error = std::get_if<DeployError>(&result);
  ASSERT_NE(error, nullptr);
  ASSERT_TRUE(error->exception.has_value());
  EXPECT_EQ(error->exception->file, "lib.js");
  EXPECT_EQ(error->exception->line, 2);
  EXPECT_EQ(error->exception->column, 5);
  EXPECT_EQ(error->exception->source_line, "let a = 2;");
  EXPECT_THAT(error->files, Contains(folder_.path() / "lib.js"));
}

TEST_F(DeployTest, WatchesAFileThatIsMissing) {
  folder_.Write("w.js", "import './gone.js';");
  const auto result = Run("w.js");
  const auto* error = std::get_if<DeployError>(&result);
  ASSERT_NE(error, nullptr);
  EXPECT_THAT(error->message, HasSubstr("gone.js"));
  EXPECT_THAT(error->files, Contains(folder_.path() / "gone.js"));
}

TEST_F(DeployTest, WatchesWhereAFileWouldBeThatEsbuildMisses) {
  folder_.Write("w.ts", "import './lib/new';");
  const auto result = Run("w.ts",
                          "#!/bin/sh\nprintf '[ERROR] Could not resolve \"./lib/new\"\\n\\n  "
                          "w.ts:1:7:\\n' >&2; exit 1\n");
  const auto* error = std::get_if<DeployError>(&result);
  ASSERT_NE(error, nullptr);
  EXPECT_THAT(error->message, HasSubstr("./lib/new"));
  for (const char* path : {"lib", "lib/new"}) {
    EXPECT_THAT(error->files, Contains(folder_.path() / path));
  }
}

TEST_F(DeployTest, WatchesWhereAConfigurationWouldBe) {
  const auto result = Run();
  const auto* error = std::get_if<DeployError>(&result);
  ASSERT_NE(error, nullptr);
  EXPECT_THAT(error->files, Contains(folder_.path() / "wrangler.toml"));
}

}  // namespace
}  // namespace host
