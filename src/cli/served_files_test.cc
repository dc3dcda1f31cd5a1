#include "src/cli/served_files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "src/host/bundler.h"
#include "src/host/test_folder.h"

namespace cli {
namespace {

bool Has(const std::vector<std::string>& folders, const std::filesystem::path& folder) {
  return std::find(folders.begin(), folders.end(), folder.string()) != folders.end();
}

constexpr const char* kScript = "export default { fetch: () => new Response() };";

TEST(WorkerFolders, AreThoseOfALoneWorker) {
  host::TestFolder disk;
  disk.Write("app/wrangler.json", R"({"name": "a", "main": "src/m.js"})");
  disk.Write("app/src/m.js", kScript);
  ServeCommand command;
  command.project.path = (disk.path() / "app/src/m.js").string();
  const auto folders = WorkerFolders(command);
  ASSERT_TRUE(folders.ok()) << folders.status();
  EXPECT_EQ(folders->front(), (disk.path() / "app").string());
}

TEST(WorkerFolders, SayThatThereIsNoWorker) {
  host::TestFolder disk;
  ServeCommand command;
  command.project.path = (disk.path() / "nothing.js").string();
  EXPECT_NE(WorkerFolders(command).status().message().find("no such file"), std::string::npos);
}

TEST(WorkerFolders, FollowLinksInAFolderOfWorkers) {
  host::TestFolder disk;
  disk.Write("workers/one/index.js", kScript);
  disk.Write("releases/7/index.js", kScript);
  disk.Write("elsewhere/index.js", kScript);
  std::filesystem::create_symlink(disk.path() / "releases/7", disk.path() / "workers/two");
  ServeCommand command;
  command.node.workers_dir = (disk.path() / "workers").string();
  const auto folders = WorkerFolders(command);
  ASSERT_TRUE(folders.ok()) << folders.status();
  EXPECT_TRUE(Has(*folders, disk.path() / "workers"));
  EXPECT_TRUE(Has(*folders, disk.path() / "releases/7"));
  EXPECT_FALSE(Has(*folders, disk.path() / "elsewhere"));
}

TEST(WorkerFolders, HoldWorkersThatCannotBeOpened) {
  host::TestFolder disk;
  disk.Write("broken/wrangler.toml", "name = \n");
  disk.Write("broken/index.js", kScript);
  disk.Write("config/wrangler.json", R"({"name": "b", "main": "../good/index.js"})");
  disk.Write("good/index.js", kScript);
  ServeCommand command;
  for (const char* folder : {"broken", "good", "nowhere"}) {
    host::NodeWorker& worker = command.node.workers.emplace_back();
    worker.name = folder;
    worker.path = (disk.path() / folder).string();
  }
  command.node.workers[1].config = (disk.path() / "config/wrangler.json").string();
  const auto folders = WorkerFolders(command);
  ASSERT_TRUE(folders.ok()) << folders.status();
  for (const char* folder : {"broken", "config", "good"}) {
    EXPECT_TRUE(Has(*folders, disk.path() / folder)) << folder;
  }
}

class Programs : public testing::Test {
 protected:
  Programs() {
    command_.node.workers_dir = "/w";
    rules_ = ProgramsOf(command_, {"/w", "/x"}, "/data", "/tmp/atoll-node-1", "/bin/esbuild", "");
  }
  absl::Status Check(std::vector<std::string> arguments, std::string folder) const {
    sandbox::SpawnRequest request;
    request.arguments = std::move(arguments);
    request.folder = std::move(folder);
    return sandbox::CheckProgram(rules_, request);
  }

  ServeCommand command_;
  std::vector<sandbox::ProgramRule> rules_;
};

TEST_F(Programs, AllowWhatANodeStarts) {
  for (const auto node :
       {engine::NodeCompat::kNone, engine::NodeCompat::kModules, engine::NodeCompat::kFull}) {
    const absl::Status status = Check(
        host::EsbuildArguments("/bin/esbuild", "src/a.ts", "/tmp/atoll-node-1/atoll-x", {node}),
        "/w/one");
    EXPECT_TRUE(status.ok()) << status;
  }
  EXPECT_TRUE(Check({"/proc/self/exe", "make-snapshot"}, "/").ok());
  EXPECT_TRUE(Check({"/proc/self/exe", "check-store", "/data/kv", "a", "b"}, "/").ok());
}

TEST(ProgramsOf, AllowWhatAConfigurationSaysOfBundling) {
  host::TestFolder disk;
  disk.Write("w/a/wrangler.json",
             R"({"main": "a.ts", "alias": {"x": "./y"}, "rules": [{"type": "Text",
                 "globs": ["**/*.md"]}]})");
  disk.Write("w/a/a.ts", "");
  ServeCommand command;
  command.node.workers_dir = (disk.path() / "w").string();
  const auto rules =
      ProgramsOf(command, {command.node.workers_dir}, "", "/tmp/node", "/bin/esbuild", "");
  host::BundleOptions options;
  options.settings.alias = {{"x", "./y"}};
  options.settings.rules = {{host::ModuleType::kText, {"**/*.md"}}};
  sandbox::SpawnRequest request;
  request.folder = (disk.path() / "w/a").string();
  request.arguments = host::EsbuildArguments("/bin/esbuild", "a.ts", "/tmp/node/x", options);
  const absl::Status status = sandbox::CheckProgram(rules, request);
  EXPECT_TRUE(status.ok()) << status;
  options.settings.alias = {{"x", "/etc/passwd"}};
  request.arguments = host::EsbuildArguments("/bin/esbuild", "a.ts", "/tmp/node/x", options);
  EXPECT_FALSE(sandbox::CheckProgram(rules, request).ok());
}

TEST_F(Programs, RefuseTheRest) {
  auto esbuild = host::EsbuildArguments("/bin/esbuild", "a.ts", "/home", {});
  EXPECT_FALSE(Check(esbuild, "/w/one").ok());
  esbuild = host::EsbuildArguments("/bin/esbuild", "../../a.ts", "/tmp/atoll-node-1/x", {});
  EXPECT_FALSE(Check(esbuild, "/w/one").ok());
  esbuild = host::EsbuildArguments("/bin/esbuild", "a.ts", "/tmp/atoll-node-1/x", {});
  EXPECT_TRUE(Check(esbuild, "/w/one").ok());
  EXPECT_FALSE(Check(esbuild, "/etc").ok());
  esbuild.push_back("--serve");
  EXPECT_FALSE(Check(esbuild, "/w/one").ok());
  EXPECT_FALSE(Check({"/proc/self/exe", "serve"}, "/").ok());
  EXPECT_FALSE(Check({"/proc/self/exe", "check-store", "/etc"}, "/").ok());
  EXPECT_FALSE(Check({"/bin/sh"}, "/").ok());
}

}  // namespace
}  // namespace cli
