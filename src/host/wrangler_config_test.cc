#include "src/host/wrangler_config.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/host/wrangler_keys.h"

namespace host {
namespace {

absl::StatusOr<WranglerConfig> Jsonc(std::string_view text, std::string_view environment = "") {
  return ParseWranglerConfig(text, "wrangler.jsonc", environment);
}

std::string ErrorOf(absl::StatusOr<WranglerConfig> config) {
  return config.ok() ? "no error" : std::string(config.status().message());
}

constexpr std::string_view kToml = R"(# a worker
name = "shop"
main = "src/index.js"
compatibility_date = "2026-01-31"
compatibility_flags = ["nodejs_compat"]
account_id = "x"

[vars]
GREETING = "hi"
NUMBER = 42
RATIO = 0.5
LIST = [1, "two", true]
DAY = 2026-01-31

[env.staging.vars]
GREETING = "staged"
)";

TEST(WranglerConfig, ReadsJsonc) {
  absl::StatusOr<WranglerConfig> config = Jsonc(R"({
    // A worker.
    "$schema": "x",
    "name": "shop",
    "main": "src/index.js",
    "compatibility_date": "2026-01-31",
    "compatibility_flags": ["nodejs_compat",],
    "vars": {"GREETING": "hi", "NESTED": {"a": [1, null]}},
  })");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->name, "shop");
  EXPECT_EQ(config->main, "src/index.js");
  EXPECT_EQ(config->compatibility_date, "2026-01-31");
  EXPECT_EQ(config->compatibility_flags, std::vector<std::string>{"nodejs_compat"});
  EXPECT_EQ(config->vars.ToJson(), R"({"GREETING":"hi","NESTED":{"a":[1,null]}})");
  EXPECT_TRUE(config->warnings.empty());
}

TEST(WranglerConfig, ReadsToml) {
  absl::StatusOr<WranglerConfig> config = ParseWranglerConfig(kToml, "wrangler.toml", "");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->name, "shop");
  EXPECT_EQ(
      config->vars.ToJson(),
      R"({"DAY":"2026-01-31","GREETING":"hi","LIST":[1,"two",true],"NUMBER":42,"RATIO":0.5})");
}

TEST(WranglerConfig, AppliesAnEnvironment) {
  absl::StatusOr<WranglerConfig> config = ParseWranglerConfig(kToml, "wrangler.toml", "staging");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->name, "shop-staging");
  EXPECT_EQ(config->main, "src/index.js");
  EXPECT_EQ(config->vars.ToJson(), R"({"GREETING":"staged"})");
  EXPECT_EQ(ErrorOf(ParseWranglerConfig(kToml, "wrangler.toml", "production")),
            "wrangler.toml: no environment \"env.production\"; expected one of: staging");
}

TEST(WranglerConfig, WarnsOfVariablesThatAnEnvironmentLeavesOut) {
  absl::StatusOr<WranglerConfig> config = Jsonc(R"({"vars": {"A": "1"}, "env": {"x": {}}})", "x");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->vars.ToJson(), "{}");
  ASSERT_EQ(config->warnings.size(), 1u);
  EXPECT_EQ(
      config->warnings[0],
      "wrangler.jsonc:1:35: \"env.x\" has no \"vars\", and the top level's are not inherited");
}

// The warnings of what can be read.
std::vector<std::string> WarningsOf(std::string_view text, std::string_view environment = "") {
  absl::StatusOr<WranglerConfig> config = Jsonc(text, environment);
  EXPECT_TRUE(config.ok()) << config.status();
  return config.ok() ? config->warnings : std::vector<std::string>();
}

using Warnings = std::vector<std::string>;

TEST(WranglerConfig, WarnsOfAKeyThatIsNotSupported) {
  EXPECT_EQ(WarningsOf("{\n  \"site\": {\"bucket\": \"x\"}\n}"),
            Warnings{"wrangler.jsonc:2:3: \"site\" is not supported: ignored"});
  EXPECT_TRUE(WarningsOf(R"({"r2_buckets": [], "durable_objects": {}})").empty())
      << "what is empty changes nothing";
}

TEST(WranglerConfig, ReadsTheNamesOfBindingsThatAreNotSupported) {
  const absl::StatusOr<WranglerConfig> config = Jsonc(R"({
    "r2_buckets": [{"binding": "A", "bucket_name": "images"}, {"binding": "B"}],
    "durable_objects": {"bindings": [{"name": "C", "class_name": "Room"}]},
    "queues": {"producers": [{"binding": "D", "queue": "q"}], "consumers": [{"queue": "q"}]},
    "ai": {"binding": "E"},
    "workflows": [{"binding": "F", "name": "flow", "class_name": "Flow"}],
    "assets": {"directory": "public"}})");
  ASSERT_TRUE(config.ok()) << config.status();
  std::string names;
  for (const UnsupportedBinding& one : config->unsupported) {
    names += one.binding + "=" + one.what + "(" + one.resource + ") ";
  }
  EXPECT_EQ(names,
            "A=an R2 bucket(images) B=an R2 bucket() C=a Durable Object namespace(Room) "
            "D=a queue(q) E=Workers AI() F=a workflow(flow) ");
  ASSERT_EQ(config->warnings.size(), 6u);
  EXPECT_EQ(config->warnings[0],
            "wrangler.jsonc:2:5: \"r2_buckets\" is not supported: using env.A, env.B throws");
  EXPECT_EQ(config->warnings[5], "wrangler.jsonc:7:5: \"assets\" is not supported: ignored");
}

TEST(WranglerConfig, RefusesBindingsWithoutAName) {
  EXPECT_EQ(ErrorOf(Jsonc(R"({"r2_buckets": [{"bucket_name": "x"}]})")),
            "wrangler.jsonc:1:17: \"r2_buckets[0]\" is without \"binding\" or \"name\"; expected "
            "the name of the binding in each");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"d1_databases": "x"})")),
            "wrangler.jsonc:1:18: \"d1_databases\" is a string; expected a list");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"workers_dev": "yes"})")),
            "wrangler.jsonc:1:17: \"workers_dev\" is a string; expected a boolean");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"route": 1})")),
            "wrangler.jsonc:1:11: \"route\" is a number; expected a string or an object");
}

TEST(WranglerConfig, EveryKeyThatIsNotInheritedIsMissed) {
  // The kinds of values that a key may have, each with something in it.
  const auto some = [](const WranglerKey& key) -> std::string {
    if ((key.kinds & KindBit(ConfigValue::Kind::kArray)) != 0) {
      return R"([{"binding": "A", "name": "A", "service": "a"}])";
    }
    return key.name == "secrets" ? R"({"required": ["A"]})" : R"({"binding": "A"})";
  };
  for (const WranglerKey& key : WranglerKeys()) {
    if (key.scope != KeyScope::kNotInherited) continue;
    const std::string name(key.name);
    const Warnings warnings =
        WarningsOf("{\"" + name + "\": " + some(key) + ", \"env\": {\"x\": {}}}", "x");
    ASSERT_EQ(warnings.size(), 1u) << name;
    EXPECT_NE(warnings[0].find("\"env.x\" has no \"" + name + "\""), std::string::npos)
        << warnings[0];
    EXPECT_NE(warnings[0].find("not inherited"), std::string::npos) << warnings[0];
  }
}

TEST(WranglerConfig, AnEnvironmentInheritsWhatItCan) {
  constexpr std::string_view kText = R"({"minify": true, "rules": [{"type": "Text",
      "globs": ["**/*.md"]}], "assets": {"directory": "d", "binding": "ASSETS"},
      "define": {"A": "1"}, "alias": {"a": "b"}, "r2_buckets": [{"binding": "B"}],
      "env": {"x": {"define": {"B": "2"}, "r2_buckets": [{"binding": "C"}], "minify": false}}})";
  const absl::StatusOr<WranglerConfig> config = Jsonc(kText, "x");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_FALSE(config->build.minify);
  EXPECT_EQ(config->build.rules.size(), 1u);
  EXPECT_EQ(config->build.define, (BuildSettings::Pairs{{"B", "2"}}));
  EXPECT_EQ(config->build.alias, (BuildSettings::Pairs{{"a", "b"}}));
  ASSERT_EQ(config->unsupported.size(), 2u);
  EXPECT_EQ(config->unsupported[0].binding, "ASSETS");
  EXPECT_EQ(config->unsupported[1].binding, "C");
}

TEST(WranglerConfig, ReadsHowModulesAreMade) {
  const absl::StatusOr<WranglerConfig> config = Jsonc(R"({"no_bundle": true, "keep_names": false,
      "tsconfig": "./conf/tsconfig.json", "jsx_factory": "h", "jsx_fragment": "F",
      "find_additional_modules": true, "base_dir": "src/more/",
      "build": {"command": "make", "cwd": "app", "watch_dir": ["src", "./lib"]},
      "rules": [{"type": "Data", "globs": ["a", "b"], "fallthrough": true}]})");
  ASSERT_TRUE(config.ok()) << config.status();
  const BuildSettings& build = config->build;
  EXPECT_TRUE(build.no_bundle);
  EXPECT_EQ(build.keep_names, false);
  EXPECT_EQ(build.tsconfig, "conf/tsconfig.json");
  EXPECT_EQ(build.jsx_factory, "h");
  EXPECT_EQ(build.jsx_fragment, "F");
  EXPECT_TRUE(build.find_additional_modules);
  EXPECT_EQ(build.base_dir, "src/more");
  EXPECT_EQ(build.build, (BuildCommand{"make", "app", {"src", "lib"}}));
  EXPECT_EQ(build.rules, (std::vector<ModuleRule>{{ModuleType::kData, {"a", "b"}, true}}));
  EXPECT_EQ(Jsonc(R"({"build": {"command": "x"}})")->build.build.watch_dirs,
            std::vector<std::string>{"src"});
  EXPECT_TRUE(config->warnings.empty());
}

TEST(WranglerConfig, WarnsOfARuleThatDoesNotCount) {
  EXPECT_EQ(WarningsOf(R"({"rules": [{"type": "Text", "globs": ["a"]},
      {"type": "Data", "globs": ["b"], "fallthrough": true}, {"type": "Data", "globs": ["c"]},
      {"type": "Text", "globs": ["d"]}]})"),
            Warnings{"wrangler.jsonc:3:7: \"rules[3]\" is ignored: \"rules[0]\" is of the same "
                     "type, and has no \"fallthrough\""});
}

TEST(WranglerConfig, RefusesWaysToMakeModulesThatAreNone) {
  EXPECT_EQ(ErrorOf(Jsonc(R"({"rules": [{"type": "Texts", "globs": []}]})")),
            "wrangler.jsonc:1:21: \"rules[0].type\" is \"Texts\"; expected \"ESModule\", "
            "\"CommonJS\", \"CompiledWasm\", \"Text\" or \"Data\"");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"rules": [{"type": "Text"}]})")),
            "wrangler.jsonc:1:12: \"rules[0]\" is without \"globs\"; expected \"type\" and "
            "\"globs\" in each");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"define": {"A": 1}})")),
            "wrangler.jsonc:1:18: \"define.A\" is a number; expected what stands in its place, as "
            "a string");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"base_dir": "../x"})")),
            "wrangler.jsonc:1:14: \"base_dir\" is \"../x\"; expected a path inside the folder of "
            "the configuration");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"minify": "yes"})")),
            "wrangler.jsonc:1:12: \"minify\" is a string; expected true or false");
}

TEST(WranglerConfig, ReadsWhatDevDoes) {
  const absl::StatusOr<WranglerConfig> config = Jsonc(R"({"dev": {"ip": "0.0.0.0", "port": 0,
      "inspector_port": 9230, "local_protocol": "https", "upstream_protocol": "https",
      "host": "example.com"}})");
  ASSERT_TRUE(config.ok()) << config.status();
  DevSettings dev;
  dev.ip = "0.0.0.0";
  dev.port = 0;
  dev.inspector_port = 9230;
  dev.local_protocol = "https";
  dev.host = "example.com";
  EXPECT_EQ(config->dev, dev);
  EXPECT_EQ(config->warnings.size(), 2u) << "of https and the host";
  EXPECT_EQ(config->warnings[1], "wrangler.jsonc:3:15: \"dev.host\" is not supported: ignored");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"dev": {"port": 70000}})")),
            "wrangler.jsonc:1:18: \"dev.port\" is 70000; expected a whole number from 0 to 65535");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"dev": {"local_protocol": "ftp"}})")),
            "wrangler.jsonc:1:28: \"dev.local_protocol\" is \"ftp\"; expected \"http\" or "
            "\"https\"");
}

TEST(WranglerConfig, ReadsSecretsAndVersionMetadata) {
  const absl::StatusOr<WranglerConfig> config =
      Jsonc(R"({"secrets": {"required": ["A", "B"]}, "version_metadata": {"binding": "V"}})");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->required_secrets, (std::vector<std::string>{"A", "B"}));
  EXPECT_EQ(config->version_metadata, "V");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"version_metadata": {}})")),
            "wrangler.jsonc:1:22: \"version_metadata\" is without \"binding\"; expected {binding}");
}

TEST(WranglerConfig, ReadsKvNamespaces) {
  absl::StatusOr<WranglerConfig> config = Jsonc(
      R"({"kv_namespaces": [{"binding": "A", "id": "a"}, {"binding": "B", "preview_id": "p"}],
          "env": {"x": {"kv_namespaces": [{"binding": "C", "id": "c", "remote": false}]},
                  "y": {}}})");
  ASSERT_TRUE(config.ok()) << config.status();
  ASSERT_EQ(config->kv_namespaces.size(), 2u);
  EXPECT_EQ(config->kv_namespaces[0].binding, "A");
  EXPECT_EQ(config->kv_namespaces[0].id, "a");
  EXPECT_EQ(config->kv_namespaces[1].id, "");
  EXPECT_EQ(config->kv_namespaces[1].preview_id, "p");
  EXPECT_TRUE(config->warnings.empty());
}

TEST(WranglerConfig, WarnsOfBindingsThatAreToBeRemote) {
  EXPECT_EQ(WarningsOf(R"({"kv_namespaces": [{"binding": "A", "remote": true}],
      "services": [{"binding": "B", "service": "b", "remote": true}]})"),
            (Warnings{"wrangler.jsonc:1:47: \"kv_namespaces[0].remote\" is not supported: it is "
                      "local",
                      "wrangler.jsonc:2:63: \"services[0].remote\" is not supported: it is "
                      "local"}));
}

TEST(WranglerConfig, AnEnvironmentDoesNotInheritKvNamespaces) {
  constexpr std::string_view kText = R"({"kv_namespaces": [{"binding": "A", "id": "a"}],
      "env": {"x": {"kv_namespaces": [{"binding": "C", "id": "c"}]}, "y": {}}})";
  ASSERT_EQ(Jsonc(kText, "x")->kv_namespaces.size(), 1u);
  EXPECT_EQ(Jsonc(kText, "x")->kv_namespaces[0].binding, "C");
  EXPECT_TRUE(Jsonc(kText, "x")->warnings.empty());
  EXPECT_TRUE(Jsonc(kText, "y")->kv_namespaces.empty());
  EXPECT_EQ(Jsonc(kText, "y")->warnings,
            std::vector<std::string>{"wrangler.jsonc:2:75: \"env.y\" has no \"kv_namespaces\", "
                                     "and the top level's are not inherited"});
}

TEST(WranglerConfig, RefusesKvNamespacesThatAreNone) {
  EXPECT_EQ(ErrorOf(Jsonc(R"({"kv_namespaces": {}})")),
            "wrangler.jsonc:1:19: \"kv_namespaces\" is an object; expected a list of namespaces, "
            "each {binding, id}");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"kv_namespaces": [{"id": "a"}]})")),
            "wrangler.jsonc:1:20: \"kv_namespaces[0]\" is without \"binding\"; expected a "
            "\"binding\" in each");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"kv_namespaces": [{"binding": "a-b"}]})")),
            "wrangler.jsonc:1:32: \"kv_namespaces[0].binding\" is \"a-b\"; expected a name for "
            "env: letters, digits, \"_\" and \"$\", not beginning with a digit");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"kv_namespaces": [{"binding": "A"}, {"binding": "A"}]})")),
            "wrangler.jsonc:1:38: \"kv_namespaces[1].binding\" is \"A\", as is that of another "
            "namespace; expected each name once");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"kv_namespaces": [{"bindin": "A"}]})")),
            "wrangler.jsonc:1:20: \"kv_namespaces[0]\" is without \"binding\"; expected a "
            "\"binding\" in each");
}

TEST(WranglerConfig, ReadsServices) {
  absl::StatusOr<WranglerConfig> config = Jsonc(
      R"({"services": [{"binding": "A", "service": "a"},
                       {"binding": "B", "service": "b", "environment": "x", "entrypoint": "E",
                        "props": {"k": [1]}}],
          "env": {"x": {}}})");
  ASSERT_TRUE(config.ok()) << config.status();
  ASSERT_EQ(config->services.size(), 2u);
  EXPECT_EQ(config->services[0].binding, "A");
  EXPECT_EQ(config->services[0].service, "a");
  EXPECT_EQ(config->services[0].entrypoint, "");
  EXPECT_EQ(config->services[1].environment, "x");
  EXPECT_EQ(config->services[1].entrypoint, "E");
  EXPECT_EQ(config->services[1].props_json, R"({"k":[1]})");
  EXPECT_TRUE(config->warnings.empty());
}

TEST(WranglerConfig, AnEnvironmentDoesNotInheritServices) {
  absl::StatusOr<WranglerConfig> config =
      Jsonc(R"({"services": [{"binding": "A", "service": "a"}], "env": {"x": {}}})", "x");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_TRUE(config->services.empty());
  EXPECT_EQ(config->warnings,
            std::vector<std::string>{"wrangler.jsonc:1:63: \"env.x\" has no \"services\", and the "
                                     "top level's are not inherited"});
}

TEST(WranglerConfig, RefusesServicesThatAreNone) {
  EXPECT_EQ(ErrorOf(Jsonc(R"({"services": "a"})")),
            "wrangler.jsonc:1:14: \"services\" is a string; expected a list of services, each "
            "{binding, service}");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"services": [{"binding": "A"}]})")),
            "wrangler.jsonc:1:15: \"services[0]\" is without \"service\"; expected a worker's name "
            "as \"service\" in each");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"services": [{"binding": "A", "service": "a", "props": 1}]})")),
            "wrangler.jsonc:1:57: \"services[0].props\" is a number; expected an object");
}

TEST(WranglerConfig, ReadsTriggers) {
  const absl::StatusOr<WranglerConfig> config = Jsonc(
      R"({"triggers": {"crons": ["*/5 * * * *", "0 0 * * MON", "*/5 * * * *"], "overlap": "allow",
      "missed": "skip", "retries": 2, "retry_ms": 1000}})");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->triggers.crons, (std::vector<std::string>{"*/5 * * * *", "0 0 * * MON"}))
      << "the same expression twice is one";
  EXPECT_EQ(config->triggers.policy, (CronPolicyRequest{Overlap::kAllow, Missed::kSkip, 2, 1000}));
  EXPECT_TRUE(config->warnings.empty());
  EXPECT_TRUE(Jsonc("{}")->triggers.crons.empty());
  EXPECT_TRUE(Jsonc(R"({"triggers": {"crons": []}})")->triggers.crons.empty());
  EXPECT_TRUE(Jsonc(R"({"triggers": {"crons": null}})")->triggers.crons.empty());
  EXPECT_EQ(ParseWranglerConfig("[triggers]\ncrons = [\"0 1 * * *\"]\n", "wrangler.toml", "")
                ->triggers.crons,
            std::vector<std::string>{"0 1 * * *"});
}

TEST(WranglerConfig, AnEnvironmentInheritsOrReplacesTriggers) {
  constexpr std::string_view kText = R"({"triggers": {"crons": ["1 * * * *"], "retries": 1},
      "env": {"same": {}, "other": {"triggers": {"crons": ["2 * * * *"]}},
      "none": {"triggers": {"crons": []}}}})";
  EXPECT_EQ(Jsonc(kText, "same")->triggers.crons, std::vector<std::string>{"1 * * * *"});
  EXPECT_EQ(Jsonc(kText, "same")->triggers.policy.retries, 1);
  EXPECT_EQ(Jsonc(kText, "other")->triggers.crons, std::vector<std::string>{"2 * * * *"});
  EXPECT_EQ(Jsonc(kText, "other")->triggers.policy, CronPolicyRequest());
  EXPECT_TRUE(Jsonc(kText, "none")->triggers.crons.empty());
  EXPECT_TRUE(Jsonc(kText, "same")->warnings.empty());
}

TEST(WranglerConfig, RefusesTriggersThatAreNone) {
  EXPECT_EQ(ErrorOf(Jsonc(R"({"triggers": []})")),
            "wrangler.jsonc:1:14: \"triggers\" is a list; expected an object");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"triggers": {"crons": "* * * * *"}})")),
            "wrangler.jsonc:1:24: \"triggers.crons\" is a string; expected a list of cron "
            "expressions");
  EXPECT_EQ(
      ErrorOf(Jsonc(R"({"triggers": {"crons": [1]}})")),
      "wrangler.jsonc:1:25: \"triggers.crons[0]\" is a number; expected a cron expression, as "
      "a string");
  EXPECT_EQ(
      ErrorOf(Jsonc(R"({"triggers": {"crons": ["* * * * *", "* * * * 0"]}})")),
      "wrangler.jsonc:1:38: \"triggers.crons[1]\" is \"* * * * 0\": the day of week at column "
      "9 is \"0\"; expected 1-7 (1 is Sunday), SUN-SAT, L, nL or n#k");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"env": {"x": {"triggers": {"crons": ["0 0 30 2 *"]}}}})", "x")),
            "wrangler.jsonc:1:39: \"env.x.triggers.crons[0]\" is \"0 0 30 2 *\": the days of \"0 0 "
            "30 2 *\" never come; expected days that its months have");
  EXPECT_EQ(
      ErrorOf(Jsonc(R"({"triggers": {"overlap": "both"}})")),
      "wrangler.jsonc:1:26: \"triggers.overlap\" is \"both\"; expected \"skip\" or \"allow\"");
  EXPECT_EQ(
      ErrorOf(Jsonc(R"({"triggers": {"missed": true}})")),
      "wrangler.jsonc:1:25: \"triggers.missed\" is a boolean; expected \"latest\", \"skip\" or "
      "\"all\"");
  EXPECT_EQ(
      ErrorOf(Jsonc(R"({"triggers": {"retries": 11}})")),
      "wrangler.jsonc:1:26: \"triggers.retries\" is 11; expected a whole number from 0 to 10");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"triggers": {"retry_ms": 0}})")),
            "wrangler.jsonc:1:27: \"triggers.retry_ms\" is 0; expected a whole number from 1 to "
            "300000");
}

TEST(WranglerConfig, WarnsOfAnUnknownKey) {
  EXPECT_EQ(WarningsOf("{\n  \"mian\": \"a.js\"\n}"),
            Warnings{"wrangler.jsonc:2:3: unknown key \"mian\": ignored; did you mean \"main\"?"});
  EXPECT_EQ(WarningsOf(R"({"zzzzzzzz": 1})"),
            Warnings{"wrangler.jsonc:1:2: unknown key \"zzzzzzzz\": ignored; expected a key of "
                     "Wrangler's at the top level"});
  EXPECT_EQ(
      WarningsOf(R"({"env": {"x": {"send_metrics": true}}})", "x"),
      Warnings{"wrangler.jsonc:1:16: unknown key \"env.x.send_metrics\": ignored; expected it "
               "at the top level"});
  EXPECT_EQ(WarningsOf(R"({"mian": 1, "env": {"x": {}}})", "x").size(), 1u);
}

TEST(WranglerConfig, WarnsOfAnUnknownKeyWithin) {
  EXPECT_EQ(WarningsOf(R"({"kv_namespaces": [{"binding": "A", "ids": "a"}]})"),
            Warnings{"wrangler.jsonc:1:37: unknown key \"kv_namespaces[0].ids\": ignored; did you "
                     "mean \"id\"?"});
  EXPECT_EQ(WarningsOf(R"({"triggers": {"cron": []}})"),
            Warnings{"wrangler.jsonc:1:15: unknown key \"triggers.cron\": ignored; did you mean "
                     "\"crons\"?"});
  EXPECT_EQ(WarningsOf(R"({"limits": {"memory_md": 128}})"),
            Warnings{"wrangler.jsonc:1:13: unknown key \"limits.memory_md\": ignored; did you mean "
                     "\"memory_mb\"?"});
}

TEST(WranglerConfig, RefusesValuesOfTheWrongKind) {
  EXPECT_EQ(ErrorOf(Jsonc(R"({"main": 5})")),
            "wrangler.jsonc:1:10: \"main\" is a number; expected a path, as a string");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"main": ""})")),
            "wrangler.jsonc:1:10: \"main\" is empty; expected a path, as a string");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"name": "a b"})")),
            "wrangler.jsonc:1:10: \"name\" is \"a b\"; expected letters, digits, \"-\" and \"_\", "
            "at most 63 of them");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"compatibility_date": "2026-13-01"})")),
            "wrangler.jsonc:1:24: \"compatibility_date\" is \"2026-13-01\"; expected a date like "
            "\"2026-01-31\"");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"compatibility_flags": [true]})")),
            "wrangler.jsonc:1:26: \"compatibility_flags\" is a boolean; expected a flag, as a "
            "string");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"vars": []})")),
            "wrangler.jsonc:1:10: \"vars\" is a list; expected an object");
  EXPECT_EQ(ErrorOf(Jsonc("[]")),
            "wrangler.jsonc:1:1: the configuration is a list; expected an object");
}

TEST(WranglerConfig, ADateIsADayOfTheCalendar) {
  for (const char* date : {"2026-01-31", "2024-02-29", "2000-02-29"}) {
    EXPECT_TRUE(IsCompatibilityDate(date)) << date;
  }
  for (const char* date : {"2025-02-29", "1900-02-29", "2026-04-31", "2026-00-01", "2026-01-00",
                           "2026-13-01", "2026-1-01", "2026-01-0x", ""}) {
    EXPECT_FALSE(IsCompatibilityDate(date)) << date;
  }
}

TEST(WranglerConfig, ReadsLimits) {
  absl::StatusOr<WranglerConfig> config = Jsonc(R"({"limits": {"cpu_ms": 50, "startup_cpu_ms": 60,
      "wall_ms": 70, "wait_until_ms": 0, "memory_mb": 16, "subrequests": 9, "concurrency": 3, "queue": 4}})");
  ASSERT_TRUE(config.ok()) << config.status();
  worker::LimitsRequest limits;
  limits.cpu_ms = 50;
  limits.startup_cpu_ms = 60;
  limits.wall_ms = 70;
  limits.wait_until_ms = 0;
  limits.memory_mb = 16;
  limits.subrequests = 9;
  limits.concurrency = 3;
  limits.queue = 4;
  EXPECT_EQ(config->limits, limits);
  EXPECT_EQ(config->limits_place, (Place{1, 2}));
  EXPECT_TRUE(config->warnings.empty());
  EXPECT_EQ(Jsonc("{}")->limits, worker::LimitsRequest());
}

TEST(WranglerConfig, AnEnvironmentInheritsOrReplacesLimits) {
  constexpr std::string_view kText = R"({"limits": {"cpu_ms": 50, "queue": 4},
      "env": {"same": {}, "other": {"limits": {"cpu_ms": 60}}}})";
  EXPECT_EQ(Jsonc(kText, "same")->limits, Jsonc(kText)->limits);
  worker::LimitsRequest other;
  other.cpu_ms = 60;
  EXPECT_EQ(Jsonc(kText, "other")->limits, other);
}

TEST(WranglerConfig, RefusesLimitsThatAreNone) {
  EXPECT_EQ(ErrorOf(Jsonc(R"({"limits": 1})")),
            "wrangler.jsonc:1:12: \"limits\" is a number; expected an object");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"limits": {"cpu_ms": 0}})")),
            "wrangler.jsonc:1:23: \"limits.cpu_ms\" is 0; expected a whole number from 1 to "
            "300000");
  EXPECT_EQ(ErrorOf(Jsonc(R"({"limits": {"wall_ms": "1s"}})")),
            "wrangler.jsonc:1:24: \"limits.wall_ms\" is a string; expected a whole number from 1 "
            "to 900000");
}

TEST(WranglerConfig, WarningsAreOneLine) {
  EXPECT_EQ(
      WarningsOf(R"({"zzzzzzzz\n\u001b": 1})"),
      Warnings{"wrangler.jsonc:1:2: unknown key \"zzzzzzzz\\n\\x1b\": ignored; expected a key "
               "of Wrangler's at the top level"});
}

TEST(WranglerConfig, TellsWhereTomlIsBroken) {
  const std::string error = ErrorOf(ParseWranglerConfig("name = \"a\"\nmain = \n", "w.toml", ""));
  EXPECT_TRUE(error.starts_with("w.toml:2:")) << error;
  EXPECT_NE(error.find("not valid TOML"), std::string::npos) << error;
}

// A key of so many parts.
std::string Dotted(int parts, std::string_view part) {
  std::string key(part);
  for (int i = 1; i < parts; ++i) key += absl::StrCat(".", part);
  return key;
}

TEST(WranglerConfig, RefusesTomlThatNestsTooDeep) {
  const auto toml = [](std::string_view text) { return ParseWranglerConfig(text, "w.toml", ""); };
  const std::string deep = Dotted(300'000, "a");
  for (const std::string& text : {"\n[" + deep + "]\n", "\n[[" + deep + "]]\n",
                                  "\n" + deep + " = 1", "\nvars = {A = 1, " + deep + " = 1}",
                                  "\n" + deep + " oh", "\n[" + Dotted(100'000, "'.'") + "]"}) {
    const std::string error = ErrorOf(toml(text));
    EXPECT_TRUE(error.starts_with("w.toml:2:")) << error;
    EXPECT_TRUE(error.ends_with(": a key of more than 64 parts")) << error;
  }
  EXPECT_EQ(ErrorOf(toml("[vars." + Dotted(64, "a") + "]")),
            "w.toml:1:2: a key of more than 64 parts");
}

TEST(WranglerConfig, DotsOfStringsAndCommentsAreNoKeys) {
  const std::string dots(500, '.');
  const absl::StatusOr<WranglerConfig> config = ParseWranglerConfig(
      "# " + dots + "\n[vars]\nA = \"\\\"" + dots + "\"\nB = '" + dots + "'\nC = \"\"\"" + dots +
          "\\\"\"\n" + dots + "\"\"\"\"\"\nD = '''" + dots + "\n" + dots + "'''\n\"" + dots +
          "\" = 1\n" + Dotted(60, "e") + " = 1.5\n",
      "w.toml", "");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->vars.members.size(), 6u);
}

}  // namespace
}  // namespace host
