#include "src/host/wrangler_config.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "src/host/config_reader.h"
#include "src/host/jsonc.h"
#include "src/host/limit_keys.h"
#include "src/host/toml.h"
#include "src/host/wrangler_keys.h"

namespace host {
namespace {

using Kind = ConfigValue::Kind;

bool IsDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (size_t i : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (!absl::ascii_isdigit(text[i])) return false;
  }
  const int month = (text[5] - '0') * 10 + text[6] - '0';
  const int day = (text[8] - '0') * 10 + text[9] - '0';
  static constexpr std::array<int, 12> kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month >= 1 && month <= 12 && day >= 1 && day <= kDays[month - 1];
}

// Fills a WranglerConfig from one level of the file: the top, then an environment.
class LevelReader {
 public:
  LevelReader(const ConfigReader& reader, WranglerConfig& config)
      : reader_(reader), config_(config) {}

  // `prefix` is "" or "env.NAME.".
  absl::Status ReadLevel(const ConfigValue& level, std::string_view prefix) {
    for (const ConfigMember& member : level.members) {
      const std::string key = absl::StrCat(prefix, member.key);
      switch (FindKeySupport(member.key, !prefix.empty())) {
        case KeySupport::kUsed:
          if (absl::Status status = ReadKey(key, member); !status.ok()) return status;
          break;
        case KeySupport::kHarmless:
          break;
        case KeySupport::kNotSupported:
          Warn(member.place, absl::StrCat("\"", key, "\" is not supported yet: ignored"));
          break;
        case KeySupport::kUnknown:
          return reader_.Unexpected(
              key, member,
              absl::StrCat("a key of Wrangler's ",
                           prefix.empty() ? "at the top level" : "in an environment"),
              WranglerKeys());
      }
    }
    return absl::OkStatus();
  }

 private:
  void Warn(Place place, std::string_view message) {
    config_.warnings.push_back(AtPlace(reader_.file(), place, message));
  }

  absl::Status ReadKey(std::string_view key, const ConfigMember& member) {
    if (member.key == "name") return ReadName(key, member.value);
    if (member.key == "main") return reader_.ReadString(key, member.value, "a path", &config_.main);
    if (member.key == "compatibility_date") return ReadDate(key, member.value);
    if (member.key == "compatibility_flags") {
      return reader_.ReadStrings(key, member.value, "a flag", &config_.compatibility_flags);
    }
    if (member.key == "limits") return ReadWorkerLimits(key, member);
    if (member.key == "triggers") {
      return ReadTriggers(reader_, key, member.value, config_.triggers);
    }
    if (member.key == "kv_namespaces") {
      return ReadKvNamespaces(reader_, key, member.value, config_.kv_namespaces);
    }
    if (member.key == "services") {
      return ReadServices(reader_, key, member.value, config_.services);
    }
    absl::Status status = reader_.CheckObject(key, member.value);
    if (status.ok() && member.key == "vars") config_.vars = member.value;
    return status;
  }

  absl::Status ReadName(std::string_view key, const ConfigValue& value) {
    absl::Status status = reader_.ReadString(key, value, "the worker's name", &config_.name);
    if (!status.ok() || IsWorkerName(config_.name)) return status;
    return reader_.Wrong(value.place, key, value.ToJson(), kWorkerNameForm);
  }

  absl::Status ReadDate(std::string_view key, const ConfigValue& value) {
    absl::Status status = reader_.ReadString(key, value, "a date", &config_.compatibility_date);
    if (!status.ok() || IsDate(config_.compatibility_date)) return status;
    return reader_.Wrong(value.place, key, value.ToJson(), "a date like \"2026-01-31\"");
  }

  // An environment's limits take the place of the top level's, all of them.
  absl::Status ReadWorkerLimits(std::string_view path, const ConfigMember& limits) {
    config_.limits = {};
    config_.limits_place = limits.place;
    return ReadLimits(reader_, path, limits.value, config_.limits);
  }

  const ConfigReader& reader_;
  WranglerConfig& config_;
};

absl::Status ApplyEnvironment(const ConfigValue& root, std::string_view environment,
                              const ConfigReader& reader, WranglerConfig& config) {
  const ConfigValue* all = root.Find("env");
  const ConfigValue* chosen = all != nullptr ? all->Find(environment) : nullptr;
  if (chosen == nullptr) {
    std::string known;
    for (size_t i = 0; all != nullptr && i < all->members.size(); ++i) {
      absl::StrAppend(&known, i > 0 ? ", " : "", all->members[i].key);
    }
    return absl::InvalidArgumentError(
        AtPlace(reader.file(), {},
                absl::StrCat("no environment \"env.", environment, "\"; expected ",
                             known.empty() ? "one to be defined there" : "one of: " + known)));
  }
  const std::string key = absl::StrCat("env.", environment);
  if (absl::Status status = reader.CheckObject(key, *chosen); !status.ok()) return status;
  // Variables and bindings are not inherited, and a name is made from the top level's.
  const auto warn_if_dropped = [&](std::string_view what, bool is_empty) {
    if (is_empty || chosen->Find(what) != nullptr) return;
    config.warnings.push_back(AtPlace(reader.file(), chosen->place,
                                      absl::StrCat("\"", key, "\" has no \"", what,
                                                   "\", and the top level's are not inherited")));
  };
  warn_if_dropped("vars", config.vars.members.empty());
  warn_if_dropped("kv_namespaces", config.kv_namespaces.empty());
  warn_if_dropped("services", config.services.empty());
  config.vars = ConfigValue();
  config.kv_namespaces.clear();
  config.services.clear();
  if (!config.name.empty() && chosen->Find("name") == nullptr) {
    absl::StrAppend(&config.name, "-", environment);
  }
  return LevelReader(reader, config).ReadLevel(*chosen, key + ".");
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

absl::StatusOr<WranglerConfig> ParseWranglerConfig(std::string_view text, std::string_view file,
                                                   std::string_view environment) {
  absl::StatusOr<ConfigValue> root =
      absl::EndsWith(file, ".toml") ? ParseToml(text, file) : ParseJsonc(text, file);
  if (!root.ok()) return root.status();
  const ConfigReader reader(file);
  if (absl::Status status = reader.CheckObject("", *root); !status.ok()) return status;
  WranglerConfig config;
  absl::Status status = LevelReader(reader, config).ReadLevel(*root, "");
  if (status.ok() && !environment.empty()) {
    status = ApplyEnvironment(*root, environment, reader, config);
  }
  if (!status.ok()) return status;
  config.vars.kind = Kind::kObject;
  return config;
}

}  // namespace host
