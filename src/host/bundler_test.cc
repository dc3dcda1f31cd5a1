#include "src/host/bundler.h"

#include <gtest/gtest.h>

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
