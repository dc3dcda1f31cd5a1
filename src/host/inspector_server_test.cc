#include "src/host/inspector_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/strip.h"
#include "nlohmann/json.hpp"
#include "src/host/inspector_messages.h"
#include "src/host/inspector_sources.h"

namespace host {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Json = nlohmann::json;

std::string NoMap(std::string_view) { return ""; }

TEST(InspectorServerTest, OriginsOfOtherSitesAreRefused) {
  for (const char* origin : {"devtools://devtools", "http://localhost", "http://localhost:8787",
                             "https://127.0.0.1", "http://[::1]:1"}) {
    EXPECT_TRUE(IsInspectorOrigin(origin)) << origin;
  }
  for (const char* origin :
       {"", "null", "http://evil.example", "http://localhost.evil.example",
        "https://evil.example/http://localhost", "file://", "chrome-extension://devtools"}) {
    EXPECT_FALSE(IsInspectorOrigin(origin)) << origin;
  }
}

TEST(InspectorMessagesTest, TheRuntimesCodeIsSteppedOver) {
  const std::vector<std::string> enabled =
      MessagesToV8(R"({"id":1,"method":"Debugger.enable","params":{}})");
  ASSERT_EQ(enabled.size(), 2u);
  EXPECT_EQ(Json::parse(enabled[1])["method"], "Debugger.setBlackboxPatterns");
  const std::string answer = "{\"id\":" + Json::parse(enabled[1])["id"].dump() + ",\"result\":{}}";
  EXPECT_EQ(MessageToDebugger(answer, NoMap), std::nullopt);

  const std::vector<std::string> patterns = MessagesToV8(
      R"({"id":2,"method":"Debugger.setBlackboxPatterns","params":{"patterns":["x"]}})");
  ASSERT_EQ(patterns.size(), 1u);
  EXPECT_EQ(Json::parse(patterns[0])["params"]["patterns"].size(), 3u);
}

TEST(InspectorMessagesTest, OthersPassAsTheyAre) {
  for (const char* message :
       {"", "{",
        R"({"id":1,"method":"Runtime.evaluate","params":{"expression":"Debugger.enable"}})",
        R"({"method":"Debugger.setBlackboxPatterns"})",
        R"({"method":"Debugger.setBlackboxPatterns","params":{"patterns":1}})",
        R"(["Debugger.enable"])", R"({"method":{"Debugger.enable":1}})"}) {
    EXPECT_THAT(MessagesToV8(message), ElementsAre(message));
  }
  for (const char* message : {"", R"({"id":1,"result":{}})", R"({"method":"Debugger.scriptParsed")",
                              R"({"method":"Debugger.scriptParsed","params":[]})",
                              R"({"method":"Debugger.scriptParsed","params":{"url":1}})",
                              R"({"method":"Debugger.resumed","params":{}})"}) {
    EXPECT_EQ(MessageToDebugger(message, NoMap), message);
  }
}

TEST(InspectorMessagesTest, StacksBeginInTheWorker) {
  const std::optional<std::string> message = MessageToDebugger(
      R"({"method":"Runtime.consoleAPICalled","params":{"stackTrace":{"callFrames":[
        {"url":"atoll:js-api/boot.js"},{"url":"file:///a.js"},{"url":"atoll:js-api/boot.js"}]}}})",
      NoMap);
  ASSERT_TRUE(message.has_value());
  const Json frames = Json::parse(*message)["params"]["stackTrace"]["callFrames"];
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames[0]["url"], "file:///a.js");
}

TEST(InspectorSourcesTest, ScriptsAreFiles) {
  InspectorSources sources;
  EXPECT_EQ(sources.UrlOf("w", "src/a.js"), "");
  EXPECT_EQ(sources.FolderUrl("w"), "");
  sources.Set("w", "/my project", nullptr);
  EXPECT_EQ(sources.UrlOf("w", "src/a.js"), "file:///my%20project/src/a.js");
  EXPECT_EQ(sources.FolderUrl("w"), "file:///my%20project/");
  EXPECT_EQ(sources.UrlOf("w", "atoll:js-api/boot.js"), "");
  EXPECT_EQ(sources.UrlOf("w", "node:util"), "");
  EXPECT_EQ(sources.SourceMapUrl("w", "file:///my%20project/src/a.js"), "");
}

TEST(InspectorSourcesTest, BundlesHaveSourceMaps) {
  constexpr std::string_view kMap =
      R"({"version":3,"sources":["a.ts","b.ts"],"sourcesContent":["one\ntwo",null],
          "mappings":"AAAA,IAAIA;;ACCJ"})";
  auto maps = std::make_shared<SourceMaps>();
  const auto name = [](std::string_view source) { return "src/" + std::string(source); };
  maps->emplace("index.js", *SourceMap::Parse(kMap, name));
  InspectorSources sources;
  sources.Set("w", "/p", maps);
  const std::string url = sources.UrlOf("w", "index.js");
  EXPECT_EQ(url, "file:///p/.atoll/bundle/index.js");
  const std::string data = sources.SourceMapUrl("w", url);
  std::string_view base64 = data;
  ASSERT_TRUE(absl::ConsumePrefix(&base64, "data:application/json;base64,"));
  std::string json;
  ASSERT_TRUE(absl::Base64Unescape(base64, &json));
  const Json map = Json::parse(json);
  EXPECT_EQ(map["sources"], Json({"file:///p/src/a.ts", "file:///p/src/b.ts"}));
  EXPECT_EQ(map["sourcesContent"], Json({"one\ntwo", nullptr}));
  // What was read is what is written: each place is found again.
  const auto same = [](std::string_view source) { return std::string(source); };
  const std::optional<SourceMap> again = SourceMap::Parse(json, same);
  ASSERT_TRUE(again.has_value());
  const SourceMap& first = maps->at("index.js");
  for (const auto& [line, column] : {std::pair(1, 1), {1, 5}, {1, 9}, {3, 1}}) {
    const std::optional<SourcePlace> before = first.Find(line, column);
    const std::optional<SourcePlace> after = again->Find(line, column);
    ASSERT_TRUE(before.has_value() && after.has_value()) << line << ":" << column;
    EXPECT_EQ("file:///p/" + before->file, after->file);
    EXPECT_EQ(before->line, after->line);
    EXPECT_EQ(before->column, after->column);
  }
  EXPECT_FALSE(again->Find(2, 1).has_value());
}

}  // namespace
}  // namespace host
