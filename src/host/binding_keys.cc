#include "src/host/binding_keys.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace host {
namespace {

constexpr std::string_view kNameForm =
    "a name for env: letters, digits, \"_\" and \"$\", not beginning with a digit";

// What Wrangler writes and Atoll has no use for.
absl::Status Ignore(const ConfigReader&, std::string_view, const ConfigValue&, KvNamespaceConfig&) {
  return absl::OkStatus();
}

constexpr ConfigKey<KvNamespaceConfig> kKeys[] = {
    {"binding",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        KvNamespaceConfig& into) {
       absl::Status status = reader.ReadString(key, value, kNameForm, &into.binding);
       if (!status.ok() || IsBindingName(into.binding)) return status;
       return reader.Wrong(value.place, key, value.ToJson(), kNameForm);
     }},
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
    {"experimental_remote", Ignore},
    {"remote", Ignore},
};

}  // namespace

bool IsBindingName(std::string_view name) {
  if (name.empty() || absl::ascii_isdigit(name[0])) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return absl::ascii_isalnum(c) || c == '_' || c == '$'; });
}

absl::Status ReadKvNamespaces(const ConfigReader& reader, std::string_view path,
                              const ConfigValue& value, std::vector<KvNamespaceConfig>& into) {
  if (value.kind != ConfigValue::Kind::kArray) {
    return reader.Wrong(value.place, path, value.KindName(),
                        "a list of namespaces, each {binding, id}");
  }
  into.clear();
  for (size_t i = 0; i < value.items.size(); ++i) {
    const std::string key = absl::StrCat(path, "[", i, "]");
    const ConfigValue& item = value.items[i];
    KvNamespaceConfig one;
    absl::Status status = ReadKeys<KvNamespaceConfig>(reader, key, item, kKeys, one);
    if (!status.ok()) return status;
    if (one.binding.empty()) {
      return reader.Wrong(item.place, key, "without \"binding\"", "a \"binding\" in each");
    }
    for (const KvNamespaceConfig& other : into) {
      if (other.binding != one.binding) continue;
      return reader.Wrong(item.place, absl::StrCat(key, ".binding"),
                          absl::StrCat("\"", one.binding, "\", as is that of another namespace"),
                          "each name once");
    }
    into.push_back(std::move(one));
  }
  return absl::OkStatus();
}

}  // namespace host
