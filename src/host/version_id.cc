#include "src/host/version_id.h"

#include "src/host/content_hash.h"

namespace host {
namespace {

constexpr size_t kDigits = 16;

void AddLimits(const worker::Limits& limits, ContentHash& hash) {
  hash.Add(static_cast<uint64_t>(limits.cpu_millis));
  hash.Add(static_cast<uint64_t>(limits.startup_cpu_millis));
  hash.Add(static_cast<uint64_t>(limits.wall_millis));
  hash.Add(static_cast<uint64_t>(limits.wait_until_millis));
  hash.Add(limits.memory_bytes);
  hash.Add(static_cast<uint64_t>(limits.subrequests));
  hash.Add(static_cast<uint64_t>(limits.concurrency));
  hash.Add(static_cast<uint64_t>(limits.queue));
}

}  // namespace

std::string VersionId(const worker::Spec& spec, const engine::ModuleGraph& graph) {
  ContentHash hash;
  hash.Add(spec.name).Add(spec.main).Add(spec.compatibility_date).Add(spec.vars_json);
  hash.Add(spec.compatibility_flags.size());
  for (const std::string& flag : spec.compatibility_flags) hash.Add(flag);
  hash.Add(spec.bindings.size());
  for (const worker::BindingSpec& binding : spec.bindings) {
    hash.Add(binding.kind).Add(binding.name).Add(binding.resource);
    hash.Add(binding.entrypoint).Add(binding.props_json);
  }
  hash.Add(spec.crons.size());
  for (const std::string& cron : spec.crons) hash.Add(cron);
  AddLimits(spec.limits, hash);
  for (const engine::ModuleSource& module : graph.modules) {
    hash.Add(module.name).Add(static_cast<uint64_t>(module.kind)).Add(module.contents.view());
  }
  return hash.FinishHex(kDigits);
}

}  // namespace host
