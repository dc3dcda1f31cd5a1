// Reads text as a node's configuration: what comes of it is an error of one line with its place, or
// a node that can be.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/log/check.h"
#include "absl/strings/ascii.h"
#include "src/host/host_table.h"
#include "src/host/limit_keys.h"
#include "src/host/node_config.h"
#include "tests/fuzz/corpus.h"
#include "tests/fuzz/fuzz.h"

namespace {

constexpr std::string_view kFile = "etc/atoll.toml";

void CheckLimits(const host::LimitsPolicy& policy) {
  for (const host::LimitKey& key : host::LimitKeys()) {
    CHECK(key.least <= key.get(policy.defaults) && key.get(policy.maximum) <= key.most);
    CHECK(key.get(policy.defaults) <= key.get(policy.maximum));
  }
}

void CheckWorkers(const host::NodeConfig& config) {
  CHECK(config.workers.empty() || config.workers_dir.empty());
  const host::HostTable table = host::MakeHostTable(config);
  absl::flat_hash_set<std::string> names;
  for (const host::NodeWorker& worker : config.workers) {
    CHECK(!worker.name.empty() && !worker.path.empty());
    CHECK(names.insert(absl::AsciiStrToLower(worker.name)).second);
    for (const host::LimitKey& key : host::LimitKeys()) {
      const std::optional<int64_t> fixed = worker.limits.*key.asked;
      CHECK(!fixed.has_value() || (key.least <= *fixed && *fixed <= key.most));
    }
    for (const std::string& host : worker.hosts) {
      CHECK(host::IsHostPattern(host));
      if (!host.starts_with("*")) CHECK_EQ(table.Find(host), worker.name);
    }
    CHECK(worker.vars.ToJson().starts_with("{"));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<host::NodeConfig> config = host::ParseNodeConfig(text, kFile);
  if (!config.ok()) {
    fuzz::CheckErrorLine(config.status().message(), kFile);
    return 0;
  }
  CHECK_GE(config->threads, 0);
  CHECK_LE(config->pool_min, config->pool_max);
  CHECK_GE(config->memory_target_bytes.value_or(host::kLeastMemoryTarget),
           host::kLeastMemoryTarget);
  CheckLimits(config->limits);
  CheckWorkers(*config);
  return 0;
}

std::vector<std::string> FuzzSeeds() { return fuzz::ReadCorpus("tests/fuzz/node_config/corpus"); }

std::vector<std::string> FuzzWords() {
  return {"[server]\n",
          "[limits]\n",
          "[limits.max]\n",
          "[pool]\n",
          "[log]\n",
          "[[workers]]\n",
          "[[workers]]\nname = \"n\"\npath = \"p\"\n",
          "\n",
          "\r\n",
          " = ",
          ".",
          ",",
          "\"",
          "\\",
          "'''",
          "\"\"\"",
          "{",
          "}",
          "[",
          "]",
          "#",
          "0",
          "-1",
          "1_000",
          "9223372036854775808",
          "1e400",
          "nan",
          "1979-05-27",
          "true",
          "\"a\"",
          "name",
          "path",
          "hosts",
          "vars",
          "limits",
          "cpu_ms",
          "memory_mb",
          "listen",
          "\"*.example.com\"",
          "\"*\"",
          "\"127.0.0.1:80\"",
          "\"100MB\"",
          "\\u0000",
          "\\u001b",
          std::string(1, '\0'),
          "\xff",
          "\xef\xbb\xbf"};
}
