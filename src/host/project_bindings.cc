#include "src/host/project_bindings.h"

#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

namespace host {
namespace {

// The bindings that are no values, in the order of the configuration's kinds.
std::vector<worker::BindingSpec> BindingsOf(const WranglerConfig& config, std::string_view worker,
                                            bool preview) {
  std::vector<worker::BindingSpec> bindings;
  for (const KvNamespaceConfig& kv : config.kv_namespaces) {
    worker::BindingSpec binding{"kv", kv.binding, kv.id};
    if (preview && !kv.preview_id.empty()) binding.resource = kv.preview_id;
    if (binding.resource.empty()) binding.resource = absl::StrCat(worker, "-", kv.binding);
    bindings.push_back(std::move(binding));
  }
  for (const ServiceConfig& service : config.services) {
    const std::string name = service.environment.empty()
                                 ? service.service
                                 : absl::StrCat(service.service, "-", service.environment);
    bindings.push_back({"service", service.binding, name, service.entrypoint, service.props_json});
  }
  for (const UnsupportedBinding& other : config.unsupported) {
    bindings.push_back({"unsupported", other.binding, other.what});
  }
  return bindings;
}

// What JavaScript is told of one.
ConfigValue Describe(const worker::BindingSpec& binding) {
  ConfigValue item;
  item.kind = ConfigValue::Kind::kObject;
  item.Set("kind", ConfigValue::String(binding.kind));
  item.Set("name", ConfigValue::String(binding.name));
  if (binding.kind == "unsupported") item.Set("what", ConfigValue::String(binding.resource));
  return item;
}

}  // namespace

absl::Status SetBindings(const WranglerConfig& config, const std::string& shown, bool preview,
                         Project& project) {
  absl::flat_hash_set<std::string> names;
  const auto claim = [&names, &shown](const std::string& name) -> absl::Status {
    if (names.insert(name).second) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat(shown, ": two bindings are called \"", name,
                     "\"; expected each name once among variables, KV namespaces, services and "
                     "other bindings"));
  };
  for (const ConfigMember& var : project.vars.members) names.insert(var.key);
  if (!config.version_metadata.empty()) {
    if (absl::Status status = claim(config.version_metadata); !status.ok()) return status;
  }
  ConfigValue list;
  list.kind = ConfigValue::Kind::kArray;
  std::vector<worker::BindingSpec> bindings = BindingsOf(config, project.spec.name, preview);
  for (const worker::BindingSpec& binding : bindings) {
    if (absl::Status status = claim(binding.name); !status.ok()) return status;
    list.items.push_back(Describe(binding));
  }
  project.spec.bindings = std::move(bindings);
  project.spec.bindings_json = list.ToJson();
  project.version_metadata = config.version_metadata;
  project.unsupported = config.unsupported;
  return absl::OkStatus();
}

}  // namespace host
