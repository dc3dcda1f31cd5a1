#include "src/host/module_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace host {
namespace {

using engine::ModuleKind;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::Pair;

TEST(Glob, Matches) {
  EXPECT_TRUE(MatchesGlob("**/*.md", "a.md"));
  EXPECT_TRUE(MatchesGlob("**/*.md", "a/b/c.md"));
  EXPECT_FALSE(MatchesGlob("**/*.md", "a.mdx"));
  EXPECT_FALSE(MatchesGlob("*.md", "a/b.md"));
  EXPECT_TRUE(MatchesGlob("src/*.md", "src/b.md"));
  EXPECT_FALSE(MatchesGlob("src/*.md", "src/a/b.md"));
  EXPECT_TRUE(MatchesGlob("src/**/b.md", "src/b.md"));
  EXPECT_TRUE(MatchesGlob("src/**/b.md", "src/x/y/b.md"));
  EXPECT_FALSE(MatchesGlob("src/**/b.md", "src/xb.md"));
  EXPECT_TRUE(MatchesGlob("src/**", "src/x/y"));
  EXPECT_TRUE(MatchesGlob("**/*.wasm?module", "a.wasm?module"));
  EXPECT_FALSE(MatchesGlob("a.b", "aXb"));
  EXPECT_TRUE(MatchesGlob("", ""));
  EXPECT_FALSE(MatchesGlob("", "a"));
  EXPECT_TRUE(MatchesGlob("**/**/**/**/**/**/**/**/**/**/*", std::string(2'000, '/') + "a"));
}

TEST(ModuleRules, ComeBeforeWranglers) {
  const ModuleRules rules({{ModuleType::kText, {"**/*.md", "page.html"}, true},
                           {ModuleType::kData, {"**/*.png"}, false}});
  EXPECT_EQ(rules.KindOf("a/b.md"), ModuleKind::kText);
  EXPECT_EQ(rules.KindOf("a/b.txt"), ModuleKind::kText) << "it falls through";
  EXPECT_EQ(rules.KindOf("x.png"), ModuleKind::kData);
  EXPECT_EQ(rules.KindOf("x.bin"), std::nullopt) << "the rule takes the place of Wrangler's";
  EXPECT_EQ(rules.KindOf("x.wasm"), ModuleKind::kWasm);
  EXPECT_EQ(rules.KindOf("x.js"), ModuleKind::kESModule);
}

TEST(ModuleRules, OfTwoOfATypeTheFirstCounts) {
  const ModuleRules rules(
      {{ModuleType::kText, {"**/*.a"}, false}, {ModuleType::kText, {"**/*.b"}, false}});
  EXPECT_EQ(rules.KindOf("x.a"), ModuleKind::kText);
  EXPECT_EQ(rules.KindOf("x.b"), std::nullopt);
}

TEST(ModuleRules, MayMakeScriptsOfOtherFiles) {
  const ModuleRules rules(
      {{ModuleType::kESModule, {"**/*.jsm"}, false}, {ModuleType::kCommonJs, {"old/*.js"}, false}});
  EXPECT_EQ(rules.KindOf("x.jsm"), ModuleKind::kESModule);
  EXPECT_EQ(rules.KindOf("old/x.js"), std::nullopt) << "it has to be bundled";
  EXPECT_EQ(rules.KindOf("x.js"), ModuleKind::kESModule);
}

TEST(ModuleRules, AreExtensionsForABundler) {
  const ModuleRules rules({{ModuleType::kText, {"**/*.md", "src/*.svg", "docs/**"}, true},
                           {ModuleType::kData, {"**/*.md"}, false}});
  EXPECT_THAT(rules.extensions(), Contains(Pair(".md", ModuleType::kText)));
  EXPECT_THAT(rules.extensions(), Not(Contains(Pair(".md", ModuleType::kData))));
  EXPECT_THAT(rules.extensions(), Contains(Pair(".svg", ModuleType::kText)));
  EXPECT_THAT(rules.extensions(), Contains(Pair(".wasm", ModuleType::kCompiledWasm)));
  EXPECT_THAT(rules.narrow_globs(), ElementsAre("src/*.svg", "docs/**"));
}

}  // namespace
}  // namespace host
