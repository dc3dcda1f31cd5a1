#include "src/host/worker_image.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace host {
namespace {

using ::testing::HasSubstr;

engine::ModuleSource MakeModule(std::string name, engine::ModuleKind kind, std::string contents) {
  engine::ModuleSource module;
  module.name = std::move(name);
  module.kind = kind;
  module.contents = base::Bytes(std::move(contents));
  return module;
}

worker::Version MakeVersion() {
  worker::Version version;
  version.spec.vars_json = R"({"A":"\u00e9"})";
  version.spec.limits.memory_bytes = size_t{64} << 20;
  version.graph.modules.push_back(
      MakeModule("src/index.js", engine::ModuleKind::kESModule, "export default 1"));
  version.graph.modules.push_back(
      MakeModule("a.bin", engine::ModuleKind::kData, std::string("\0\xff\0", 3)));
  return version;
}

TEST(WorkerImage, ComesBackAsItWas) {
  worker::Version version = MakeVersion();
  version.graph.modules[0].code_cache = base::Bytes("not in the image");
  version.graph.node = engine::NodeCompat::kModules;
  version.graph.compat = 1;
  absl::StatusOr<worker::Version> decoded = DecodeWorkerImage(EncodeWorkerImage(version));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->spec.vars_json, version.spec.vars_json);
  EXPECT_EQ(decoded->spec.limits.memory_bytes, size_t{64} << 20);
  EXPECT_FALSE(decoded->graph.service_worker);
  EXPECT_EQ(decoded->graph.node, engine::NodeCompat::kModules);
  EXPECT_EQ(decoded->graph.compat, 1u);
  ASSERT_EQ(decoded->graph.modules.size(), 2u);
  EXPECT_EQ(decoded->graph.modules[0].name, "src/index.js");
  EXPECT_TRUE(decoded->graph.modules[0].code_cache.empty());
  EXPECT_EQ(decoded->graph.modules[1].kind, engine::ModuleKind::kData);
  EXPECT_EQ(decoded->graph.modules[1].contents.view(), std::string_view("\0\xff\0", 3));
}

TEST(WorkerImage, ChangesWithWhatTheTopLevelSees) {
  const std::string image = EncodeWorkerImage(MakeVersion());
  worker::Version version = MakeVersion();
  version.graph.modules[0].code_cache = base::Bytes("a cache");
  version.spec.name = "another";
  version.spec.limits.cpu_millis = 7;
  EXPECT_EQ(EncodeWorkerImage(version), image);
  version.spec.vars_json = "{}";
  EXPECT_NE(EncodeWorkerImage(version), image);
  version = MakeVersion();
  version.graph.modules[1].name = "b.bin";
  EXPECT_NE(EncodeWorkerImage(version), image);
  version = MakeVersion();
  version.graph.service_worker = true;
  EXPECT_NE(EncodeWorkerImage(version), image);
  version = MakeVersion();
  version.graph.node = engine::NodeCompat::kFull;
  EXPECT_NE(EncodeWorkerImage(version), image);
}

TEST(WorkerImage, AnythingElseIsAnError) {
  EXPECT_THAT(DecodeWorkerImage("").status().message(), HasSubstr("expected one map in CBOR"));
  EXPECT_THAT(DecodeWorkerImage("\xa0").status().message(), HasSubstr("\"format\" is not there"));
  const std::string image = EncodeWorkerImage(MakeVersion());
  for (size_t length = 0; length < image.size(); ++length) {
    EXPECT_FALSE(DecodeWorkerImage(image.substr(0, length)).ok()) << length;
  }
}

}  // namespace
}  // namespace host
