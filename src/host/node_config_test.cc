#include "src/host/node_config.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "src/host/node_project.h"
#include "src/host/test_folder.h"

namespace host {
namespace {

absl::StatusOr<NodeConfig> Parse(std::string_view text) {
  return ParseNodeConfig(text, "etc/atoll.toml");
}

constexpr std::string_view kWhole = R"([server]
listen = "0.0.0.0:80"
threads = 3
data_dir = "../data"
admin = "[::1]:9090"
standby = false
max_body_size = "5MB"

[limits]
cpu_ms = 50
memory_mb = 64
memory_target_mb = 1024
astray_threads = 5
parked_threads = 3
parked_mb = 512
isolates_per_worker = 2

[limits.max]
cpu_ms = 1_000
queue = 10

[pool]
min = 0
max = 8

[log]
invocations = "all"
format = "json"

[[workers]]
name = "shop"
path = "workers/shop"
config = "shop.toml"
env = "production"
hosts = ["shop.example.com", "*.shop.example.com"]
limits = { cpu_ms = 5_000, queue = 0 }
vars = { A = "1", B = [2] }

[[workers]]
name = "blog"
path = "/srv/blog.js"
)";

TEST(NodeConfig, ReadsTheSandbox) {
  const absl::StatusOr<NodeConfig> standard = Parse("");
  ASSERT_TRUE(standard.ok()) << standard.status();
  EXPECT_TRUE(standard->sandbox.enabled);
  EXPECT_FALSE(standard->sandbox.dumpable);
  EXPECT_EQ(standard->user, "");
  const absl::StatusOr<NodeConfig> config = Parse(R"([server]
user = "atoll"
[sandbox]
enabled = false
files = "mounts"
dumpable = true
log = true
)");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->user, "atoll");
  EXPECT_FALSE(config->sandbox.enabled);
  EXPECT_EQ(config->sandbox.files, SandboxConfig::Files::kMounts);
  EXPECT_TRUE(config->sandbox.dumpable);
  EXPECT_TRUE(config->sandbox.log);
  EXPECT_EQ(Parse("[server]\nuser = 1000")->user, "1000");
}

TEST(NodeConfig, ReadsTheNode) {
  const absl::StatusOr<NodeConfig> config = Parse(kWhole);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->listen, (AddressAndPort{"0.0.0.0", 80}));
  EXPECT_EQ(config->threads, 3);
  EXPECT_EQ(config->data_dir, "data");
  EXPECT_EQ(config->admin, (AddressAndPort{"::1", 9090}));
  EXPECT_EQ(config->max_body_bytes, 5'000'000u);
  EXPECT_EQ(config->memory_target_bytes, uint64_t{1} << 30);
  EXPECT_EQ(config->astray_threads, 5);
  EXPECT_EQ(config->parked_threads, 3);
  EXPECT_EQ(config->parked_bytes, uint64_t{512} << 20);
  EXPECT_EQ(config->isolates_per_worker, 2);
  EXPECT_EQ(config->pool_min, 0);
  EXPECT_EQ(config->pool_max, 8);
  EXPECT_EQ(config->log.invocations, LogInvocations::kAll);
  EXPECT_EQ(config->log.format, LogFormat::kJson);
  EXPECT_EQ(config->workers_dir, "");
}

TEST(NodeConfig, ReadsWhereWorkersMayConnectTo) {
  const absl::StatusOr<NodeConfig> config = Parse(
      "[outbound]\nreach = \"none\"\nallow = [\"10.1.0.0/16\", \"*.Example.com\"]\n"
      "deny = [\"10.1.0.1\", \"bad.example.com\"]");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->outbound.reach, net::OutboundPolicy::Reach::kNone);
  EXPECT_TRUE(config->outbound.allow.HasHost("a.example.com"));
  EXPECT_TRUE(config->outbound.allow.HasAddress(*net::IpAddress::Parse("10.1.2.3")));
  EXPECT_TRUE(config->outbound.deny.HasHost("bad.example.com"));
  EXPECT_TRUE(config->outbound.deny.HasAddress(*net::IpAddress::Parse("10.1.0.1")));
  EXPECT_EQ(Parse("")->outbound.reach, net::OutboundPolicy::Reach::kPublic);
}

TEST(NodeConfig, ReadsWhatBecomesOfCrons) {
  EXPECT_EQ(Parse("").value().cron, CronPolicy());
  const CronPolicy cron = {Overlap::kAllow, Missed::kAll, 0, 60'000};
  EXPECT_EQ(Parse("[cron]\noverlap = \"allow\"\nmissed = \"all\"\nretries = 0\n"
                  "retry_ms = 60_000\n")
                .value()
                .cron,
            cron);
  EXPECT_EQ(Parse("[cron]\nmissed = \"never\"\n").status().message(),
            "etc/atoll.toml:2:10: \"cron.missed\" is \"never\"; expected \"latest\", \"skip\" or "
            "\"all\"");
  EXPECT_EQ(Parse("[cron]\ncrons = []\n").status().message(),
            "etc/atoll.toml:2:1: unexpected key \"cron.crons\"; expected one of: overlap, missed, "
            "retries, retry_ms");
}

TEST(NodeConfig, ReadsTheCache) {
  const NodeConfig standard = Parse("").value();
  EXPECT_TRUE(standard.cache);
  EXPECT_EQ(standard.cache_disk_bytes, uint64_t{1024} << 20);
  EXPECT_EQ(standard.cache_memory_bytes, uint64_t{64} << 20);
  EXPECT_EQ(standard.cache_object_bytes, uint64_t{512} << 20);
  const NodeConfig config =
      Parse("[cache]\nenabled = false\nmax_size_mb = 2\nmemory_mb = 3\nmax_object_mb = 4\n")
          .value();
  EXPECT_FALSE(config.cache);
  EXPECT_EQ(config.cache_disk_bytes, uint64_t{2} << 20);
  EXPECT_EQ(config.cache_memory_bytes, uint64_t{3} << 20);
  EXPECT_EQ(config.cache_object_bytes, uint64_t{4} << 20);
  EXPECT_EQ(Parse("[cache]\nsize = 1\n").status().message(),
            "etc/atoll.toml:2:1: unexpected key \"cache.size\"; expected one of: enabled, "
            "max_size_mb, memory_mb, max_object_mb");
  EXPECT_FALSE(Parse("[cache]\nmemory_mb = 0\n").ok());
}

TEST(NodeConfig, ReadsLimits) {
  const absl::StatusOr<NodeConfig> config = Parse(kWhole);
  ASSERT_TRUE(config.ok()) << config.status();
  worker::Limits defaults;
  defaults.cpu_millis = 50;
  defaults.memory_bytes = uint64_t{64} << 20;
  defaults.queue = 10;  // the maximum is less than the default was
  worker::Limits maximum = DefaultMaximum();
  maximum.cpu_millis = 1'000;
  maximum.queue = 10;
  EXPECT_EQ(config->limits.defaults, defaults);
  EXPECT_EQ(config->limits.maximum, maximum);
  EXPECT_EQ(config->limits.fixed, worker::LimitsRequest());
}

TEST(NodeConfig, RaisesAMaximumThatIsNotWritten) {
  const absl::StatusOr<NodeConfig> config = Parse("[limits]\nmemory_mb = 1024");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->limits.maximum.memory_bytes, uint64_t{1024} << 20);
}

TEST(NodeConfig, ReadsWorkers) {
  const absl::StatusOr<NodeConfig> config = Parse(kWhole);
  ASSERT_TRUE(config.ok()) << config.status();
  ASSERT_EQ(config->workers.size(), 2u);
  const NodeWorker& shop = config->workers[0];
  EXPECT_EQ(shop.name, "shop");
  EXPECT_EQ(shop.path, "etc/workers/shop");
  EXPECT_EQ(shop.config, "etc/shop.toml");
  EXPECT_EQ(shop.environment, "production");
  EXPECT_EQ(shop.hosts, (std::vector<std::string>{"shop.example.com", "*.shop.example.com"}));
  EXPECT_EQ(shop.limits.cpu_ms, 5'000);
  EXPECT_EQ(shop.limits.queue, 0);
  EXPECT_EQ(shop.limits.wall_ms, std::nullopt);
  EXPECT_EQ(shop.vars.ToJson(), R"({"A":"1","B":[2]})");
  EXPECT_EQ(config->workers[1].path, "/srv/blog.js");
  EXPECT_EQ(config->workers[1].vars.ToJson(), "{}");
}

TEST(NodeConfig, MakesProjectsAndHosts) {
  const absl::StatusOr<NodeConfig> config = Parse(kWhole);
  ASSERT_TRUE(config.ok()) << config.status();
  const ProjectOptions project = ProjectOf(*config, config->workers[0]);
  EXPECT_EQ(project.name, "shop");
  EXPECT_EQ(project.path, "etc/workers/shop");
  EXPECT_EQ(project.config, "etc/shop.toml");
  EXPECT_EQ(project.environment, "production");
  EXPECT_EQ(project.limits.defaults.cpu_millis, 50);
  EXPECT_EQ(project.limits.fixed.cpu_ms, 5'000);
  const HostTable hosts = MakeHostTable(*config);
  EXPECT_EQ(hosts.Find("a.shop.example.com"), "shop");
  EXPECT_EQ(hosts.Find("blog.localhost"), "blog");
  EXPECT_EQ(hosts.Find("shop.localhost"), "");  // it has hosts of its own
}

TEST(NodeConfig, HasDefaults) {
  const absl::StatusOr<NodeConfig> config = Parse("workers_dir = \"w\"");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->workers_dir, "etc/w");
  EXPECT_EQ(config->listen, (AddressAndPort{"127.0.0.1", 8787}));
  EXPECT_EQ(config->admin, std::nullopt);
  EXPECT_EQ(config->log.invocations, LogInvocations::kProblems);
  EXPECT_EQ(config->limits.defaults, worker::Limits());
  EXPECT_EQ(DefaultMemoryTarget(uint64_t{8} << 30), uint64_t{2} << 30);
  EXPECT_EQ(DefaultMemoryTarget(0), kLeastMemoryTarget);
}

TEST(NodeConfig, LetsTheEndOfThePoolThatIsNotWrittenGiveWay) {
  EXPECT_EQ(Parse("[pool]\nmax = 1")->pool_min, 1);
  EXPECT_EQ(Parse("[pool]\nmin = 300")->pool_max, 300);
}

TEST(NodeConfig, IsReadFromDisk) {
  TestFolder folder;
  folder.Write("atoll.toml", "workers_dir = \"w\"");
  const absl::StatusOr<NodeConfig> config = ReadNodeConfig((folder.path() / "atoll.toml").string());
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->workers_dir, (folder.path() / "w").string());
  EXPECT_FALSE(ReadNodeConfig((folder.path() / "none.toml").string()).ok());
}

TEST(IsNodeConfig, GoesByTheName) {
  EXPECT_TRUE(IsNodeConfig("atoll.toml"));
  EXPECT_TRUE(IsNodeConfig("etc/node.toml"));
  EXPECT_FALSE(IsNodeConfig("etc/wrangler.toml"));
  EXPECT_FALSE(IsNodeConfig("worker.js"));
  EXPECT_FALSE(IsNodeConfig(""));
}

}  // namespace
}  // namespace host
