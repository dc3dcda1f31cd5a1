#include "src/host/worker_image.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"

namespace host {
namespace {

using Json = nlohmann::json;

constexpr int kFormat = 4;

// What a worker gets of Node by number, as it is written.
constexpr uint64_t kMaxNode = static_cast<uint64_t>(engine::NodeCompat::kFull);
constexpr uint64_t kMaxCompat = UINT32_MAX;

// The kinds of modules by number, as they are written.
constexpr engine::ModuleKind kKinds[] = {engine::ModuleKind::kESModule, engine::ModuleKind::kJson,
                                         engine::ModuleKind::kText, engine::ModuleKind::kData,
                                         engine::ModuleKind::kWasm};

Json Octets(std::string_view text) {
  return Json::binary(std::vector<uint8_t>(text.begin(), text.end()));
}

absl::Status Wrong(std::string_view what, std::string_view expected) {
  return absl::InvalidArgumentError(
      absl::StrCat("a worker's image: ", what, "; expected ", expected));
}

// The octets of `object[key]`.
absl::StatusOr<std::string> ReadOctets(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_binary()) {
    return Wrong(absl::StrCat("\"", key, "\" is not there"), "a byte string");
  }
  const Json::binary_t& octets = found->get_binary();
  return std::string(octets.begin(), octets.end());
}

absl::StatusOr<uint64_t> ReadNumber(const Json& object, const char* key, uint64_t most) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_unsigned() || found->get<uint64_t>() > most) {
    return Wrong(absl::StrCat("\"", key, "\" is not there"), absl::StrCat("0 to ", most));
  }
  return found->get<uint64_t>();
}

absl::StatusOr<engine::ModuleSource> ReadModule(const Json& object) {
  if (!object.is_object()) return Wrong("a module is no map", "a map");
  absl::StatusOr<std::string> name = ReadOctets(object, "name");
  if (!name.ok()) return name.status();
  absl::StatusOr<uint64_t> kind = ReadNumber(object, "kind", std::size(kKinds) - 1);
  if (!kind.ok()) return kind.status();
  absl::StatusOr<std::string> contents = ReadOctets(object, "contents");
  if (!contents.ok()) return contents.status();
  engine::ModuleSource module;
  module.name = *std::move(name);
  module.kind = kKinds[*kind];
  module.contents = base::Bytes(*std::move(contents));
  return module;
}

}  // namespace

std::string EncodeWorkerImage(const worker::Version& version) {
  Json modules = Json::array();
  for (const engine::ModuleSource& module : version.graph.modules) {
    size_t kind = 0;
    while (kKinds[kind] != module.kind) ++kind;
    modules.push_back({{"name", Octets(module.name)},
                       {"kind", kind},
                       {"contents", Octets(module.contents.view())}});
  }
  const Json image = {{"format", kFormat},
                      {"node", static_cast<unsigned>(version.graph.node)},
                      {"compat", version.graph.compat},
                      {"memory", version.spec.limits.memory_bytes},
                      {"modules", std::move(modules)},
                      {"script", version.graph.service_worker},
                      {"bindings", Octets(version.spec.bindings_json)},
                      {"vars", Octets(version.spec.vars_json)}};
  std::string octets;
  Json::to_cbor(image, octets);
  return octets;
}

absl::StatusOr<worker::Version> DecodeWorkerImage(std::string_view image) {
  const Json root = Json::from_cbor(image, /*strict=*/true, /*allow_exceptions=*/false);
  if (!root.is_object()) return Wrong("it is no map", "one map in CBOR");
  absl::StatusOr<uint64_t> format = ReadNumber(root, "format", kFormat);
  if (!format.ok()) return format.status();
  absl::StatusOr<uint64_t> memory = ReadNumber(root, "memory", uint64_t{1} << 40);
  if (!memory.ok()) return memory.status();
  absl::StatusOr<uint64_t> node = ReadNumber(root, "node", kMaxNode);
  if (!node.ok()) return node.status();
  absl::StatusOr<uint64_t> compat = ReadNumber(root, "compat", kMaxCompat);
  if (!compat.ok()) return compat.status();
  absl::StatusOr<std::string> vars = ReadOctets(root, "vars");
  if (!vars.ok()) return vars.status();
  absl::StatusOr<std::string> bindings = ReadOctets(root, "bindings");
  if (!bindings.ok()) return bindings.status();
  const auto script = root.find("script");
  if (script == root.end() || !script->is_boolean()) {
    return Wrong("\"script\" is not there", "true or false");
  }
  const auto modules = root.find("modules");
  if (modules == root.end() || !modules->is_array() || modules->empty()) {
    return Wrong("\"modules\" is not there", "an array that is not empty");
  }
  worker::Version version;
  version.spec.vars_json = *std::move(vars);
  version.spec.bindings_json = *std::move(bindings);
  version.spec.limits.memory_bytes = *memory;
  version.graph.service_worker = script->get<bool>();
  version.graph.node = static_cast<engine::NodeCompat>(*node);
  version.graph.compat = static_cast<uint32_t>(*compat);
  for (const Json& object : *modules) {
    absl::StatusOr<engine::ModuleSource> module = ReadModule(object);
    if (!module.ok()) return module.status();
    version.graph.modules.push_back(*std::move(module));
  }
  return version;
}

}  // namespace host
