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
  const std::vector<WorkerFolder> workers = ListWorkers(folder.path()).value();
  ASSERT_EQ(workers.size(), 2);
  EXPECT_EQ(workers[0].path, folder.path() / "a");
  EXPECT_EQ(workers[1].path, folder.path() / "b");
}

TEST(ListWorkers, ReadsNames) {
  TestFolder folder;
  folder.Write("a/wrangler.toml", "name = \"shop\"\nmain = \"missing.js\"\n");
  folder.Write("B b/index.js", "");
  folder.Write("c/wrangler.json", "{\"main\": \"x.js\"}");
  folder.Write("d/wrangler.json", "{\"name\": ");
  const std::vector<WorkerFolder> workers = ListWorkers(folder.path()).value();
  ASSERT_EQ(workers.size(), 4);
  EXPECT_EQ(workers[0].name, "b-b");
  EXPECT_EQ(workers[1].name, "shop");
  EXPECT_EQ(workers[2].name, "c");
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(workers[i].problem.ok()) << workers[i].problem;
  EXPECT_EQ(workers[3].name, "d");
  EXPECT_NE(workers[3].problem.message().find("wrangler.json:1:"), std::string::npos);
}

TEST(ListWorkers, ReadsWhenWorkersRun) {
  TestFolder folder;
  folder.Write("a/wrangler.json", R"({"main": "x.js", "triggers": {"crons": ["1 * * * *"]},
      "env": {"live": {"triggers": {"crons": ["2 * * * *"], "missed": "all"}}}})");
  folder.Write("b/index.js", "");
  const std::vector<WorkerFolder> workers = ListWorkers(folder.path()).value();
  EXPECT_EQ(workers.at(0).triggers.crons, std::vector<std::string>{"1 * * * *"});
  EXPECT_TRUE(workers.at(1).triggers.crons.empty());
  const std::vector<WorkerFolder> live = ListWorkers(folder.path(), "live").value();
  EXPECT_EQ(live.at(0).triggers.crons, std::vector<std::string>{"2 * * * *"});
  EXPECT_EQ(live.at(0).triggers.policy.missed, Missed::kAll);
  EXPECT_EQ(live.at(0).name, "a");
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
