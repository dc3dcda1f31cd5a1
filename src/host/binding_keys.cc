#include "src/host/binding_keys.h"

#include <algorithm>
#include <span>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace host {
namespace {

// Whether the binding is to what lies at Cloudflare: it never is.
template <class T>
absl::Status ReadRemote(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                        T&) {
  bool remote = false;
  absl::Status status = reader.ReadBoolean(key, value, &remote);
  if (remote) {
    reader.Warn(value.place, absl::StrCat("\"", key, "\" is not supported: it is local"));
  }
  return status;
}

template <class T>
absl::Status ReadBinding(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                         T& into) {
  absl::Status status = reader.ReadString(key, value, kBindingNameForm, &into.binding);
  if (!status.ok() || IsBindingName(into.binding)) return status;
  return reader.Wrong(value.place, key, value.ToJson(), kBindingNameForm);
}

constexpr ConfigKey<KvNamespaceConfig> kKvKeys[] = {
    {"binding", &ReadBinding<KvNamespaceConfig>},
    {"id",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        KvNamespaceConfig& into) {
       return reader.ReadString(key, value, "a namespace's id", &into.id);
     }},
    {"preview_id",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        KvNamespaceConfig& into) {
       return reader.ReadString(key, value, "a namespace's id", &into.preview_id);
     }},
    {"experimental_remote", &ReadRemote<KvNamespaceConfig>},
    {"remote", &ReadRemote<KvNamespaceConfig>},
};

constexpr ConfigKey<ServiceConfig> kServiceKeys[] = {
    {"binding", &ReadBinding<ServiceConfig>},
    {"service",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        ServiceConfig& into) {
       return reader.ReadString(key, value, "a worker's name", &into.service);
     }},
    {"environment",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        ServiceConfig& into) {
       return reader.ReadString(key, value, "an environment's name", &into.environment);
     }},
    {"entrypoint",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        ServiceConfig& into) {
       return reader.ReadString(key, value, "the name of an export", &into.entrypoint);
     }},
    {"props",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        ServiceConfig& into) {
       into.props_json = value.ToJson();
       return reader.CheckObject(key, value);
     }},
    {"experimental_remote", &ReadRemote<ServiceConfig>},
    {"remote", &ReadRemote<ServiceConfig>},
};

struct VersionMetadata {
  std::string binding;
};

constexpr ConfigKey<VersionMetadata> kVersionMetadataKeys[] = {
    {"binding", &ReadBinding<VersionMetadata>},
};

using Names = std::vector<std::string>;

constexpr ConfigKey<Names> kSecretsKeys[] = {
    {"required", [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                    Names& into) { return reader.ReadStrings(key, value, "a name", &into); }},
};

// Reads a list of bindings of one kind. `what`: such as "namespace".
template <class T>
absl::Status ReadList(const ConfigReader& reader, std::string_view path, const ConfigValue& value,
                      std::span<const ConfigKey<T>> keys, std::string_view what,
                      std::string_view form, std::vector<T>& into) {
  if (value.kind != ConfigValue::Kind::kArray) {
    return reader.Wrong(value.place, path, value.KindName(),
                        absl::StrCat("a list of ", what, "s, each ", form));
  }
  into.clear();
  absl::flat_hash_set<std::string> names;
  for (size_t i = 0; i < value.items.size(); ++i) {
    const std::string key = absl::StrCat(path, "[", i, "]");
    const ConfigValue& item = value.items[i];
    T one;
    if (absl::Status status = ReadKeys<T>(reader, key, item, keys, one); !status.ok()) {
      return status;
    }
    if (one.binding.empty()) {
      return reader.Wrong(item.place, key, "without \"binding\"", "a \"binding\" in each");
    }
    if (!names.insert(one.binding).second) {
      return reader.Wrong(item.place, absl::StrCat(key, ".binding"),
                          absl::StrCat("\"", one.binding, "\", as is that of another ", what),
                          "each name once");
    }
    into.push_back(std::move(one));
  }
  return absl::OkStatus();
}

}  // namespace

bool IsBindingName(std::string_view name) {
  if (name.empty() || absl::ascii_isdigit(name[0])) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return absl::ascii_isalnum(c) || c == '_' || c == '$'; });
}

absl::Status ReadKvNamespaces(const ConfigReader& reader, std::string_view path,
                              const ConfigValue& value, std::vector<KvNamespaceConfig>& into) {
  return ReadList<KvNamespaceConfig>(reader, path, value, kKvKeys, "namespace", "{binding, id}",
                                     into);
}

absl::Status ReadServices(const ConfigReader& reader, std::string_view path,
                          const ConfigValue& value, std::vector<ServiceConfig>& into) {
  absl::Status status = ReadList<ServiceConfig>(reader, path, value, kServiceKeys, "service",
                                                "{binding, service}", into);
  for (size_t i = 0; status.ok() && i < into.size(); ++i) {
    if (!into[i].service.empty()) continue;
    return reader.Wrong(value.items[i].place, absl::StrCat(path, "[", i, "]"),
                        "without \"service\"", "a worker's name as \"service\" in each");
  }
  return status;
}

absl::Status ReadVersionMetadata(const ConfigReader& reader, std::string_view path,
                                 const ConfigValue& value, std::string* into) {
  VersionMetadata read;
  absl::Status status = ReadKeys<VersionMetadata>(reader, path, value, kVersionMetadataKeys, read);
  if (status.ok() && read.binding.empty()) {
    return reader.Wrong(value.place, path, "without \"binding\"", "{binding}");
  }
  *into = std::move(read.binding);
  return status;
}

absl::Status ReadSecrets(const ConfigReader& reader, std::string_view path,
                         const ConfigValue& value, std::vector<std::string>& into) {
  into.clear();
  return ReadKeys<Names>(reader, path, value, kSecretsKeys, into);
}

}  // namespace host
