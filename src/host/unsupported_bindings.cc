#include "src/host/unsupported_bindings.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/host/binding_keys.h"

namespace host {
namespace {

using Kind = ConfigValue::Kind;

absl::Status ReadOne(const ConfigReader& reader, const WranglerKey& key, std::string_view path,
                     const ConfigValue& value, std::vector<UnsupportedBinding>& into) {
  if (absl::Status status = reader.CheckObject(path, value); !status.ok()) return status;
  std::string_view name = "binding";
  const ConfigValue* binding = value.Find(name);
  if (binding == nullptr) binding = value.Find(name = "name");
  if (binding == nullptr) {
    return reader.Wrong(value.place, path, "without \"binding\" or \"name\"",
                        "the name of the binding in each");
  }
  UnsupportedBinding one;
  const std::string name_path = absl::StrCat(path, ".", name);
  absl::Status status = reader.ReadString(name_path, *binding, kBindingNameForm, &one.binding);
  if (!status.ok()) return status;
  if (!IsBindingName(one.binding)) {
    return reader.Wrong(binding->place, name_path, binding->ToJson(), kBindingNameForm);
  }
  one.key = key.name;
  one.what = key.binding;
  const ConfigValue* resource = key.resource.empty() ? nullptr : value.Find(key.resource);
  if (resource != nullptr && resource->kind == Kind::kString) one.resource = resource->text;
  into.push_back(std::move(one));
  return absl::OkStatus();
}

absl::Status ReadAll(const ConfigReader& reader, const WranglerKey& key, std::string_view path,
                     const ConfigValue& value, std::vector<UnsupportedBinding>& into) {
  if (value.kind != Kind::kArray) {
    return reader.Wrong(value.place, path, value.KindName(), "a list of bindings");
  }
  for (size_t i = 0; i < value.items.size(); ++i) {
    const std::string item = absl::StrCat(path, "[", i, "]");
    absl::Status status = ReadOne(reader, key, item, value.items[i], into);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadUnsupportedBindings(const ConfigReader& reader, const WranglerKey& key,
                                     std::string_view path, const ConfigValue& value,
                                     std::vector<UnsupportedBinding>& into) {
  if (value.kind == Kind::kArray) return ReadAll(reader, key, path, value, into);
  for (std::string_view list : {"bindings", "producers"}) {
    const ConfigValue* found = value.Find(list);
    if (found != nullptr) {
      return ReadAll(reader, key, absl::StrCat(path, ".", list), *found, into);
    }
  }
  // Such as `assets` without a binding, or `queues` that are only consumed.
  if (value.Find("binding") == nullptr) return absl::OkStatus();
  return ReadOne(reader, key, path, value, into);
}

}  // namespace host
