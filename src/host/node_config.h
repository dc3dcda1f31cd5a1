#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "src/host/config_text.h"
#include "src/host/config_value.h"
#include "src/host/cron/policy.h"
#include "src/host/host_table.h"
#include "src/host/limits_policy.h"
#include "src/host/log_options.h"
#include "src/net/outbound_policy.h"
#include "src/worker/limits.h"

namespace host {

// The most lanes that may be asked for.
inline constexpr int kMostThreads = 1024;
// The least that a memory target may be, in octets.
inline constexpr uint64_t kLeastMemoryTarget = 64'000'000;

// "all", "problems" or "none".
std::optional<LogInvocations> ParseLogInvocations(std::string_view word);
// "human" or "json".
std::optional<LogFormat> ParseLogFormat(std::string_view word);

// One of a node's [[workers]].
struct NodeWorker {
  std::string name;
  std::string path;                // of a script or a folder
  std::string config;              // its Wrangler configuration's path; empty: it is looked for
  std::string environment;         // of that; empty: none
  std::vector<std::string> hosts;  // empty: NAME.anything
  worker::LimitsRequest limits;    // the operator's word
  ConfigValue vars;                // added to the worker's own; an object
};

// What holds the process to what a server needs. Names are those of sandbox::SandboxOptions.
struct SandboxConfig {
  enum class Files { kAuto, kLandlock, kMounts, kNone };

  bool enabled = true;
  Files files = Files::kAuto;
  bool dumpable = false;
  bool log = false;
};

// What `atoll serve` runs, and how: an atoll.toml and the flags beside it. Paths are from the
// working directory or absolute.
struct NodeConfig {
  AddressAndPort listen{.port = 8787};
  int threads = 0;                      // lanes; 0: one a core
  std::string data_dir;                 // empty: none
  std::string user;                     // whom the process becomes, or a number; empty: nobody else
  std::optional<AddressAndPort> admin;  // none: no admin port
  bool standby = true;                  // whether a second process is kept ready
  uint64_t max_body_bytes = 100'000'000;

  LimitsPolicy limits;                          // what a worker gets; `fixed` is each worker's own
  std::optional<uint64_t> memory_target_bytes;  // of the process; none: DefaultMemoryTarget
  int astray_threads = 16;                      // how many turns may run on without a lane
  int isolates_per_worker = 4;                  // of one worker in one lane
  // How many threads a process may have that were stopped in their turns for ever, and how many
  // octets their isolates; one that has so many serves no more.
  int parked_threads = 8;
  uint64_t parked_bytes = uint64_t{1} << 30;

  int pool_min = 2;  // warm isolates without a worker
  int pool_max = 256;

  bool snapshots = true;         // of workers whose top level is expensive
  int snapshot_min_millis = 20;  // of CPU time: what is expensive

  net::OutboundPolicy outbound;  // where workers may connect to
  std::string ca_file;           // certificates that are trusted besides the machine's; empty: none

  LogOptions log;

  SandboxConfig sandbox;

  bool kv_relaxed = false;                       // whether writes wait for others
  uint64_t kv_namespace_bytes = 10'000'000'000;  // the most that a KV namespace may take

  bool cache = true;  // whether responses are kept
  uint64_t cache_disk_bytes = uint64_t{1024} << 20;
  uint64_t cache_memory_bytes = uint64_t{64} << 20;
  uint64_t cache_object_bytes = uint64_t{512} << 20;  // the most that one of them may have

  CronPolicy cron;  // where a worker asks for nothing

  // At most one of the two is set. Names differ, in any case, and so do hosts.
  std::vector<NodeWorker> workers;
  std::string workers_dir;  // every subfolder is a worker
};

// Reads an atoll.toml from its text. `file` names it in messages, and paths in it are from its
// folder. Errors are kInvalidArgument, one line with the place, the key, what was found and what
// was expected.
absl::StatusOr<NodeConfig> ParseNodeConfig(std::string_view text, std::string_view file);

// The same from disk.
absl::StatusOr<NodeConfig> ReadNodeConfig(const std::string& file);

// Whether a path on the command line is that of a node's configuration.
bool IsNodeConfig(std::string_view path);

// The hosts of a node's [[workers]].
HostTable MakeHostTable(const NodeConfig& config);

// What the process may use where nobody says: a quarter of the machine's memory.
uint64_t DefaultMemoryTarget(uint64_t machine_bytes);

}  // namespace host
