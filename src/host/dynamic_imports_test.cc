#include "src/host/dynamic_imports.h"

#include <gtest/gtest.h>

namespace host {
namespace {

using Names = std::vector<std::string>;

TEST(FindDynamicImports, FindsLiterals) {
  EXPECT_EQ(FindDynamicImports("const a = await import('./a.js'); import(\n\"./b.js\" , {})"),
            (Names{"./a.js", "./b.js"}));
  EXPECT_EQ(FindDynamicImports("import /* lazily */ (/* this */ `./c.js`).then(f)"),
            Names{"./c.js"});
  EXPECT_EQ(FindDynamicImports("x = { ...import('./d.js') }"), Names{"./d.js"});
}

TEST(FindDynamicImports, LeavesOtherThingsAlone) {
  EXPECT_EQ(FindDynamicImports("import a from './a.js'; import './b.js'; import.meta.url"),
            Names());
  EXPECT_EQ(FindDynamicImports("import(name); import('./a' + b); import(`./${c}.js`)"), Names());
  EXPECT_EQ(FindDynamicImports("x.import('./a.js'); reimport('./b.js'); $import('./c.js')"),
            Names());
  EXPECT_EQ(FindDynamicImports("import('./a"), Names());
  EXPECT_EQ(FindDynamicImports("import("), Names());
}

TEST(FindDynamicImports, PassesOverCommentsStringsAndPatterns) {
  EXPECT_EQ(FindDynamicImports("// import('a')\n/** @type {import('b').B} */ import('c')"),
            Names{"c"});
  EXPECT_EQ(FindDynamicImports("f(\"import('a')\", 'import(\"b\")\\'', \"//\"); import('c')"),
            Names{"c"});
  EXPECT_EQ(FindDynamicImports("`import('a') ${ { b: import('b') } } import('c')`; import('d')"),
            (Names{"b", "d"}));
  EXPECT_EQ(FindDynamicImports("return /[/'`\"]import('a')/.test(s) && import('b')"), Names{"b"});
  EXPECT_EQ(FindDynamicImports("a = b / c; d = `${e / 2}`; import('f'); g = /\\/\"/; import('h')"),
            (Names{"f", "h"}));
}

TEST(FindDynamicImports, TakesAnyText) {
  for (const char* text : {"", "`", "`${", "}", "/*", "//", "'\\", "/[", "\"", "import", "`\\"}) {
    EXPECT_EQ(FindDynamicImports(text), Names()) << text;
  }
}

}  // namespace
}  // namespace host
