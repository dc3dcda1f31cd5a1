#include "src/cli/command_line.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "src/host/test_folder.h"

namespace cli {
namespace {

Command Parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "atoll");
  return ParseCommandLine(static_cast<int>(arguments.size()), arguments.data(), "atoll 1.2");
}

std::string ErrorOf(std::vector<const char*> arguments) {
  Command command = Parse(std::move(arguments));
  const auto* print = std::get_if<PrintCommand>(&command);
  return print != nullptr && print->exit_code == 1 ? print->text : "no error";
}

std::string VarsOf(const host::ProjectOptions& project) {
  host::ConfigValue vars = project.vars;
  vars.kind = host::ConfigValue::Kind::kObject;
  return vars.ToJson();
}

TEST(CommandLine, ReadsDev) {
  Command command = Parse({"dev", "a.js", "--port", "0", "--ip", "0.0.0.0", "-c", "w.toml", "-e",
                           "staging", "--var", "A:b:c", "--var", "D:", "--log-level", "warn"});
  const auto& options = std::get<DevCommand>(command).options;
  EXPECT_EQ(options.deploy.project.path, "a.js");
  EXPECT_EQ(options.deploy.project.config, "w.toml");
  EXPECT_EQ(options.deploy.project.environment, "staging");
  EXPECT_EQ(VarsOf(options.deploy.project), R"({"A":"b:c","D":""})");
  EXPECT_EQ(options.port, 0);
  EXPECT_EQ(options.address, "0.0.0.0");
  EXPECT_EQ(options.log_level, host::LogLevel::kWarn);
}

TEST(CommandLine, ReadsWhatDevShows) {
  const Command plain = Parse({"dev", "a.js"});
  EXPECT_TRUE(std::get<DevCommand>(plain).keys);
  EXPECT_FALSE(std::get<DevCommand>(plain).options.live_reload);
  const Command asked =
      Parse({"dev", "a.js", "--live-reload", "--show-interactive-dev-session=false"});
  EXPECT_FALSE(std::get<DevCommand>(asked).keys);
  EXPECT_TRUE(std::get<DevCommand>(asked).options.live_reload);
}

TEST(CommandLine, FurtherConfigurationsAreFurtherWorkers) {
  const Command command = Parse(
      {"dev", "-c", "a.toml", "-c", "b.json", "-e", "x", "--config", "c.toml", "--var", "A:b"});
  const auto& options = std::get<DevCommand>(command).options;
  EXPECT_EQ(options.deploy.project.config, "a.toml");
  ASSERT_EQ(options.others.size(), 2u);
  EXPECT_EQ(options.others[0].config, "b.json");
  EXPECT_EQ(options.others[0].environment, "x");
  EXPECT_TRUE(options.others[0].preview);
  EXPECT_TRUE(options.others[0].development);
  EXPECT_EQ(VarsOf(options.others[0]), "{}");
  EXPECT_EQ(options.others[1].config, "c.toml");
  EXPECT_EQ(ErrorOf({"serve", "-c", "a.toml", "-c", "b.toml"}),
            "atoll: two --config; expected one, or a node's configuration with [[workers]]\n");
}

TEST(CommandLine, ReadsWhatStandsInForTheConfiguration) {
  const Command command = Parse({"dev",
                                 "--compatibility-date",
                                 "2025-02-03",
                                 "--compatibility-flags",
                                 "a",
                                 "--compatibility-flags",
                                 "b",
                                 "--no-bundle",
                                 "--minify",
                                 "--define",
                                 "A:\"x:y\"",
                                 "--alias",
                                 "node:fs:./fs.js",
                                 "--alias",
                                 "b:c",
                                 "--tsconfig",
                                 "t.json",
                                 "--env-file",
                                 "one",
                                 "--env-file",
                                 "two",
                                 "--cwd",
                                 "app",
                                 "--name",
                                 "n",
                                 "w.js"});
  const auto& dev = std::get<DevCommand>(command);
  const host::ProjectOptions& project = dev.options.deploy.project;
  EXPECT_EQ(dev.cwd, "app");
  EXPECT_EQ(project.path, "w.js");
  EXPECT_EQ(project.name, "n");
  EXPECT_EQ(project.compatibility_date, "2025-02-03");
  EXPECT_EQ(project.compatibility_flags, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(project.no_bundle, true);
  EXPECT_EQ(project.minify, true);
  EXPECT_EQ(project.define, (host::BuildSettings::Pairs{{"A", "\"x:y\""}}));
  EXPECT_EQ(project.alias, (host::BuildSettings::Pairs{{"node:fs", "./fs.js"}, {"b", "c"}}));
  EXPECT_EQ(project.tsconfig, "t.json");
  EXPECT_EQ(project.env_files, (std::vector<std::string>{"one", "two"}));
  EXPECT_TRUE(project.development);
  EXPECT_TRUE(project.runs_build);
}

TEST(CommandLine, ServeReadsNoSecretsOfItsAuthor) {
  const Command command = Parse({"serve", "w.js"});
  EXPECT_FALSE(std::get<ServeCommand>(command).project.development);
  EXPECT_FALSE(std::get<ServeCommand>(command).project.runs_build);
  EXPECT_EQ(std::get<PrintCommand>(Parse({"serve", "--env-file", "x"})).exit_code, 1);
}

TEST(CommandLine, ReadsCheck) {
  const Command plain = Parse({"check"});
  EXPECT_EQ(std::get<CheckCommand>(plain).projects.size(), 1u);
  EXPECT_FALSE(std::get<CheckCommand>(plain).json);
  const Command command =
      Parse({"check", "-c", "a.toml", "-c", "b.toml", "-e", "x", "--json", "--cwd", "d"});
  const auto& check = std::get<CheckCommand>(command);
  ASSERT_EQ(check.projects.size(), 2u);
  EXPECT_EQ(check.projects[0].config, "a.toml");
  EXPECT_EQ(check.projects[1].config, "b.toml");
  EXPECT_EQ(check.projects[1].environment, "x");
  EXPECT_TRUE(check.json);
  EXPECT_EQ(check.cwd, "d");
}

TEST(CommandLine, ReadsServe) {
  Command command = Parse({"serve", "--var", "A:b", "dir", "--listen", "[::1]:80", "--threads", "3",
                           "--max-body-size", "2MB"});
  const auto& serve = std::get<ServeCommand>(command);
  EXPECT_EQ(serve.project.path, "dir");
  EXPECT_EQ(VarsOf(serve.project), R"({"A":"b"})");
  EXPECT_EQ(serve.node.listen, (host::AddressAndPort{"::1", 80}));
  EXPECT_EQ(serve.node.threads, 3);
  EXPECT_EQ(serve.node.max_body_bytes, 2'000'000u);
  EXPECT_EQ(std::get<ServeCommand>(Parse({"serve", "--workers-dir", "w"})).node.workers_dir, "w");
}

TEST(CommandLine, ServeIsSupervisedUnlessItIsNotToBe) {
  const Command plain = Parse({"serve", "w.js"});
  EXPECT_TRUE(std::get<ServeCommand>(plain).supervised);
  EXPECT_FALSE(std::get<ServeCommand>(plain).cell.has_value());
  EXPECT_FALSE(std::get<ServeCommand>(Parse({"serve", "w.js", "--no-supervisor"})).supervised);
}

TEST(CommandLine, ACellIsToldItsChannel) {
  const Command first = Parse({"serve", "--cell=3", "w.js"});
  EXPECT_EQ(std::get<ServeCommand>(first).cell->control, 3);
  EXPECT_FALSE(std::get<ServeCommand>(first).cell->stand_by);
  const Command second = Parse({"serve", "--cell=4,stand-by", "w.js", "--threads", "2"});
  EXPECT_EQ(std::get<ServeCommand>(second).cell->control, 4);
  EXPECT_TRUE(std::get<ServeCommand>(second).cell->stand_by);
  EXPECT_EQ(std::get<PrintCommand>(Parse({"serve", "--cell=x"})).exit_code, 1);
  const Command times = Parse({"serve", "w.js", "--supervisor-times=1000,50,60"});
  EXPECT_EQ(std::get<ServeCommand>(times).times.beat_millis, 1000);
  EXPECT_EQ(std::get<ServeCommand>(times).times.most_wait_millis, 60);
}

TEST(CommandLine, ReadsHowServeKeepsAndLogs) {
  Command command = Parse({"serve", "--data-dir", "d", "--admin", "9090", "--log-invocations",
                           "all", "--log-format", "json", "--memory-target", "2GB"});
  const host::NodeConfig& node = std::get<ServeCommand>(command).node;
  EXPECT_EQ(node.data_dir, "d");
  EXPECT_EQ(node.admin, (host::AddressAndPort{"127.0.0.1", 9090}));
  EXPECT_EQ(node.log.invocations, host::LogInvocations::kAll);
  EXPECT_EQ(node.log.format, host::LogFormat::kJson);
  EXPECT_EQ(node.memory_target_bytes, 2'000'000'000u);
}

TEST(CommandLine, ReadsANodesConfiguration) {
  host::TestFolder folder;
  folder.Write("node.toml", R"(
    [server]
    listen = "0.0.0.0:80"
    threads = 2
    max_body_size = "1MB"
    [limits]
    cpu_ms = 70
    [[workers]]
    name = "shop"
    path = "w.js"
  )");
  const std::string file = (folder.path() / "node.toml").string();
  const Command plain = Parse({"serve", file.c_str()});
  const host::NodeConfig& node = std::get<ServeCommand>(plain).node;
  EXPECT_EQ(node.listen, (host::AddressAndPort{"0.0.0.0", 80}));
  EXPECT_EQ(node.threads, 2);
  EXPECT_EQ(node.max_body_bytes, 1'000'000u);
  ASSERT_EQ(node.workers.size(), 1u);
  EXPECT_EQ(node.workers[0].path, (folder.path() / "w.js").string());
  EXPECT_EQ(std::get<ServeCommand>(plain).project.limits.defaults.cpu_millis, 70);

  const Command overridden = Parse({"serve", file.c_str(), "-t", "3", "--listen", ":0"});
  EXPECT_EQ(std::get<ServeCommand>(overridden).node.threads, 3);
  EXPECT_EQ(std::get<ServeCommand>(overridden).node.listen.port, 0);
  EXPECT_EQ(std::get<ServeCommand>(overridden).node.max_body_bytes, 1'000'000u);
}

TEST(CommandLine, RefusesWhatANodesConfigurationSays) {
  host::TestFolder folder;
  folder.Write("node.toml", "[[workers]]\nname = \"a\"\npath = \"a.js\"");
  folder.Write("empty.toml", "");
  folder.Write("broken.toml", "threads = 1");
  const std::string file = (folder.path() / "node.toml").string();
  const std::string empty = (folder.path() / "empty.toml").string();
  const std::string broken = (folder.path() / "broken.toml").string();
  EXPECT_EQ(
      ErrorOf({"serve", file.c_str(), "--var", "A:b"}),
      "atoll: " + file + " names the workers; expected no --config, --env or --var beside it\n");
  EXPECT_EQ(ErrorOf({"serve", file.c_str(), "--workers-dir", "w"}),
            "atoll: " + file + " has [[workers]]; expected no --workers-dir beside it\n");
  EXPECT_EQ(ErrorOf({"serve", empty.c_str()}),
            "atoll: " + empty + ": no workers; expected [[workers]] or \"workers_dir\"\n");
  EXPECT_EQ(std::get<ServeCommand>(Parse({"serve", empty.c_str(), "--workers-dir", "w"}))
                .node.workers_dir,
            "w");
  EXPECT_TRUE(ErrorOf({"serve", broken.c_str()})
                  .starts_with("atoll: " + broken + ":1:1: unexpected key \"threads\""));
  EXPECT_EQ(ErrorOf({"dev", "node.toml"}),
            "atoll: node.toml is a node's configuration, which `atoll serve` takes; expected a "
            "script or a folder\n");
}

TEST(CommandLine, HasDefaults) {
  const Command dev = Parse({"dev"});
  EXPECT_EQ(std::get<DevCommand>(dev).options.port, 8787);
  EXPECT_EQ(std::get<DevCommand>(dev).options.address, "");
  const Command serve = Parse({"serve"});
  EXPECT_EQ(std::get<ServeCommand>(serve).node.listen, (host::AddressAndPort{"127.0.0.1", 8787}));
  EXPECT_EQ(std::get<ServeCommand>(serve).node.threads, 0);
  EXPECT_EQ(std::get<ServeCommand>(serve).node.memory_target_bytes, std::nullopt);
}

TEST(CommandLine, PrintsHelpAndVersion) {
  EXPECT_EQ(std::get<PrintCommand>(Parse({"--version"})).text, "atoll 1.2\n");
  for (std::vector<const char*> arguments :
       {std::vector<const char*>{"--help"}, {"help"}, {"help", "dev"}, {"serve", "--help"}}) {
    const Command command = Parse(arguments);
    EXPECT_EQ(std::get<PrintCommand>(command).exit_code, 0);
    EXPECT_NE(std::get<PrintCommand>(command).text.find("atoll"), std::string::npos);
  }
  for (std::vector<const char*> arguments : {std::vector<const char*>{"--help"}, {"help"}}) {
    EXPECT_NE(std::get<PrintCommand>(Parse(arguments)).text.find("serve"), std::string::npos);
  }
  EXPECT_NE(std::get<PrintCommand>(Parse({"help", "dev"})).text.find("--log-level"),
            std::string::npos);
}

TEST(CommandLine, ErrorsAreOneLine) {
  for (std::vector<const char*> arguments : {std::vector<const char*>{"fly"},
                                             {"dev", "--nope"},
                                             {"dev", "--port", "70000"},
                                             {"dev", "a", "b"},
                                             {"serve", "--listen", "x"},
                                             {"serve", "--threads", "0"},
                                             {"serve", "a.js", "--workers-dir", "w"},
                                             {"serve", "--admin", "x"},
                                             {"serve", "--log-invocations", "some"},
                                             {"serve", "--log-format", "xml"},
                                             {"serve", "--memory-target", "1MB"},
                                             {"serve", "none.toml"},
                                             {"help", "fly"},
                                             {"check", "--compatibility-date", "tomorrow"},
                                             {"check", "--define", "A"},
                                             {"dev", "--alias", "A:"},
                                             {"dev", "--name", "a b"},
                                             {"dev", "--var", "A"}}) {
    const std::string error = ErrorOf(arguments);
    EXPECT_TRUE(error.starts_with("atoll: ")) << error;
    EXPECT_EQ(error.find('\n'), error.size() - 1) << error;
  }
  EXPECT_NE(ErrorOf({"dev", "--var", "A"}).find("expected NAME:VALUE"), std::string::npos);
  EXPECT_EQ(ErrorOf({"fly"}),
            "atoll: no command is called \"fly\"; expected dev, check, serve, kv, cron, init, "
            "types, completions or help\n");
}

}  // namespace
}  // namespace cli
