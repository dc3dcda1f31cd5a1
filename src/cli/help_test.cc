#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "src/cli/command_line.h"
#include "src/cli/completions.h"
#include "src/cli/help_text.h"
#include "src/cli/help_topics.h"
#include "src/host/test_folder.h"

namespace cli {
namespace {

Command Parse(const std::vector<std::string>& words) {
  std::vector<const char*> arguments;
  for (const std::string& word : words) arguments.push_back(word.c_str());
  return ParseCommandLine(static_cast<int>(arguments.size()), arguments.data(), "atoll 1.2");
}

// The words of an example, of which some are in single quotes.
std::vector<std::string> WordsOf(std::string_view example) {
  std::vector<std::string> words = {""};
  bool quoted = false;
  for (char c : example) {
    if (c == '\'') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      words.emplace_back();
    } else {
      words.back().push_back(c);
    }
  }
  return words;
}

TEST(Help, OfEachCommandNamesItsOptionsAndSubcommands) {
  const CommandModel program = DescribeProgram();
  size_t options = 0;
  for (const CommandModel* command : AllOf(program)) {
    const std::string text = HelpText(*command);
    for (const OptionModel& option : command->options) {
      for (const std::string& name : option.names) {
        EXPECT_NE(text.find(name), std::string::npos) << name << " in\n" << text;
      }
      EXPECT_NE(option.description, "") << option.names.front() << " of " << command->name;
      ++options;
    }
    for (const CommandModel& below : command->commands) {
      EXPECT_NE(text.find(absl::StrCat("\n  ", below.word(), " ")), std::string::npos) << text;
    }
    EXPECT_NE(text.find("Exit status:"), std::string::npos) << text;
  }
  EXPECT_GT(options, 50u);
}

TEST(Help, IsReachedInBothWays) {
  const CommandModel program = DescribeProgram();
  for (const CommandModel* command : AllOf(program)) {
    std::vector<std::string> words = absl::StrSplit(command->name, ' ');
    std::vector<std::string> help = {"atoll", "help"};
    help.insert(help.end(), words.begin() + 1, words.end());
    words.push_back("--help");
    const Command first = Parse(words);
    const Command second = Parse(help);
    EXPECT_EQ(std::get<PrintCommand>(first).text, HelpText(*command));
    EXPECT_EQ(std::get<PrintCommand>(second).text, std::get<PrintCommand>(first).text);
    EXPECT_EQ(std::get<PrintCommand>(first).exit_code, 0);
  }
}

TEST(Help, FitsOnATerminal) {
  const CommandModel program = DescribeProgram();
  for (const CommandModel* command : AllOf(program)) {
    for (std::string_view line : absl::StrSplit(HelpText(*command), '\n')) {
      // An example is typed as it is.
      if (line.starts_with("    atoll ")) continue;
      EXPECT_LE(line.size(), 80u) << line;
    }
  }
}

TEST(Help, TopicsAreOfCommandsThatAreThere) {
  const CommandModel program = DescribeProgram();
  for (const HelpTopic& topic : AllTopics()) {
    EXPECT_NE(program.Find(topic.command), nullptr) << topic.command;
  }
  for (const CommandModel& command : program.commands) {
    if (command.word() == "help") continue;
    EXPECT_EQ(TopicOf(command.name).command, command.name) << "it has no topic";
  }
}

TEST(Help, ExamplesAreCommandLines) {
  host::TestFolder folder;
  folder.Write("atoll.toml", "[[workers]]\nname = \"a\"\npath = \"a.js\"\n");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  size_t examples = 0;
  for (const HelpTopic& topic : AllTopics()) {
    for (const HelpEntry& example : topic.examples) {
      const Command command = Parse(WordsOf(example.name));
      const auto* print = std::get_if<PrintCommand>(&command);
      EXPECT_TRUE(print == nullptr || print->exit_code == 0) << example.name << ": " << print->text;
      EXPECT_TRUE(example.name.starts_with(topic.command)) << example.name;
      ++examples;
    }
  }
  std::filesystem::current_path(before);
  EXPECT_GT(examples, 15u);
}

TEST(Completions, AreOfWhatIsUnderstood) {
  const CommandModel program = DescribeProgram();
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Command command = Parse({"atoll", "completions", shell});
    const std::string& script = std::get<PrintCommand>(command).text;
    for (const char* word : {"namespace", "put", "persist-to", "staging"}) {
      const bool is_there = script.find(word) != std::string::npos;
      EXPECT_EQ(is_there, std::string_view(word) != "staging") << shell << ": " << word;
    }
    EXPECT_EQ(script.find("make-snapshot"), std::string::npos) << shell;
    EXPECT_EQ(script, Completions(program, shell));
  }
  EXPECT_EQ(std::get<PrintCommand>(Parse({"atoll", "completions", "csh"})).exit_code, 1);
}

TEST(Completions, KnowWhatOptionsTake) {
  EXPECT_EQ(WantedBy({{"--a"}, "", "", ""}), "");
  EXPECT_EQ(WantedBy({{"--a"}, "FILE", "", ""}), "file");
  EXPECT_EQ(WantedBy({{"--a"}, "FOLDER", "", ""}), "folder");
  EXPECT_EQ(WantedBy({{"--a"}, "N", "", ""}), "any");
  EXPECT_EQ(WantedBy({{"--a"}, "x|y", "", ""}), "words:x y");
  EXPECT_EQ(WantedBy({{"worker"}, "", "", ""}), "file");
}

}  // namespace
}  // namespace cli
