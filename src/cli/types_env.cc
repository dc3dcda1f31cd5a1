#include "src/cli/types_env.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "src/cli/types_modules.h"

namespace cli {
namespace {

using host::ConfigValue;
using Kind = ConfigValue::Kind;

// A kind of binding: where the configuration has it, which of its keys is the name, and its type.
struct BindingKind {
  std::string_view path;
  std::string_view name_key;
  std::string_view type;
  bool inherited = false;  // by environments that have none
};

constexpr BindingKind kKinds[] = {
    {"kv_namespaces", "binding", "KVNamespace"},
    {"durable_objects.bindings", "name", "DurableObjectNamespace"},
    {"r2_buckets", "binding", "R2Bucket"},
    {"d1_databases", "binding", "D1Database"},
    {"queues.producers", "binding", "Queue"},
    {"services", "binding", "Fetcher"},
    {"workflows", "binding", "Workflow"},
    {"analytics_engine_datasets", "binding", "AnalyticsEngineDataset"},
    {"ratelimits", "name", "RateLimit"},
    {"hyperdrive", "binding", "Hyperdrive"},
    {"vectorize", "binding", "VectorizeIndex"},
    {"send_email", "name", "SendEmail"},
    {"dispatch_namespaces", "binding", "DispatchNamespace"},
    {"worker_loaders", "binding", "WorkerLoader"},
    {"mtls_certificates", "binding", "Fetcher"},
    {"assets", "binding", "Fetcher", true},
    {"ai", "binding", "Ai"},
    {"browser", "binding", "Fetcher"},
    {"images", "binding", "ImagesBinding"},
    {"version_metadata", "binding", "WorkerVersionMetadata"},
};

// One member of the interface.
struct Member {
  std::string name;
  std::vector<std::string> types;  // in the order they were met, each once
  size_t levels = 0;               // that have it
  size_t last_level = 0;           // which of them was the last, counted from 1
};

std::string TextOf(const ConfigValue& value, std::string_view key) {
  const ConfigValue* found = value.Find(key);
  return found != nullptr && found->kind == Kind::kString ? found->text : "";
}

// What stands at "queues.producers"; null: nothing.
const ConfigValue* At(const ConfigValue& level, std::string_view path) {
  const ConfigValue* value = &level;
  for (std::string_view key : absl::StrSplit(path, '.')) {
    if (value == nullptr || value->kind != Kind::kObject) return nullptr;
    value = value->Find(key);
  }
  return value;
}

bool IsIdentifier(std::string_view name) {
  if (name.empty() || absl::ascii_isdigit(name[0])) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return absl::ascii_isalnum(c) || c == '_' || c == '$'; });
}

std::string Key(std::string_view name) {
  return IsIdentifier(name) ? std::string(name) : ConfigValue::String(std::string(name)).ToJson();
}

class Maker {
 public:
  explicit Maker(const TypesInput& input) : input_(input) {}

  std::string Make() {
    const ConfigValue* environments = input_.config.Find("env");
    if (!input_.environment.empty()) {
      const ConfigValue* chosen =
          environments != nullptr ? environments->Find(input_.environment) : nullptr;
      if (chosen != nullptr) AddLevel(*chosen, input_.environment);
    } else {
      AddLevel(input_.config, "");
      if (environments != nullptr && environments->kind == Kind::kObject) {
        for (const host::ConfigMember& each : environments->members) AddLevel(each.value, each.key);
      }
    }
    return Text();
  }

 private:
  void AddLevel(const ConfigValue& level, const std::string& environment) {
    ++levels_;
    for (const BindingKind& kind : kKinds) {
      const ConfigValue* found = At(level, kind.path);
      if (found == nullptr && kind.inherited) found = At(input_.config, kind.path);
      if (found == nullptr) continue;
      if (found->kind == Kind::kArray) {
        for (const ConfigValue& item : found->items) AddBinding(kind, item);
      } else {
        AddBinding(kind, *found);
      }
    }
    const auto secrets = input_.secrets.find(environment);
    if (secrets != input_.secrets.end()) {
      for (const std::string& name : secrets->second) Add(name, "string");
    }
    const ConfigValue* vars = At(level, "vars");
    if (vars == nullptr || vars->kind != Kind::kObject) return;
    for (const host::ConfigMember& var : vars->members) {
      // A secret of that name takes its place.
      if (!IsSecret(environment, var.key)) Add(var.key, var.value.ToJson());
    }
  }

  bool IsSecret(const std::string& environment, const std::string& name) const {
    const auto of = input_.secrets.find(environment);
    return of != input_.secrets.end() &&
           std::find(of->second.begin(), of->second.end(), name) != of->second.end();
  }

  void AddBinding(const BindingKind& kind, const ConfigValue& item) {
    if (item.kind != Kind::kObject) return;
    const std::string name = TextOf(item, kind.name_key);
    if (!name.empty()) Add(name, TypeOf(kind, item));
  }

  std::string TypeOf(const BindingKind& kind, const ConfigValue& item) const {
    if (kind.path == "services") return ServiceType(item);
    const std::string exported = TextOf(item, "class_name");
    const bool is_here = TextOf(item, "script_name").empty() && !input_.import.empty();
    if (kind.path == "durable_objects.bindings" && is_here && IsIdentifier(exported)) {
      return absl::StrCat(kind.type, "<import(", Quoted(input_.import), ").", exported, ">");
    }
    return std::string(kind.type);
  }

  // A worker whose modules are at hand is typed by what it exports.
  std::string ServiceType(const ConfigValue& item) const {
    const std::string service = TextOf(item, "service");
    std::string exported = TextOf(item, "entrypoint");
    if (exported.empty()) exported = "default";
    for (const TypedWorker& worker : input_.workers) {
      if (worker.name != service || !IsIdentifier(exported)) continue;
      return absl::StrCat("Service<typeof import(", Quoted(worker.import), ").", exported, ">");
    }
    return "Fetcher";
  }

  static std::string Quoted(std::string_view text) {
    return ConfigValue::String(std::string(text)).ToJson();
  }

  void Add(std::string_view name, std::string type) {
    auto member = std::find_if(members_.begin(), members_.end(),
                               [name](const Member& each) { return each.name == name; });
    if (member == members_.end()) {
      members_.push_back({std::string(name), {}});
      member = std::prev(members_.end());
    }
    if (member->last_level != levels_) ++member->levels;
    member->last_level = levels_;
    auto& types = member->types;
    if (std::find(types.begin(), types.end(), type) == types.end())
      types.push_back(std::move(type));
  }

  std::string Text() const {
    std::string out = "declare namespace Cloudflare {\n\tinterface Env {\n";
    for (const Member& member : members_) {
      absl::StrAppend(&out, "\t\t", Key(member.name), member.levels < levels_ ? "?: " : ": ",
                      absl::StrJoin(member.types, " | "), ";\n");
    }
    absl::StrAppend(&out, "\t}\n}\ninterface ", input_.interface_name,
                    " extends Cloudflare.Env {}\n");
    return out;
  }

  const TypesInput& input_;
  std::vector<Member> members_;
  size_t levels_ = 0;
};

}  // namespace

std::string EnvTypes(const TypesInput& input) {
  return absl::StrCat(Maker(input).Make(), ModuleTypes(input.config, input.environment));
}

bool IsInterfaceName(std::string_view name) { return IsIdentifier(name); }

}  // namespace cli
