#include <gtest/gtest.h>

#include <string>

#include "src/host/node_config.h"

namespace host {
namespace {

// A file, and the error without the file's name.
struct Wrong {
  const char* text;
  const char* error;
};

constexpr Wrong kWrong[] = {
    {"[sever]",
     R"(1:2: unexpected key "sever"; expected one of: server, limits, pool, snapshots, outbound, )"
     R"(sandbox, log, kv, cache, cron, workers, workers_dir ("server"?))"},
    {"[server]\nlissen = 1",
     R"(2:1: unexpected key "server.lissen"; expected one of: listen, threads, data_dir, admin, )"
     R"(user, standby, max_body_size ("listen"?))"},
    {"server = 1", R"(1:10: "server" is a number; expected an object)"},
    {"[server]\nlisten = 80",
     R"(2:10: "server.listen" is a number; expected ADDR:PORT, as a string)"},
    {"[server]\nlisten = \"a:b\"",
     R"(2:10: "server.listen" is "a:b"; expected ADDR:PORT with a port from 0 to 65535, an IPv6 )"
     R"(address in brackets)"},
    {"[server]\nthreads = 0",
     R"(2:11: "server.threads" is 0; expected a whole number from 1 to 1024)"},
    {"[server]\nmax_body_size = \"1TB\"",
     R"(2:17: "server.max_body_size" is "1TB"; expected octets such as 5000, "64KB", "100MB" or )"
     R"("1GB")"},
    {"[server]\nmax_body_size = -1",
     R"(2:17: "server.max_body_size" is -1; expected octets such as 5000, "64KB", "100MB" or "1GB")"},
    {"[server]\ndata_dir = \"\"",
     R"(2:12: "server.data_dir" is empty; expected a path, as a string)"},
    {"[server]\nuser = 0",
     R"(2:8: "server.user" is 0; expected a whole number from 1 to 4294967294)"},
    {"[server]\nuser = true",
     R"(2:8: "server.user" is a boolean; expected a user's name or number, as a string)"},
    {"[sandbox]\nenabled = 1", R"(2:11: "sandbox.enabled" is a number; expected true or false)"},
    {"[sandbox]\nfiles = \"some\"",
     R"(2:9: "sandbox.files" is "some"; expected "auto", "landlock", "mounts" or "none")"},
    {"[sandbox]\nfiles = false",
     R"(2:9: "sandbox.files" is a boolean; expected "auto", "landlock", "mounts" or "none")"},
    {"[sandbox]\nenable = true",
     R"(2:1: unexpected key "sandbox.enable"; expected one of: enabled, files, dumpable, log )"
     R"(("enabled"?))"},
    {"[limits]\ncpu_ms = 1.5",
     R"(2:10: "limits.cpu_ms" is 1.5; expected a whole number from 1 to 300000)"},
    {"[limits]\ncpums = 1",
     R"(2:1: unexpected key "limits.cpums"; expected one of: cpu_ms, startup_cpu_ms, wall_ms, )"
     R"(wait_until_ms, memory_mb, subrequests, concurrency, queue, memory_target_mb, )"
     R"(astray_threads, parked_threads, parked_mb, isolates_per_worker, max ("cpu_ms"?))"},
    {"[limits]\nparked_threads = 0",
     R"(2:18: "limits.parked_threads" is 0; expected a whole number from 1 to 1024)"},
    {"[limits]\nparked_mb = 0.5",
     R"(2:13: "limits.parked_mb" is 0.5; expected a whole number from 1 to 1048576)"},
    {"[outbound]\nreach = \"some\"",
     R"(2:9: "outbound.reach" is "some"; expected "public", "all" or "none")"},
    {"[outbound]\nreach = 1",
     R"(2:9: "outbound.reach" is a number; expected "public", "all" or "none")"},
    {"[outbound]\nallow = \"10.0.0.0/8\"",
     R"(2:9: "outbound.allow" is a string; expected a list of strings)"},
    {"[outbound]\nallow = [\"10.0.0.0/8\", \"10.0.0.1/8\"]",
     R"(2:24: "outbound.allow" is "10.0.0.1/8"; expected a host such as "example.com" or )"
     R"("*.example.com", or addresses such as "10.0.0.0/8" or "::1")"},
    {"[outbound]\nblock = []",
     R"(2:1: unexpected key "outbound.block"; expected one of: reach, allow, ca_file, deny)"},
    {"[limits]\nmemory_target_mb = 63",
     R"(2:20: "limits.memory_target_mb" is 63; expected a whole number from 64 to 16777216)"},
    {"[limits]\nisolates_per_worker = 65",
     R"(2:23: "limits.isolates_per_worker" is 65; expected a whole number from 1 to 64)"},
    {"[limits.max]\nqueue = true",
     R"(2:9: "limits.max.queue" is a boolean; expected a whole number from 0 to 1000000)"},
    {"[limits.max]\nmaximum = 1",
     R"(2:1: unexpected key "limits.max.maximum"; expected one of: cpu_ms, startup_cpu_ms, )"
     R"(wall_ms, wait_until_ms, memory_mb, subrequests, concurrency, queue)"},
    {"[limits]\ncpu_ms = 60\nmax.cpu_ms = 50",
     R"(2:10: "limits.cpu_ms" is 60; expected at most "limits.max.cpu_ms", which is 50)"},
    {"[snapshots]\nenabled = 1",
     R"(2:11: "snapshots.enabled" is a number; expected true or false)"},
    {"[snapshots]\nmin_startup_ms = 0",
     R"(2:18: "snapshots.min_startup_ms" is 0; expected a whole number from 1 to 60000)"},
    {"[pool]\nmin = 3\nmax = 2",
     R"(2:7: "pool.min" is 3; expected at most "pool.max", which is 2)"},
    {"[log]\ninvocations = \"some\"",
     R"(2:15: "log.invocations" is "some"; expected "all", "problems" or "none")"},
    {"[log]\nformat = 1", R"(2:10: "log.format" is a number; expected "human" or "json")"},
    {"workers = 1", R"(1:11: "workers" is a number; expected a list of workers, as [[workers]])"},
    {"[[workers]]\nname = \"a\"",
     R"(1:1: "workers" is without "path"; expected "name" and "path" in each)"},
    {"[[workers]]\nname = \"a b\"",
     R"(2:8: "workers.name" is "a b"; expected letters, digits, "-" and "_", at most 63 of them)"},
    {"[[workers]]\nname = \"a\"\npath = \"p\"\n[[workers]]\nname = \"A\"\npath = \"p\"",
     R"(5:8: "workers.name" is "A", as is that of line 1; expected each name once)"},
    {"[[workers]]\nname = \"a\"\npath = \"p\"\nhosts = []",
     R"(4:9: "workers.hosts" is empty; expected a list of hosts)"},
    {"[[workers]]\nname = \"a\"\npath = \"p\"\nhosts = [\"a:80\"]",
     R"(4:10: "workers.hosts" is "a:80"; expected a host name such as "shop.example.com", )"
     R"("*.example.com" or "*", without a port)"},
    {"[[workers]]\nname = \"a\"\npath = \"p\"\nhosts = [\"h\"]\n[[workers]]\nname = \"b\"\n"
     "path = \"p\"\nhosts = [\"H\"]",
     R"(8:9: "workers.hosts" is "H", which "a" has; expected each host once)"},
    {"[[workers]]\nname = \"a\"\npath = \"p\"\nvars = 1",
     R"(4:8: "workers.vars" is a number; expected an object)"},
    {"workers_dir = \"w\"\n[[workers]]\nname = \"a\"\npath = \"p\"",
     R"(1:15: "workers_dir" is set beside [[workers]]; expected one of the two)"},
};

TEST(NodeConfigErrors, NameThePlaceWhatWasFoundAndWhatWasExpected) {
  for (const Wrong& wrong : kWrong) {
    const absl::StatusOr<NodeConfig> config = ParseNodeConfig(wrong.text, "atoll.toml");
    ASSERT_FALSE(config.ok()) << wrong.text;
    EXPECT_EQ(config.status().message(), std::string("atoll.toml:") + wrong.error);
  }
}

}  // namespace
}  // namespace host
