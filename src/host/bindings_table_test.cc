#include "src/host/bindings_table.h"

#include <gtest/gtest.h>

#include "src/host/test_folder.h"

namespace host {
namespace {

TEST(BindingsTable, ShowsWhatTheWorkerHas) {
  TestFolder folder;
  folder.Write("a.js", "");
  folder.Write(".dev.vars", "TOKEN=sesame\nCOLOUR=red");
  folder.Write("wrangler.jsonc", R"({"name": "shop", "main": "a.js",
    "vars": {"GREETING": "hi", "COLOUR": "blue", "LIST": [1, {"a": 2}]},
    "kv_namespaces": [{"binding": "VISITS", "id": "visits"}],
    "services": [{"binding": "OTHER", "service": "other", "entrypoint": "Admin"}],
    "version_metadata": {"binding": "VERSION"},
    "r2_buckets": [{"binding": "BUCKET", "bucket_name": "images"}]})");
  ProjectOptions options;
  options.path = folder.path().string();
  options.development = true;
  const absl::StatusOr<Project> project = OpenProject(options);
  ASSERT_TRUE(project.ok()) << project.status();
  EXPECT_EQ(BindingsTable(BindingRows(*project), "  "),
            "  Binding       Resource              Mode\n"
            "  env.GREETING  variable \"hi\"         local\n"
            "  env.COLOUR    secret (hidden)       local\n"
            "  env.LIST      variable [1,{\"a\":2}]  local\n"
            "  env.TOKEN     secret (hidden)       local\n"
            "  env.VERSION   version metadata      local\n"
            "  env.VISITS    KV namespace visits   local\n"
            "  env.OTHER     service other#Admin   local\n"
            "  env.BUCKET    R2 bucket images      not supported\n");
}

TEST(BindingsTable, CutsValues) {
  Project project;
  project.vars.Set("LONG", ConfigValue::String(std::string(100, 'x')));
  project.vars.Set("WIDE", ConfigValue::String(std::string(46, 'x') + "\u00e4\u00e4"));
  const std::vector<BindingRow> rows = BindingRows(project);
  EXPECT_EQ(rows[0].resource, "\"" + std::string(47, 'x') + "...");
  EXPECT_EQ(rows[1].resource, "\"" + std::string(46, 'x') + "...");
  EXPECT_EQ(BindingsTable({}), "");
}

}  // namespace
}  // namespace host
