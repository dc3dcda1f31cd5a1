#include "src/host/bundler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "src/host/test_folder.h"

namespace host {
namespace {

// Stands in for esbuild: a shell script that finds --outdir among its arguments.
constexpr std::string_view kFindOut =
    "#!/bin/sh\nfor a in \"$@\"; do case $a in --outdir=*) out=${a#--outdir=};; esac; done\n";

std::filesystem::path Program(const TestFolder& folder, std::string_view script) {
  folder.Write("esbuild", std::string(kFindOut) + std::string(script));
  std::filesystem::permissions(folder.path() / "esbuild", std::filesystem::perms::owner_all);
  return folder.path() / "esbuild";
}

TEST(EsbuildError, HasPlaceAndLine) {
  std::optional<engine::Exception> error = ParseEsbuildError(
      "✘ [ERROR] Could not resolve \"hono\"\n\n    src/a.ts:1:21:\n"
      "      1 │ import { Hono } from \"hono\"\n        ╵                      ~~~~~~\n\n"
      "✘ [ERROR] Another\n\n    b.ts:1:0:\n");
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->message, "Could not resolve \"hono\"");
  EXPECT_EQ(error->file, "src/a.ts");
  EXPECT_EQ(error->line, 1);
  EXPECT_EQ(error->column, 22);
  EXPECT_EQ(error->source_line, "import { Hono } from \"hono\"");
}

TEST(EsbuildError, MayHaveNoPlace) {
  std::optional<engine::Exception> error = ParseEsbuildError("✘ [ERROR] Odd: 1:2\n\n");
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->message, "Odd: 1:2");
  EXPECT_EQ(error->line, 0);
  EXPECT_EQ(ParseEsbuildError("Segmentation fault\n"), std::nullopt);
  EXPECT_EQ(ParseEsbuildError(""), std::nullopt);
}

TEST(Bundle, ReadsWhatWasWritten) {
  TestFolder folder;
  const std::filesystem::path program = Program(
      folder,
      "mkdir $out/src; printf main >$out/src/index.js; printf w >$out/x-ABC.wasm\n"
      "echo '{\"inputs\": {\"src/index.ts\": {}, \"lib/y.ts\": {}}}' >$out/atoll-meta.json\n");
  std::variant<BundleOutput, BundleError> result = Bundle(program, folder.path(), "src/index.ts");
  auto* output = std::get_if<BundleOutput>(&result);
  ASSERT_NE(output, nullptr) << std::get<BundleError>(result).status;
  ASSERT_EQ(output->modules.size(), 2u);
  EXPECT_EQ(output->modules[0].name, "src/index.js");
  EXPECT_EQ(output->modules[0].contents.view(), "main");
  EXPECT_EQ(output->modules[1].name, "x-ABC.wasm");
  EXPECT_EQ(output->modules[1].kind, engine::ModuleKind::kWasm);
  EXPECT_EQ(output->inputs.size(), 2u);
}

TEST(Bundle, RulesSayWhatIsAModule) {
  TestFolder folder;
  const std::filesystem::path program =
      Program(folder, "printf main >$out/a.js; printf p >$out/x-ABC.png; printf c >$out/a.css\n");
  BundleOptions options;
  options.settings.rules = {{ModuleType::kData, {"img/*.png"}},
                            {ModuleType::kCommonJs, {"**/*.js"}}};
  std::variant<BundleOutput, BundleError> result = Bundle(program, folder.path(), "a.ts", options);
  auto* output = std::get_if<BundleOutput>(&result);
  ASSERT_NE(output, nullptr) << std::get<BundleError>(result).status;
  ASSERT_EQ(output->modules.size(), 2u);
  EXPECT_EQ(output->modules[0].kind, engine::ModuleKind::kESModule);
  EXPECT_EQ(output->modules[1].kind, engine::ModuleKind::kData);
}

bool Has(const std::vector<std::string>& arguments, std::string_view one) {
  return std::ranges::find(arguments, one) != arguments.end();
}

TEST(EsbuildArguments, SayWhatTheConfigurationSays) {
  BundleOptions options;
  options.node = engine::NodeCompat::kFull;
  const std::vector<std::string> plain = EsbuildArguments("esbuild", "a.ts", "/out", options);
  EXPECT_TRUE(Has(plain, "--define:process.env.NODE_ENV=\"production\""));
  EXPECT_TRUE(Has(plain, "--loader:.txt=text"));
  EXPECT_TRUE(Has(plain, "--loader:.wasm=copy"));
  EXPECT_TRUE(Has(plain, "--alias:fs=node:fs"));
  EXPECT_FALSE(Has(plain, "--keep-names"));
  options.development = true;
  EXPECT_TRUE(Has(EsbuildArguments("esbuild", "a.ts", "/out", options),
                  "--define:process.env.NODE_ENV=\"development\""));
  options.settings.define = {{"process.env.NODE_ENV", "\"x\""}, {"A", "1"}};
  options.settings.alias = {{"fs", "./fs.js"}};
  options.settings.minify = true;
  options.settings.tsconfig = "t.json";
  options.settings.jsx_factory = "h";
  options.settings.jsx_fragment = "F";
  options.settings.rules = {{ModuleType::kText, {"**/*.md"}},
                            {ModuleType::kESModule, {"**/*.mts"}}};
  const std::vector<std::string> arguments = EsbuildArguments("esbuild", "a.ts", "/out", options);
  for (const char* one :
       {"--define:process.env.NODE_ENV=\"x\"", "--define:A=1", "--alias:fs=./fs.js", "--minify",
        "--keep-names", "--tsconfig=./t.json", "--jsx-factory=h", "--jsx-fragment=F",
        "--loader:.md=text", "--loader:.mts=ts"}) {
    EXPECT_TRUE(Has(arguments, one)) << one;
  }
  EXPECT_FALSE(Has(arguments, "--define:process.env.NODE_ENV=\"production\""));
  EXPECT_FALSE(Has(arguments, "--alias:fs=node:fs"));
  EXPECT_FALSE(Has(arguments, "--loader:.txt=text"));
  options.settings.keep_names = false;
  EXPECT_FALSE(Has(EsbuildArguments("esbuild", "a.ts", "/out", options), "--keep-names"));
}

TEST(Bundle, NamesTheFlagForNodesModules) {
  TestFolder folder;
  const std::filesystem::path program = Program(
      folder, "printf '[ERROR] Could not resolve \"fs\"\\n\\n  a.ts:1:0:\\n' >&2; exit 1\n");
  const auto message = [&](engine::NodeCompat node) {
    return std::string(
        std::get<BundleError>(Bundle(program, folder.path(), "a.ts", {node})).status.message());
  };
  EXPECT_EQ(message(engine::NodeCompat::kNone),
            "a.ts:1:1: Could not resolve \"fs\": it is a module of Node's, which the worker gets "
            "with the compatibility flag \"nodejs_compat\"");
  EXPECT_NE(message(engine::NodeCompat::kModules).find("\"nodejs_compat_v2\""), std::string::npos);
}

TEST(Bundle, TellsWhatEsbuildRefused) {
  TestFolder folder;
  folder.Write("package.json", "{}");
  folder.Write("package-lock.json", "{}");
  const std::filesystem::path program = Program(
      folder, "printf '[ERROR] Could not resolve \"hono\"\\n\\n  a.ts:1:0:\\n' >&2; exit 1\n");
  std::variant<BundleOutput, BundleError> result = Bundle(program, folder.path(), "a.ts");
  auto* error = std::get_if<BundleError>(&result);
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->status.message(),
            "a.ts:1:1: Could not resolve \"hono\": its packages are not installed; run `npm ci` "
            "in " +
                folder.path().string());
}

TEST(Bundle, TellsThatEsbuildCannotRun) {
  TestFolder folder;
  std::variant<BundleOutput, BundleError> result = Bundle("/nowhere/esbuild", folder.path(), "a");
  ASSERT_TRUE(std::holds_alternative<BundleError>(result));
  EXPECT_NE(std::get<BundleError>(result).status.message().find("/nowhere/esbuild"),
            std::string::npos);
}

TEST(Bundle, TellsThatNothingWasWritten) {
  TestFolder folder;
  std::variant<BundleOutput, BundleError> result =
      Bundle(Program(folder, "exit 0\n"), folder.path(), "a.ts");
  ASSERT_TRUE(std::holds_alternative<BundleError>(result));
  EXPECT_EQ(std::get<BundleError>(result).status.message(), "esbuild wrote no a.js");
}

TEST(FindEsbuild, LooksInOrder) {
  TestFolder folder;
  Program(folder, "");
  const std::string here = folder.path().string();
  EXPECT_EQ(FindEsbuild("/given", folder.path(), true, here), "/given");
  EXPECT_EQ(FindEsbuild("", folder.path(), true, "/nowhere:" + here), folder.path() / "esbuild");
  const std::filesystem::path local = folder.path() / "node_modules/.bin/esbuild";
  folder.Write("node_modules/.bin/esbuild", "");
  std::filesystem::permissions(local, std::filesystem::perms::owner_all);
  EXPECT_EQ(FindEsbuild("", folder.path() / "src", true, here), local);
  EXPECT_EQ(FindEsbuild("", folder.path(), false, here), folder.path() / "esbuild");
  EXPECT_EQ(FindEsbuild("", folder.path(), false, ""), std::nullopt);
}

}  // namespace
}  // namespace host
