#include "src/host/version_id.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace host {
namespace {

engine::ModuleGraph Graph(std::string name, std::string contents) {
  engine::ModuleGraph graph;
  engine::ModuleSource module;
  module.name = std::move(name);
  module.contents = base::Bytes(std::move(contents));
  graph.modules.push_back(std::move(module));
  return graph;
}

TEST(VersionId, ChangesWithTheConfigurationAndTheModules) {
  worker::Spec spec;
  spec.name = "a";
  spec.main = "m.js";
  std::set<std::string> ids = {VersionId(spec, Graph("m.js", "1"))};
  EXPECT_EQ(ids.begin()->size(), 16);
  EXPECT_EQ(ids.begin()->find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_FALSE(ids.insert(VersionId(spec, Graph("m.js", "1"))).second);
  EXPECT_TRUE(ids.insert(VersionId(spec, Graph("m.js", "2"))).second);
  EXPECT_TRUE(ids.insert(VersionId(spec, Graph("m.j", "s1"))).second);
  worker::Spec other = spec;
  other.vars_json = "{\"a\":1}";
  EXPECT_TRUE(ids.insert(VersionId(other, Graph("m.js", "1"))).second);
  other = spec;
  other.limits.cpu_millis = 5;
  EXPECT_TRUE(ids.insert(VersionId(other, Graph("m.js", "1"))).second);
  other = spec;
  other.compatibility_flags = {"x"};
  EXPECT_TRUE(ids.insert(VersionId(other, Graph("m.js", "1"))).second);
}

TEST(VersionId, LeavesTheCodeCacheOut) {
  engine::ModuleGraph graph = Graph("m.js", "1");
  const std::string id = VersionId({}, graph);
  graph.modules.front().code_cache = base::Bytes("cache");
  EXPECT_EQ(VersionId({}, graph), id);
}

}  // namespace
}  // namespace host
