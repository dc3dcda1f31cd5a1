#include "src/cli/check_text.h"

#include <gtest/gtest.h>

#include "src/host/test_folder.h"

namespace cli {
namespace {

TEST(CheckText, ReadsThePlaceOfAnError) {
  host::TestFolder folder;
  folder.Write("wrangler.toml", "name = \"a\"\nmain = 5\n");
  const std::string file = (folder.path() / "wrangler.toml").string();
  const CheckError error = ReadError(file + ":2:8: \"main\" is a number; expected a path");
  EXPECT_EQ(error.file, file);
  EXPECT_EQ(error.line, 2);
  EXPECT_EQ(error.column, 8);
  EXPECT_EQ(error.message, "\"main\" is a number; expected a path");
  EXPECT_EQ(ErrorText(error), file +
                                  ":2:8: \"main\" is a number; expected a path\n"
                                  "    main = 5\n"
                                  "           ^\n");
}

TEST(CheckText, ThePointerStandsBelowAPlaceBehindTabs) {
  host::TestFolder folder;
  folder.Write("wrangler.json", "{\r\n\t\t\"main\": 5\r\n}\r\n");
  const std::string file = (folder.path() / "wrangler.json").string();
  EXPECT_EQ(ErrorText(ReadError(file + ":2:11: no")), file +
                                                          ":2:11: no\n"
                                                          "      \"main\": 5\n"
                                                          "              ^\n");
}

TEST(CheckText, AnErrorMayHaveNoPlace) {
  EXPECT_EQ(ErrorText(ReadError("here: no worker")), "here: no worker\n");
  EXPECT_EQ(ErrorText(ReadError("x")), "x\n");
  EXPECT_EQ(ReadError("a:1: b").line, 0);
}

TEST(CheckText, ShowsNoLinesOfSecrets) {
  host::TestFolder folder;
  folder.Write(".dev.vars", "secret\n");
  EXPECT_EQ(ReadError((folder.path() / ".dev.vars").string() + ":1:1: no").source_line, "");
}

CheckedWorker Shop() {
  CheckedWorker worker;
  worker.project.emplace();
  worker.project->config = "wrangler.toml";
  worker.project->environment = "staging";
  worker.project->spec.name = "shop";
  worker.project->spec.main = "src/index.ts";
  worker.project->spec.compatibility_date = "2026-01-31";
  worker.project->spec.compatibility_flags = {"nodejs_compat"};
  worker.project->spec.crons = {"*/5 * * * *"};
  worker.project->vars.Set("TOKEN", host::ConfigValue::String("sesame"));
  worker.project->secrets = {"TOKEN"};
  worker.main = "src/index.js";
  worker.modules = 2;
  worker.module_bytes = 12'345;
  worker.warnings = {"wrangler.toml:1:1: odd"};
  return worker;
}

TEST(CheckText, SaysWhatAWorkerIs) {
  const std::string text = CheckText(Shop());
  EXPECT_TRUE(
      text.starts_with("shop\n"
                       "  main           src/index.js\n"
                       "  modules        2, 12.3 KB\n"
                       "  configuration  wrangler.toml\n"
                       "  environment    staging\n"
                       "  compatibility  2026-01-31, nodejs_compat\n"
                       "  cron           */5 * * * *\n"
                       "  limits         cpu_ms 1000, "))
      << text;
  EXPECT_NE(text.find("env.TOKEN  secret (hidden)"), std::string::npos) << text;
  EXPECT_EQ(text.find("sesame"), std::string::npos);
}

TEST(CheckText, SaysItAsJson) {
  CheckedWorker broken;
  broken.error = CheckError{"no", "w.toml", 3, 4, "x = y"};
  const std::string json = CheckJson({Shop(), broken});
  EXPECT_EQ(json.find("sesame"), std::string::npos);
  for (const char* part :
       {"\"ok\": false", "\"name\": \"shop\"", "\"kind\": \"secret\"", "\"bytes\": 12345",
        "\"wrangler.toml:1:1: odd\"", "\"line\": 3", "\"source\": \"x = y\"", "\"cpu_ms\": 1000"}) {
    EXPECT_NE(json.find(part), std::string::npos) << part << json;
  }
}

}  // namespace
}  // namespace cli
