#include "src/cli/command_line.h"

#include <gtest/gtest.h>

#include <vector>

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

TEST(CommandLine, ReadsDev) {
  Command command = Parse({"dev", "a.js", "--port", "0", "--ip", "0.0.0.0", "-c", "w.toml", "-e",
                           "staging", "--var", "A:b:c", "--var", "D:", "--log-level", "warn"});
  const auto& options = std::get<DevCommand>(command).options;
  EXPECT_EQ(options.deploy.project.path, "a.js");
  EXPECT_EQ(options.deploy.project.config, "w.toml");
  EXPECT_EQ(options.deploy.project.environment, "staging");
  EXPECT_EQ(options.deploy.project.vars,
            (std::vector<std::pair<std::string, std::string>>{{"A", "b:c"}, {"D", ""}}));
  EXPECT_EQ(options.port, 0);
  EXPECT_EQ(options.address, "0.0.0.0");
  EXPECT_EQ(options.log_level, host::LogLevel::kWarn);
}

TEST(CommandLine, ReadsServe) {
  Command command = Parse({"serve", "--var", "A:b", "dir", "--listen", "[::1]:80", "--threads", "3",
                           "--max-body-size", "2MB"});
  const auto& serve = std::get<ServeCommand>(command);
  EXPECT_EQ(serve.project.path, "dir");
  EXPECT_EQ(serve.address, "::1");
  EXPECT_EQ(serve.port, 80);
  EXPECT_EQ(serve.threads, 3);
  EXPECT_EQ(serve.max_body_bytes, 2'000'000u);
  EXPECT_EQ(std::get<ServeCommand>(Parse({"serve", "--workers-dir", "w"})).workers_dir, "w");
}

TEST(CommandLine, HasDefaults) {
  const Command dev = Parse({"dev"});
  EXPECT_EQ(std::get<DevCommand>(dev).options.port, 8787);
  EXPECT_EQ(std::get<DevCommand>(dev).options.address, "");
  const Command serve = Parse({"serve"});
  EXPECT_EQ(std::get<ServeCommand>(serve).address, "127.0.0.1");
  EXPECT_EQ(std::get<ServeCommand>(serve).port, 8787);
  EXPECT_EQ(std::get<ServeCommand>(serve).threads, 0);
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
                                             {"help", "fly"},
                                             {"dev", "--var", "A"}}) {
    const std::string error = ErrorOf(arguments);
    EXPECT_TRUE(error.starts_with("atoll: ")) << error;
    EXPECT_EQ(error.find('\n'), error.size() - 1) << error;
  }
  EXPECT_NE(ErrorOf({"dev", "--var", "A"}).find("expected NAME:VALUE"), std::string::npos);
  EXPECT_EQ(ErrorOf({"fly"}), "atoll: no command is called \"fly\"; expected dev, serve or help\n");
}

TEST(ParseListen, TakesAddressesAndPorts) {
  EXPECT_EQ(ParseListen("0.0.0.0:80")->address, "0.0.0.0");
  EXPECT_EQ(ParseListen("0.0.0.0:80")->port, 80);
  EXPECT_EQ(ParseListen("8080")->address, "127.0.0.1");
  EXPECT_EQ(ParseListen(":0")->port, 0);
  EXPECT_EQ(ParseListen("[::1]:1")->address, "::1");
  EXPECT_EQ(ParseListen("localhost:1")->address, "127.0.0.1");
  for (const char* text : {"", "a:", "::1:80", "a:-1", "a:65536", "a:b"}) {
    EXPECT_FALSE(ParseListen(text).ok()) << text;
  }
}

TEST(ParseSize, TakesUnits) {
  EXPECT_EQ(*ParseSize("5000"), 5000u);
  EXPECT_EQ(*ParseSize("64kb"), 64'000u);
  EXPECT_EQ(*ParseSize("100 MB"), 100'000'000u);
  EXPECT_EQ(*ParseSize("2GB"), 2'000'000'000u);
  EXPECT_EQ(*ParseSize("7B"), 7u);
  for (const char* text : {"", "MB", "-1", "1TB", "1.5MB", "99999999999GB"}) {
    EXPECT_FALSE(ParseSize(text).ok()) << text;
  }
}

}  // namespace
}  // namespace cli
