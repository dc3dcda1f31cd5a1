#include "src/host/workers_dir.h"

#include <gtest/gtest.h>

#include "src/host/test_folder.h"

namespace host {
namespace {

TEST(ListWorkers, FindsConfigurationsAndScripts) {
  TestFolder folder;
  folder.Write("b/wrangler.toml", "");
  folder.Write("a/index.js", "");
  folder.Write("notes/readme.txt", "");
  folder.Write(".git/index.js", "");
  folder.Write("node_modules/index.js", "");
  folder.Write("index.js", "");
  EXPECT_EQ(ListWorkers(folder.path()).value(),
            (std::vector{folder.path() / "a", folder.path() / "b"}));
}

TEST(ListWorkers, NamesTheFolder) {
  TestFolder folder;
  const std::string path = folder.path().string();
  EXPECT_EQ(ListWorkers(folder.path()).status().message(),
            path +
                ": no workers; expected subfolders with wrangler.json, wrangler.jsonc, "
                "wrangler.toml or a script");
  EXPECT_EQ(ListWorkers(folder.path() / "none").status().message(),
            path + "/none: No such file or directory; expected a folder of workers");
}

}  // namespace
}  // namespace host
