#include "src/host/project.h"

#include <gtest/gtest.h>

#include <algorithm>

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
  folder.Write(
      "wrangler.jsonc",
      R"({"name": "shop", "main": "src/a.js", "vars": {"A": "1"}, "queues": {"consumers": []}})");
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

TEST(Project, ReadsSecretsForItsAuthorAlone) {
  TestFolder folder;
  folder.Write("wrangler.toml", "main = \"a.js\"\n[vars]\nA = \"1\"\nB = \"1\"\nC = \"1\"");
  folder.Write("a.js", "");
  folder.Write(".dev.vars", "B=2\nC=2\nD=2\n?");
  ProjectOptions options;
  options.path = folder.path().string();
  EXPECT_EQ(OpenProject(options)->spec.vars_json, R"({"A":"1","B":"1","C":"1"})");
  EXPECT_TRUE(OpenProject(options)->warnings.empty());
  options.development = true;
  options.vars.Set("C", ConfigValue::String("3"));
  const absl::StatusOr<Project> project = OpenProject(options);
  ASSERT_TRUE(project.ok()) << project.status();
  EXPECT_EQ(project->spec.vars_json, R"({"A":"1","B":"2","C":"3","D":"2"})");
  EXPECT_EQ(project->secrets, (std::vector<std::string>{"B", "C", "D"}));
  EXPECT_EQ(project->warnings,
            std::vector<std::string>{
                ".dev.vars:4:1: the line is no variable: ignored; expected NAME=VALUE"});
  EXPECT_NE(std::ranges::find(project->files, folder.path() / ".dev.vars"), project->files.end());
}

TEST(Project, TellsWhichSecretsAreMissing) {
  TestFolder folder;
  folder.Write("wrangler.json",
               R"({"main": "a.js", "secrets": {"required": ["A", "B", "C"]}, "vars": {"A": "1"}})");
  folder.Write("a.js", "");
  folder.Write(".env", "B=2");
  ProjectOptions options;
  options.path = folder.path().string();
  options.development = true;
  EXPECT_EQ(OpenProject(options)->warnings,
            std::vector<std::string>{(folder.path() / "wrangler.json").string() +
                                     ":1:18: Missing required secrets: C"});
}

TEST(Project, TakesTheSecretsThatTheConfigurationNamesAlone) {
  TestFolder folder;
  folder.Write("wrangler.json", R"({"main": "a.js", "secrets": {"required": ["A"]}})");
  folder.Write("a.js", "");
  folder.Write(".dev.vars", "A=1\nB=2\nC=3");
  ProjectOptions options;
  options.path = folder.path().string();
  options.development = true;
  options.vars.Set("C", ConfigValue::String("given"));
  const absl::StatusOr<Project> project = OpenProject(options);
  ASSERT_TRUE(project.ok()) << project.status();
  EXPECT_EQ(project->spec.vars_json, R"({"A":"1","C":"given"})");
  EXPECT_EQ(project->secrets, std::vector<std::string>{"A"});
  EXPECT_EQ(project->warnings,
            std::vector<std::string>{(folder.path() / "wrangler.json").string() +
                                     ":1:18: Secrets that \"secrets.required\" does not name are "
                                     "left out: B, C"});
}

TEST(Project, SecretsLieBesideTheConfiguration) {
  TestFolder folder;
  folder.Write("conf/wrangler.json", "{}");
  folder.Write("conf/.dev.vars", "A=1");
  folder.Write("scripts/a.js", "");
  folder.Write("scripts/.dev.vars", "A=2");
  ProjectOptions options;
  options.path = (folder.path() / "scripts/a.js").string();
  options.config = (folder.path() / "conf/wrangler.json").string();
  options.development = true;
  EXPECT_EQ(OpenProject(options)->spec.vars_json, R"({"A":"1"})");
}

TEST(Project, WhatIsGivenStandsInForTheConfiguration) {
  TestFolder folder;
  folder.Write("wrangler.json", R"({"main": "a.js", "compatibility_date": "2025-01-01",
      "compatibility_flags": ["x"], "alias": {"a": "1", "b": "1"}, "dev": {"port": 1234}})");
  folder.Write("a.js", "");
  ProjectOptions options;
  options.path = folder.path().string();
  EXPECT_EQ(OpenProject(options)->dev.port, 1234);
  EXPECT_EQ(OpenProject(options)->spec.compatibility_flags, std::vector<std::string>{"x"});
  options.compatibility_date = "2026-01-01";
  options.compatibility_flags = {"y"};
  options.minify = true;
  options.alias = {{"b", "2"}, {"c", "3"}};
  const absl::StatusOr<Project> project = OpenProject(options);
  ASSERT_TRUE(project.ok()) << project.status();
  EXPECT_EQ(project->spec.compatibility_date, "2026-01-01");
  EXPECT_EQ(project->spec.compatibility_flags, std::vector<std::string>{"y"});
  EXPECT_TRUE(project->build.minify);
  EXPECT_EQ(project->build.alias, (BuildSettings::Pairs{{"a", "1"}, {"b", "2"}, {"c", "3"}}));
}

TEST(Project, ACommandMayMakeTheMainModule) {
  TestFolder folder;
  folder.Write("wrangler.json", R"({"main": "dist/a.js", "build": {"command": "make"}})");
  EXPECT_NE(ErrorOf(folder.path()).find("no such file"), std::string::npos);
  ProjectOptions options;
  options.path = folder.path().string();
  options.runs_build = true;
  EXPECT_EQ(OpenProject(options)->spec.main, "dist/a.js");
  folder.Write("dist/a.js", "");
  options.runs_build = false;
  EXPECT_NE(OpenProject(options)->warnings.at(0).find("\"build.command\" is not run here"),
            std::string::npos);
}

TEST(Project, HasBindingsThatThrow) {
  TestFolder folder;
  folder.Write("wrangler.json", R"({"main": "a.js", "r2_buckets": [{"binding": "B"}],
      "kv_namespaces": [{"binding": "K", "id": "k"}]})");
  folder.Write("a.js", "");
  EXPECT_EQ(
      Open(folder.path())->spec.bindings_json,
      R"([{"kind":"kv","name":"K"},{"kind":"unsupported","name":"B","what":"an R2 bucket"}])");
  folder.Write("wrangler.json", R"({"main": "a.js", "r2_buckets": [{"binding": "B"}],
      "vars": {"B": "k"}})");
  EXPECT_NE(ErrorOf(folder.path()).find("two bindings are called \"B\""), std::string::npos);
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

TEST(Project, TellsOfAMisspelledMain) {
  TestFolder folder;
  folder.Write("wrangler.json", R"({"mian": "a.js"})");
  const std::string file = (folder.path() / "wrangler.json").string();
  EXPECT_EQ(ErrorOf(folder.path()),
            file +
                ": no \"main\"; expected the path of the worker's main module, such as "
                "\"src/index.js\"; " +
                file + ":1:2: unknown key \"mian\": ignored; did you mean \"main\"?");
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
