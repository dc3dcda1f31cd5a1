#include "src/cli/types_env.h"

#include <gtest/gtest.h>

#include <string>

#include "src/cli/types_modules.h"
#include "src/host/jsonc.h"

namespace cli {
namespace {

TypesInput Input(std::string_view json, std::string environment = "") {
  return {host::ParseJsonc(json, "wrangler.jsonc").value(), std::move(environment)};
}

// The members of the interface, a line each.
std::string MembersOf(const TypesInput& input) {
  const std::string types = EnvTypes(input);
  const std::string begin = "declare namespace Cloudflare {\n\tinterface Env {\n";
  EXPECT_TRUE(types.starts_with(begin)) << types;
  return types.substr(begin.size(), types.find("\t}\n") - begin.size());
}

TEST(EnvTypes, TypesEachKindOfBinding) {
  const TypesInput input = Input(R"({
    "vars": {"STAGE": "a \"b\"", "LIMIT": 3, "ON": true, "LIST": [1, "x"], "odd-name": null},
    "kv_namespaces": [{"binding": "LINKS", "id": "x"}],
    "r2_buckets": [{"binding": "FILES", "bucket_name": "f"}],
    "queues": {"producers": [{"binding": "JOBS", "queue": "q"}], "consumers": [{"queue": "q"}]},
    "services": [{"binding": "NEXT", "service": "next"}],
    "version_metadata": {"binding": "VERSION"}
  })");
  EXPECT_EQ(MembersOf(input),
            "\t\tLINKS: KVNamespace;\n"
            "\t\tFILES: R2Bucket;\n"
            "\t\tJOBS: Queue;\n"
            "\t\tNEXT: Fetcher;\n"
            "\t\tVERSION: WorkerVersionMetadata;\n"
            "\t\tSTAGE: \"a \\\"b\\\"\";\n"
            "\t\tLIMIT: 3;\n"
            "\t\tON: true;\n"
            "\t\tLIST: [1,\"x\"];\n"
            "\t\t\"odd-name\": null;\n");
}

TEST(EnvTypes, UnitesEnvironments) {
  TypesInput input = Input(R"({
    "vars": {"STAGE": "dev", "SAME": 1},
    "kv_namespaces": [{"binding": "KV"}],
    "env": {
      "staging": {"vars": {"STAGE": "staging", "SAME": 1}, "kv_namespaces": [{"binding": "KV"}]},
      "live": {"vars": {"SAME": 1, "NEW": 2}}
    }
  })");
  EXPECT_EQ(MembersOf(input),
            "\t\tKV?: KVNamespace;\n"
            "\t\tSTAGE?: \"dev\" | \"staging\";\n"
            "\t\tSAME: 1;\n"
            "\t\tNEW?: 2;\n");
  input.environment = "live";
  EXPECT_EQ(MembersOf(input), "\t\tSAME: 1;\n\t\tNEW: 2;\n");
}

TEST(EnvTypes, SecretsAreStringsAndTakeThePlaceOfVariables) {
  TypesInput input = Input(R"({"vars": {"KEY": "public", "OTHER": "x"}})");
  input.secrets[""] = {"KEY", "TOKEN"};
  EXPECT_EQ(MembersOf(input), "\t\tKEY: string;\n\t\tTOKEN: string;\n\t\tOTHER: \"x\";\n");
}

TEST(EnvTypes, TypesServicesByWhatWorkersAtHandExport) {
  TypesInput input = Input(R"({"services": [
    {"binding": "A", "service": "accounts", "entrypoint": "Accounts"},
    {"binding": "B", "service": "accounts"}, {"binding": "C", "service": "elsewhere"}]})");
  input.workers = {{"accounts", "../accounts/src/index"}};
  EXPECT_EQ(MembersOf(input),
            "\t\tA: Service<typeof import(\"../accounts/src/index\").Accounts>;\n"
            "\t\tB: Service<typeof import(\"../accounts/src/index\").default>;\n"
            "\t\tC: Fetcher;\n");
}

TEST(EnvTypes, NamesTheInterface) {
  TypesInput input = Input("{}");
  input.interface_name = "Bindings";
  EXPECT_NE(EnvTypes(input).find("interface Bindings extends Cloudflare.Env {}\n"),
            std::string::npos);
  EXPECT_TRUE(IsInterfaceName("Bindings2"));
  for (const char* name : {"", "2", "a b", "a;b"}) EXPECT_FALSE(IsInterfaceName(name)) << name;
}

TEST(EnvTypes, WhatIsWrittenWronglyIsLeftOut) {
  EXPECT_EQ(MembersOf(Input(R"({"vars": 1, "kv_namespaces": {"binding": 1}, "queues": [],
                                "services": ["x"], "env": 3, "rules": [{"type": "Text"}, 1]})")),
            "");
}

TEST(ModuleTypes, DeclaresWhatRulesName) {
  const TypesInput input = Input(R"({"rules": [
    {"type": "Text", "globs": ["**/*.md", "posts/first.page"]},
    {"type": "Data", "globs": ["**/*.gif", "posts/**/*.png"]},
    {"type": "ESModule", "globs": ["**/*.es"]}]})");
  const std::string types = ModuleTypes(input.config, "");
  for (const char* declared :
       {"\"*.md\" {\n\tconst value: string;", "\"*/first.page\" {\n\tconst value: string;",
        "\"*.gif\" {\n\tconst value: ArrayBuffer;", "\"*.png\" {\n\tconst value: ArrayBuffer;",
        "\"*.wasm\" {\n\tconst value: WebAssembly.Module;"}) {
    EXPECT_NE(types.find(declared), std::string::npos) << declared << "\n" << types;
  }
  EXPECT_EQ(types.find(".es"), std::string::npos);
}

TEST(ModuleTypes, AnEnvironmentsRulesTakeThePlaceOfTheTopLevels) {
  const TypesInput input = Input(R"({"rules": [{"type": "Data", "globs": ["*.txt"]}],
    "env": {"a": {"rules": [{"type": "Data", "globs": ["*.x"]}]}, "b": {}}})");
  EXPECT_NE(ModuleTypes(input.config, "b").find("\"*.txt\" {\n\tconst value: ArrayBuffer;"),
            std::string::npos);
  EXPECT_NE(ModuleTypes(input.config, "a").find("\"*.txt\" {\n\tconst value: string;"),
            std::string::npos);
  EXPECT_NE(ModuleTypes(input.config, "a").find("\"*.x\""), std::string::npos);
}

}  // namespace
}  // namespace cli
