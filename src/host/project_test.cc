#include "src/host/project.h"

#include <gtest/gtest.h>

#include "src/host/test_folder.h"

namespace host {
namespace {

absl::StatusOr<Project> Open(const std::filesystem::path& path) {
  ProjectOptions options;
  options.path = path.string();
  return OpenProject(options);
}

std::string ErrorOf(const std::filesystem::path& path) {
  return std::string(Open(path).status().message());
}

TEST(Project, OpensAFolderWithAConfiguration) {
  TestFolder folder;
  folder.Write("wrangler.jsonc",
               R"({"name": "shop", "main": "src/a.js", "vars": {"A": "1"}, "queues": {}})");
  folder.Write("src/a.js", "");
  absl::StatusOr<Project> project = Open(folder.path());
  ASSERT_TRUE(project.ok()) << project.status();
  EXPECT_EQ(project->root, folder.path());
  EXPECT_EQ(project->spec.name, "shop");
  EXPECT_EQ(project->spec.main, "src/a.js");
  EXPECT_EQ(project->spec.vars_json, R"({"A":"1"})");
  EXPECT_EQ(project->warnings.size(), 1u);
}

TEST(Project, PrefersJsonToToml) {
  TestFolder folder;
  folder.Write("wrangler.toml", "name = \"toml\"\nmain = \"a.js\"");
  folder.Write("a.js", "");
  EXPECT_EQ(Open(folder.path())->spec.name, "toml");
  folder.Write("wrangler.jsonc", R"({"name": "jsonc", "main": "a.js"})");
  EXPECT_EQ(Open(folder.path())->spec.name, "jsonc");
  folder.Write("wrangler.json", R"({"name": "json", "main": "a.js"})");
  EXPECT_EQ(Open(folder.path())->spec.name, "json");
}

TEST(Project, OpensALoneScript) {
  TestFolder folder;
  folder.Write("My Script.js", "");
  absl::StatusOr<Project> project = Open(folder.path() / "My Script.js");
  ASSERT_TRUE(project.ok()) << project.status();
  EXPECT_EQ(project->root, folder.path());
  EXPECT_EQ(project->spec.name, "my-script");
  EXPECT_EQ(project->spec.main, "My Script.js");
  EXPECT_EQ(project->spec.vars_json, "{}");
}

TEST(Project, OpensAFolderWithALoneScript) {
  TestFolder folder;
  folder.Write("app/src/index.js", "");
  absl::StatusOr<Project> project = Open(folder.path() / "app");
  ASSERT_TRUE(project.ok()) << project.status();
  EXPECT_EQ(project->spec.name, "app");
  EXPECT_EQ(project->spec.main, "src/index.js");
}

TEST(Project, AScriptUsesTheConfigurationAboveIt) {
  TestFolder folder;
  folder.Write("wrangler.toml", "name = \"up\"\nmain = \"src/a.js\"");
  folder.Write("src/b.js", "");
  absl::StatusOr<Project> project = Open(folder.path() / "src/b.js");
  ASSERT_TRUE(project.ok()) << project.status();
  EXPECT_EQ(project->spec.name, "up");
  EXPECT_EQ(project->spec.main, "src/b.js");
}

TEST(Project, AddsVariables) {
  TestFolder folder;
  folder.Write("wrangler.toml", "main = \"a.js\"\n[vars]\nA = \"1\"");
  folder.Write("a.js", "");
  ProjectOptions options;
  options.path = folder.path().string();
  options.vars.Set("B", ConfigValue::String("x\"y"));
  options.vars.Set("A", ConfigValue::String("2"));
  EXPECT_EQ(OpenProject(options)->spec.vars_json, R"({"A":"2","B":"x\"y"})");
}

TEST(Project, TakesTheNodesNameForAWorker) {
  TestFolder folder;
  folder.Write("wrangler.toml", "name = \"its-own\"\nmain = \"a.js\"");
  folder.Write("a.js", "");
  ProjectOptions options;
  options.path = folder.path().string();
  options.name = "the-nodes";
  EXPECT_EQ(OpenProject(options)->spec.name, "the-nodes");
}

TEST(Project, GrantsLimits) {
  TestFolder folder;
  folder.Write("wrangler.json",
               "{\"main\": \"a.js\",\n \"limits\": {\"cpu_ms\": 700, \"queue\": 3}}");
  folder.Write("a.js", "");
  ProjectOptions options;
  options.path = folder.path().string();
  EXPECT_EQ(OpenProject(options)->spec.limits.cpu_millis, 700);
  EXPECT_EQ(OpenProject(options)->spec.limits.queue, 3);
  EXPECT_EQ(OpenProject(options)->spec.limits.wall_millis, worker::Limits().wall_millis);
  EXPECT_TRUE(OpenProject(options)->warnings.empty());
  options.limits.maximum.cpu_millis = 500;
  options.limits.fixed.queue = 5;
  absl::StatusOr<Project> project = OpenProject(options);
  EXPECT_EQ(project->spec.limits.cpu_millis, 500);
  EXPECT_EQ(project->spec.limits.queue, 5);
  EXPECT_EQ(project->warnings,
            std::vector<std::string>{(folder.path() / "wrangler.json").string() +
                                     ":2:2: \"limits.cpu_ms\" is 700; this node allows at most "
                                     "500, which is used"});
}

TEST(Project, GrantsAWorkerWithoutAConfigurationTheDefaults) {
  TestFolder folder;
  folder.Write("a.js", "");
  ProjectOptions options;
  options.path = (folder.path() / "a.js").string();
  options.limits.defaults.cpu_millis = 42;
  EXPECT_EQ(OpenProject(options)->spec.limits.cpu_millis, 42);
}

TEST(Project, NamesWhatIsMissing) {
  TestFolder folder;
  const std::string path = folder.path().string();
  EXPECT_EQ(ErrorOf(folder.path() / "none.js"),
            path + "/none.js: no such file or folder; expected a script or a folder");
  EXPECT_EQ(ErrorOf(folder.path()),
            path +
                ": no worker here; expected wrangler.json, wrangler.jsonc, wrangler.toml, "
                "index.js, worker.js or src/index.js");
  folder.Write("wrangler.json", "{}");
  EXPECT_EQ(ErrorOf(folder.path()),
            path +
                "/wrangler.json: no \"main\"; expected the path of the worker's main module, "
                "such as \"src/index.js\"");
  folder.Write("wrangler.json", R"({"main": "x.js"})");
  EXPECT_EQ(ErrorOf(folder.path()),
            path +
                "/wrangler.json: \"main\" is \"x.js\", but there is no such file; expected the "
                "path of the worker's main module");
}

TEST(Project, RefusesAMainModuleOutside) {
  TestFolder folder;
  folder.Write("x.js", "");
  folder.Write("app/wrangler.json", R"({"main": "../x.js"})");
  EXPECT_EQ(ErrorOf(folder.path() / "app"),
            (folder.path() / "app/wrangler.json").string() +
                ": \"main\" is \"../x.js\", which lies outside of " +
                (folder.path() / "app").string() + "; expected a path inside");
  std::filesystem::create_symlink("../x.js", folder.path() / "app/link.js");
  folder.Write("app/wrangler.json", R"({"main": "link.js"})");
  EXPECT_NE(ErrorOf(folder.path() / "app").find("lies outside"), std::string::npos);
}

}  // namespace
}  // namespace host
