#include "src/host/node_compat.h"

#include <algorithm>

namespace host {
namespace {

// From this date on `nodejs_compat` includes what `nodejs_compat_v2` says.
constexpr std::string_view kSecondVersion = "2024-09-23";

constexpr std::string_view kNames[] = {
    "assert",
    "async_hooks",
    "buffer",
    "child_process",
    "cluster",
    "console",
    "constants",
    "crypto",
    "dgram",
    "diagnostics_channel",
    "dns",
    "domain",
    "events",
    "fs",
    "http",
    "http2",
    "https",
    "inspector",
    "module",
    "net",
    "os",
    "path",
    "perf_hooks",
    "process",
    "punycode",
    "querystring",
    "readline",
    "repl",
    "stream",
    "string_decoder",
    "sys",
    "timers",
    "tls",
    "trace_events",
    "tty",
    "url",
    "util",
    "v8",
    "vm",
    "wasi",
    "worker_threads",
    "zlib",
};

bool Has(const std::vector<std::string>& flags, std::string_view flag) {
  return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

}  // namespace

engine::NodeCompat NodeCompatOf(std::string_view date, const std::vector<std::string>& flags) {
  if (Has(flags, "nodejs_compat_v2")) return engine::NodeCompat::kFull;
  if (Has(flags, "nodejs_compat")) {
    const bool is_late = date.empty() || date >= kSecondVersion;
    return is_late && !Has(flags, "no_nodejs_compat_v2") ? engine::NodeCompat::kFull
                                                         : engine::NodeCompat::kModules;
  }
  return Has(flags, "nodejs_als") ? engine::NodeCompat::kAsyncContext : engine::NodeCompat::kNone;
}

absl::Span<const std::string_view> NodeModuleNames() { return kNames; }

bool IsNodeModule(std::string_view name) {
  const std::string_view whole = name.substr(0, name.find('/'));
  return std::find(std::begin(kNames), std::end(kNames), whole) != std::end(kNames);
}

}  // namespace host
