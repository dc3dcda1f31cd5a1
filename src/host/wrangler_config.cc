#include "src/host/wrangler_config.h"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "src/host/build_keys.h"
#include "src/host/config_reader.h"
#include "src/host/jsonc.h"
#include "src/host/limit_keys.h"
#include "src/host/toml.h"
#include "src/host/wrangler_keys.h"

namespace host {
namespace {

using Kind = ConfigValue::Kind;

absl::Status ReadName(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      WranglerConfig& into) {
  absl::Status status = reader.ReadString(key, value, "the worker's name", &into.name);
  if (!status.ok() || IsWorkerName(into.name)) return status;
  return reader.Wrong(value.place, key, value.ToJson(), kWorkerNameForm);
}

absl::Status ReadDate(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      WranglerConfig& into) {
  absl::Status status = reader.ReadString(key, value, "a date", &into.compatibility_date);
  if (!status.ok() || IsCompatibilityDate(into.compatibility_date)) return status;
  return reader.Wrong(value.place, key, value.ToJson(), kCompatibilityDateForm);
}

absl::Status ReadFlags(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                       WranglerConfig& into) {
  return reader.ReadStrings(key, value, "a flag", &into.compatibility_flags);
}

absl::Status ReadVars(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      WranglerConfig& into) {
  absl::Status status = reader.CheckObject(key, value);
  if (status.ok()) into.vars = value;
  return status;
}

// What reads the keys that are used, but for those of build_keys.h.
constexpr ConfigKey<WranglerConfig> kKeys[] = {
    {"compatibility_date", ReadDate},
    {"compatibility_flags", ReadFlags},
    {"dev", [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
               WranglerConfig& into) { return ReadDevSettings(reader, key, value, into.dev); }},
    {"env", [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
               WranglerConfig&) { return reader.CheckObject(key, value); }},
    {"kv_namespaces",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        WranglerConfig& into) { return ReadKvNamespaces(reader, key, value, into.kv_namespaces); }},
    {"limits", [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                  WranglerConfig& into) { return ReadLimits(reader, key, value, into.limits); }},
    {"main",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        WranglerConfig& into) { return reader.ReadString(key, value, "a path", &into.main); }},
    {"name", ReadName},
    {"secrets",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        WranglerConfig& into) { return ReadSecrets(reader, key, value, into.required_secrets); }},
    {"services",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        WranglerConfig& into) { return ReadServices(reader, key, value, into.services); }},
    {"triggers",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        WranglerConfig& into) { return ReadTriggers(reader, key, value, into.triggers); }},
    {"vars", ReadVars},
    {"version_metadata",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        WranglerConfig& into) {
       return ReadVersionMetadata(reader, key, value, &into.version_metadata);
     }},
};

const ConfigKey<WranglerConfig>* FindReader(std::string_view name) {
  for (const ConfigKey<WranglerConfig>& key : kKeys) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

bool IsEmpty(const ConfigValue& value) {
  return (value.kind == Kind::kArray && value.items.empty()) ||
         (value.kind == Kind::kObject && value.members.empty());
}

// Whether the value is of a kind that the key may have.
absl::Status CheckKind(const ConfigReader& reader, const WranglerKey& key, std::string_view path,
                       const ConfigValue& value) {
  if ((key.kinds & KindBit(value.kind)) != 0) return absl::OkStatus();
  std::string expected;
  for (const Kind kind : {Kind::kBoolean, Kind::kString, Kind::kArray, Kind::kObject}) {
    if ((key.kinds & KindBit(kind)) == 0) continue;
    ConfigValue example;
    example.kind = kind;
    absl::StrAppend(&expected, expected.empty() ? "" : " or ", example.KindName());
  }
  return reader.Wrong(value.place, path, value.KindName(), expected);
}

// A key that Atoll has nothing for: its bindings throw, and there is a warning.
absl::Status ReadUnsupported(const ConfigReader& reader, const WranglerKey& key,
                             std::string_view path, const ConfigMember& member,
                             WranglerConfig& config) {
  if (IsEmpty(member.value)) return absl::OkStatus();
  const size_t before = config.unsupported.size();
  if (!key.binding.empty()) {
    absl::Status status =
        ReadUnsupportedBindings(reader, key, path, member.value, config.unsupported);
    if (!status.ok()) return status;
  }
  std::string names;
  for (size_t i = before; i < config.unsupported.size(); ++i) {
    absl::StrAppend(&names, i > before ? ", " : "", "env.", config.unsupported[i].binding);
  }
  reader.Warn(member.place,
              absl::StrCat("\"", path, "\" is not supported: ",
                           names.empty() ? "ignored" : absl::StrCat("using ", names, " throws")));
  return absl::OkStatus();
}

// Reads one key of the top level, or of an environment, whose whole path is `path`.
absl::Status ReadKey(const ConfigReader& reader, std::string_view path, const ConfigMember& member,
                     WranglerConfig& config) {
  const WranglerKey* key = FindWranglerKey(member.key);
  const bool top_level = path == member.key;
  if (key == nullptr || (!top_level && key->scope == KeyScope::kTopLevel)) {
    return reader.Unexpected(path, member,
                             top_level        ? "a key of Wrangler's at the top level"
                             : key != nullptr ? "it at the top level"
                                              : "a key of Wrangler's in an environment",
                             WranglerKeyNames());
  }
  if (member.key == "limits") config.limits_place = member.place;
  if (member.key == "build") config.build_place = member.place;
  if (member.key == "secrets") config.secrets_place = member.place;
  if (member.key == "route" || member.key == "routes") config.routes_place = member.place;
  if (key->support != KeySupport::kUsed) {
    absl::Status status = CheckKind(reader, *key, path, member.value);
    if (!status.ok()) return status;
  }
  switch (key->support) {
    case KeySupport::kUsed:
      if (IsBuildKey(member.key)) {
        return ReadBuildKey(reader, member.key, path, member.value, config.build);
      }
      return FindReader(member.key)->read(reader, path, member.value, config);
    case KeySupport::kHarmless:
      return absl::OkStatus();
    case KeySupport::kNotSupported:
      return ReadUnsupported(reader, *key, path, member, config);
  }
  return absl::OkStatus();
}

absl::StatusOr<const ConfigValue*> FindEnvironment(const ConfigValue& root,
                                                   std::string_view environment,
                                                   const ConfigReader& reader) {
  const ConfigValue* all = root.Find("env");
  const ConfigValue* chosen = all != nullptr ? all->Find(environment) : nullptr;
  if (chosen != nullptr) {
    absl::Status status = reader.CheckObject(absl::StrCat("env.", environment), *chosen);
    if (!status.ok()) return status;
    return chosen;
  }
  std::string known;
  for (size_t i = 0; all != nullptr && i < all->members.size(); ++i) {
    absl::StrAppend(&known, i > 0 ? ", " : "", all->members[i].key);
  }
  return absl::InvalidArgumentError(
      AtPlace(reader.file(), {},
              absl::StrCat("no environment \"env.", environment, "\"; expected ",
                           known.empty() ? "one to be defined there" : "one of: " + known)));
}

// Whether the environment has the top level's `member`; warns of what it leaves out.
bool Inherits(const ConfigValue& chosen, std::string_view environment, const ConfigMember& member,
              const ConfigReader& reader) {
  if (chosen.Find(member.key) != nullptr) return false;
  const WranglerKey* key = FindWranglerKey(member.key);
  if (key == nullptr || key->scope != KeyScope::kNotInherited) return true;
  if (!IsEmpty(member.value)) {
    reader.Warn(
        chosen.place,
        absl::StrCat("\"env.", environment, "\" has no \"", member.key, "\", and the top level's ",
                     member.key.ends_with('s') ? "are" : "is", " not inherited"));
  }
  return false;
}

// Reads what holds in the environment `chosen`.
absl::Status ReadEnvironment(const ConfigValue& root, const ConfigValue& chosen,
                             std::string_view environment, const ConfigReader& reader,
                             WranglerConfig& config) {
  for (const ConfigMember& member : root.members) {
    if (!Inherits(chosen, environment, member, reader)) continue;
    if (absl::Status status = ReadKey(reader, member.key, member, config); !status.ok()) {
      return status;
    }
  }
  if (!config.name.empty()) absl::StrAppend(&config.name, "-", environment);
  for (const ConfigMember& member : chosen.members) {
    const std::string path = absl::StrCat("env.", environment, ".", member.key);
    if (absl::Status status = ReadKey(reader, path, member, config); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReadTopLevel(const ConfigValue& root, const ConfigReader& reader,
                          WranglerConfig& config) {
  for (const ConfigMember& member : root.members) {
    if (absl::Status status = ReadKey(reader, member.key, member, config); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::optional<std::filesystem::path> FindWranglerConfig(const std::filesystem::path& folder) {
  for (const char* name : {"wrangler.json", "wrangler.jsonc", "wrangler.toml"}) {
    std::error_code error;
    if (std::filesystem::exists(folder / name, error)) return folder / name;
  }
  return std::nullopt;
}

bool IsWorkerName(std::string_view name) {
  return !name.empty() && name.size() <= 63 && std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '_';
  });
}

bool IsCompatibilityDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (size_t i : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (!absl::ascii_isdigit(text[i])) return false;
  }
  const auto number = [text](size_t at) { return (text[at] - '0') * 10 + text[at + 1] - '0'; };
  const std::chrono::year year(number(0) * 100 + number(2));
  const std::chrono::month month(static_cast<unsigned>(number(5)));
  const std::chrono::day day(static_cast<unsigned>(number(8)));
  return (year / month / day).ok();
}

absl::StatusOr<WranglerConfig> ParseWranglerConfig(std::string_view text, std::string_view file,
                                                   std::string_view environment) {
  absl::StatusOr<ConfigValue> root =
      absl::EndsWith(file, ".toml") ? ParseToml(text, file) : ParseJsonc(text, file);
  if (!root.ok()) return root.status();
  WranglerConfig config;
  const ConfigReader reader(file, &config.warnings);
  if (absl::Status status = reader.CheckObject("", *root); !status.ok()) return status;
  if (environment.empty()) {
    if (absl::Status status = ReadTopLevel(*root, reader, config); !status.ok()) return status;
  } else {
    // What is wrong at the top level is wrong wherever it holds.
    std::vector<std::string> unused;
    WranglerConfig top;
    absl::Status status = ReadTopLevel(*root, ConfigReader(file, &unused), top);
    if (!status.ok()) return status;
    absl::StatusOr<const ConfigValue*> chosen = FindEnvironment(*root, environment, reader);
    if (!chosen.ok()) return chosen.status();
    status = ReadEnvironment(*root, **chosen, environment, reader, config);
    if (!status.ok()) return status;
  }
  config.vars.kind = Kind::kObject;
  return config;
}

}  // namespace host
