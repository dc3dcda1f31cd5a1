#include "src/host/build_keys.h"

#include <filesystem>
#include <span>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace host {
namespace {

using Kind = ConfigValue::Kind;

template <bool BuildSettings::*kMember>
absl::Status ReadFlag(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      BuildSettings& into) {
  return reader.ReadBoolean(key, value, &(into.*kMember));
}

template <std::string BuildSettings::*kMember>
absl::Status ReadWord(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      BuildSettings& into) {
  return reader.ReadString(key, value, "a name such as \"h\"", &(into.*kMember));
}

// A path that does not leave the folder it begins in, without "." and "..". "": the folder itself.
absl::Status ReadInside(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                        std::string* into) {
  std::string text;
  if (absl::Status status = reader.ReadString(key, value, "a path", &text); !status.ok()) {
    return status;
  }
  std::filesystem::path path = std::filesystem::path(text).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  if (path.is_absolute() || (!path.empty() && *path.begin() == "..")) {
    return reader.Wrong(value.place, key, value.ToJson(),
                        "a path inside the folder of the configuration");
  }
  *into = path == "." ? "" : path.string();
  return absl::OkStatus();
}

template <std::string BuildSettings::*kMember>
absl::Status ReadPath(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      BuildSettings& into) {
  return ReadInside(reader, key, value, &(into.*kMember));
}

// An object of strings.
template <BuildSettings::Pairs BuildSettings::*kMember>
absl::Status ReadPairs(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                       BuildSettings& into) {
  if (absl::Status status = reader.CheckObject(key, value); !status.ok()) return status;
  (into.*kMember).clear();
  for (const ConfigMember& member : value.members) {
    std::string text;
    absl::Status status = reader.ReadString(absl::StrCat(key, ".", member.key), member.value,
                                            "what stands in its place", &text);
    if (!status.ok()) return status;
    if (member.key.empty() || member.key.find('=') != std::string::npos) {
      return reader.Wrong(member.place, absl::StrCat(key, ".", member.key),
                          "no name that can be replaced", "a name without \"=\"");
    }
    SetPair(into.*kMember, member.key, std::move(text));
  }
  return absl::OkStatus();
}

absl::Status ReadType(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      ModuleRule& into) {
  static constexpr std::pair<std::string_view, ModuleType> kWords[] = {
      {"ESModule", ModuleType::kESModule},
      {"CommonJS", ModuleType::kCommonJs},
      {"CompiledWasm", ModuleType::kCompiledWasm},
      {"Text", ModuleType::kText},
      {"Data", ModuleType::kData}};
  for (const auto& [word, type] : kWords) {
    if (value.kind != Kind::kString || value.text != word) continue;
    into.type = type;
    return absl::OkStatus();
  }
  return reader.Wrong(value.place, key,
                      value.kind == Kind::kString ? value.ToJson() : std::string(value.KindName()),
                      "\"ESModule\", \"CommonJS\", \"CompiledWasm\", \"Text\" or \"Data\"");
}

constexpr ConfigKey<ModuleRule> kRuleKeys[] = {
    {"type", ReadType},
    {"globs",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        ModuleRule& into) { return reader.ReadStrings(key, value, "a glob", &into.globs); }},
    {"fallthrough",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        ModuleRule& into) { return reader.ReadBoolean(key, value, &into.fallthrough); }}};

// Warns of a rule that does not count, since one of its type before it does not fall through.
void WarnOfUnused(const ConfigReader& reader, std::string_view key, Place place, size_t index,
                  const ModuleRule& rule, const std::vector<ModuleRule>& before) {
  for (size_t i = 0; i < before.size(); ++i) {
    if (before[i].type != rule.type || before[i].fallthrough) continue;
    return reader.Warn(place, absl::StrCat("\"", key, "[", index, "]\" is ignored: \"", key, "[", i,
                                           "]\" is of the same type, and has no \"fallthrough\""));
  }
}

absl::Status ReadRules(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                       BuildSettings& into) {
  if (value.kind != Kind::kArray) {
    return reader.Wrong(value.place, key, value.KindName(),
                        "a list of rules, each {type, globs, fallthrough}");
  }
  into.rules.clear();
  for (size_t i = 0; i < value.items.size(); ++i) {
    const std::string path = absl::StrCat(key, "[", i, "]");
    ModuleRule rule;
    absl::Status status = ReadKeys<ModuleRule>(reader, path, value.items[i], kRuleKeys, rule);
    if (!status.ok()) return status;
    for (std::string_view needed : {"type", "globs"}) {
      if (value.items[i].Find(needed) != nullptr) continue;
      return reader.Wrong(value.items[i].place, path, absl::StrCat("without \"", needed, "\""),
                          "\"type\" and \"globs\" in each");
    }
    WarnOfUnused(reader, key, value.items[i].place, i, rule, into.rules);
    into.rules.push_back(std::move(rule));
  }
  return absl::OkStatus();
}

absl::Status ReadWatchDirs(const ConfigReader& reader, std::string_view key,
                           const ConfigValue& value, BuildCommand& into) {
  into.watch_dirs.clear();
  if (value.kind != Kind::kArray) {
    return ReadInside(reader, key, value, &into.watch_dirs.emplace_back());
  }
  for (const ConfigValue& item : value.items) {
    absl::Status status = ReadInside(reader, key, item, &into.watch_dirs.emplace_back());
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

constexpr ConfigKey<BuildCommand> kCommandKeys[] = {
    {"command",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        BuildCommand& into) {
       return reader.ReadString(key, value, "a command for the shell", &into.command);
     }},
    {"cwd", [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
               BuildCommand& into) { return ReadInside(reader, key, value, &into.cwd); }},
    {"watch_dir", ReadWatchDirs},
};

absl::Status ReadCommand(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                         BuildSettings& into) {
  into.build = {};
  return ReadKeys<BuildCommand>(reader, key, value, kCommandKeys, into.build);
}

constexpr ConfigKey<BuildSettings> kKeys[] = {
    {"alias", ReadPairs<&BuildSettings::alias>},
    {"base_dir", ReadPath<&BuildSettings::base_dir>},
    {"build", ReadCommand},
    {"define", ReadPairs<&BuildSettings::define>},
    {"find_additional_modules", ReadFlag<&BuildSettings::find_additional_modules>},
    {"jsx_factory", ReadWord<&BuildSettings::jsx_factory>},
    {"jsx_fragment", ReadWord<&BuildSettings::jsx_fragment>},
    {"keep_names",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        BuildSettings& into) {
       bool keeps = false;
       absl::Status status = reader.ReadBoolean(key, value, &keeps);
       into.keep_names = keeps;
       return status;
     }},
    {"minify", ReadFlag<&BuildSettings::minify>},
    {"no_bundle", ReadFlag<&BuildSettings::no_bundle>},
    {"rules", ReadRules},
    {"tsconfig", ReadPath<&BuildSettings::tsconfig>},
};

const ConfigKey<BuildSettings>* Find(std::string_view name) {
  for (const ConfigKey<BuildSettings>& key : kKeys) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

}  // namespace

bool IsBuildKey(std::string_view name) { return Find(name) != nullptr; }

absl::Status ReadBuildKey(const ConfigReader& reader, std::string_view name, std::string_view path,
                          const ConfigValue& value, BuildSettings& into) {
  return Find(name)->read(reader, path, value, into);
}

}  // namespace host
