#include "src/host/source_reader.h"

#include <gtest/gtest.h>

#include "src/host/test_folder.h"

namespace host {
namespace {

std::optional<engine::ModuleKind> ModuleKindOf(std::string_view name) {
  return ModuleRules().KindOf(name);
}

TEST(ModuleKind, FollowsTheExtension) {
  using engine::ModuleKind;
  EXPECT_EQ(ModuleKindOf("a/b.js"), ModuleKind::kESModule);
  EXPECT_EQ(ModuleKindOf("b.mjs"), ModuleKind::kESModule);
  EXPECT_EQ(ModuleKindOf("b.json"), ModuleKind::kJson);
  EXPECT_EQ(ModuleKindOf("b.txt"), ModuleKind::kText);
  EXPECT_EQ(ModuleKindOf("b.html"), ModuleKind::kText);
  EXPECT_EQ(ModuleKindOf("b.sql"), ModuleKind::kText);
  EXPECT_EQ(ModuleKindOf("b.bin"), ModuleKind::kData);
  EXPECT_EQ(ModuleKindOf("b.wasm"), ModuleKind::kWasm);
  EXPECT_EQ(ModuleKindOf("b.ts"), std::nullopt);
  EXPECT_EQ(ModuleKindOf("js"), std::nullopt);
}

TEST(DiskReader, ReadsAModule) {
  TestFolder folder;
  folder.Write("src/a.js", "1");
  DiskReader reader(folder.path());
  absl::StatusOr<engine::ModuleSource> source = reader.Read("src/a.js");
  ASSERT_TRUE(source.ok()) << source.status();
  EXPECT_EQ(source->name, "src/a.js");
  EXPECT_EQ(source->kind, engine::ModuleKind::kESModule);
  EXPECT_EQ(source->contents.view(), "1");
}

TEST(DiskReader, RemembersWhatWasAskedFor) {
  TestFolder folder;
  folder.Write("a.js", "1");
  DiskReader reader(folder.path());
  EXPECT_TRUE(reader.Read("a.js").ok());
  EXPECT_EQ(reader.Read("b.js").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(reader.files(), (std::vector{folder.path() / "a.js", folder.path() / "b.js"}));
}

TEST(DiskReader, StaysInItsFolder) {
  TestFolder outside;
  outside.Write("secret.txt", "s");
  TestFolder folder;
  std::filesystem::create_symlink(outside.path(), folder.path() / "link");
  folder.Write("real/a.txt", "1");
  std::filesystem::create_symlink(folder.path() / "real", folder.path() / "inner");
  DiskReader reader(folder.path());
  EXPECT_EQ(reader.Read("link/secret.txt").status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(reader.Read("../x.txt").status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(reader.Read("/etc/hostname.txt").status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(reader.Read(std::string_view("a\0.js", 5)).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(reader.Read("inner/a.txt")->contents.view(), "1");
}

TEST(DiskReader, NamesTheFileAndWhatWasExpected) {
  TestFolder folder;
  folder.Write("a.css", "1");
  DiskReader reader(folder.path());
  EXPECT_EQ(reader.Read("a.css").status(),
            absl::InvalidArgumentError("a.css: is no module; expected .js, .mjs, .json, .txt, "
                                       ".html, .sql, .bin or .wasm, or what a rule of the "
                                       "configuration names"));
}

}  // namespace
}  // namespace host
