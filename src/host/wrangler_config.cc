#include "src/host/wrangler_config.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "src/host/jsonc.h"
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
class Reader {
 public:
  Reader(std::string_view file, WranglerConfig& config) : file_(file), config_(config) {}

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
          config_.warnings.push_back(AtPlace(
              file_, member.place, absl::StrCat("\"", key, "\" is not supported yet: ignored")));
          break;
        case KeySupport::kUnknown:
          return Unknown(key, member, prefix.empty() ? "at the top level" : "in an environment");
      }
    }
    return absl::OkStatus();
  }

  absl::Status Wrong(Place place, std::string_view key, std::string_view found,
                     std::string_view expected) const {
    return absl::InvalidArgumentError(
        AtPlace(file_, place, absl::StrCat("\"", key, "\" is ", found, "; expected ", expected)));
  }

 private:
  absl::Status Unknown(std::string_view key, const ConfigMember& member, std::string_view level) {
    std::string message =
        absl::StrCat("unexpected key \"", key, "\"; expected a key of Wrangler's ", level);
    const std::string_view nearest = NearestKey(member.key);
    if (!nearest.empty() && nearest != member.key) {
      absl::StrAppend(&message, " (\"", nearest, "\"?)");
    }
    return absl::InvalidArgumentError(AtPlace(file_, member.place, message));
  }

  absl::Status ReadKey(std::string_view key, const ConfigMember& member) {
    if (member.key == "name") return ReadName(key, member.value);
    if (member.key == "main") return ReadString(key, member.value, "a path", &config_.main);
    if (member.key == "compatibility_date") return ReadDate(key, member.value);
    if (member.key == "compatibility_flags") return ReadFlags(key, member.value);
    if (member.value.kind != Kind::kObject) {
      return Wrong(member.value.place, key, member.value.KindName(), "an object");
    }
    if (member.key == "vars") config_.vars = member.value;
    return absl::OkStatus();
  }

  absl::Status ReadString(std::string_view key, const ConfigValue& value, std::string_view what,
                          std::string* into) const {
    const std::string expected = absl::StrCat(what, ", as a string");
    if (value.kind != Kind::kString) return Wrong(value.place, key, value.KindName(), expected);
    if (value.text.empty()) return Wrong(value.place, key, "empty", expected);
    if (value.text.find('\0') != std::string::npos) {
      return Wrong(value.place, key, "a string with a NUL character", expected);
    }
    *into = value.text;
    return absl::OkStatus();
  }

  absl::Status ReadName(std::string_view key, const ConfigValue& value) {
    absl::Status status = ReadString(key, value, "the worker's name", &config_.name);
    if (!status.ok() || IsWorkerName(config_.name)) return status;
    return Wrong(value.place, key, value.ToJson(),
                 "letters, digits, \"-\" and \"_\", at most 63 of them");
  }

  absl::Status ReadDate(std::string_view key, const ConfigValue& value) {
    absl::Status status = ReadString(key, value, "a date", &config_.compatibility_date);
    if (!status.ok() || IsDate(config_.compatibility_date)) return status;
    return Wrong(value.place, key, value.ToJson(), "a date like \"2026-01-31\"");
  }

  absl::Status ReadFlags(std::string_view key, const ConfigValue& value) {
    if (value.kind != Kind::kArray) {
      return Wrong(value.place, key, value.KindName(), "a list of strings");
    }
    config_.compatibility_flags.clear();
    for (const ConfigValue& item : value.items) {
      std::string flag;
      if (absl::Status status = ReadString(key, item, "a flag", &flag); !status.ok()) return status;
      config_.compatibility_flags.push_back(std::move(flag));
    }
    return absl::OkStatus();
  }

  std::string_view file_;
  WranglerConfig& config_;
};

absl::Status ApplyEnvironment(const ConfigValue& root, std::string_view environment,
                              std::string_view file, Reader& reader, WranglerConfig& config) {
  const ConfigValue* all = root.Find("env");
  const ConfigValue* chosen = all != nullptr ? all->Find(environment) : nullptr;
  if (chosen == nullptr) {
    std::string known;
    for (size_t i = 0; all != nullptr && i < all->members.size(); ++i) {
      absl::StrAppend(&known, i > 0 ? ", " : "", all->members[i].key);
    }
    return absl::InvalidArgumentError(
        absl::StrCat(file, ": no environment \"env.", environment, "\"; expected ",
                     known.empty() ? "one to be defined there" : "one of: " + known));
  }
  const std::string key = absl::StrCat("env.", environment);
  if (chosen->kind != Kind::kObject) {
    return reader.Wrong(chosen->place, key, chosen->KindName(), "an object");
  }
  // Variables are not inherited, and a name is made from the top level's.
  const bool drops_vars = !config.vars.members.empty() && chosen->Find("vars") == nullptr;
  if (drops_vars) {
    config.warnings.push_back(AtPlace(
        file, chosen->place,
        absl::StrCat("\"", key, "\" has no \"vars\", and the top level's are not inherited")));
  }
  config.vars = ConfigValue();
  if (!config.name.empty() && chosen->Find("name") == nullptr) {
    absl::StrAppend(&config.name, "-", environment);
  }
  return reader.ReadLevel(*chosen, key + ".");
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
  WranglerConfig config;
  Reader reader(file, config);
  if (root->kind != Kind::kObject) {
    return absl::InvalidArgumentError(
        AtPlace(file, root->place,
                absl::StrCat("the configuration is ", root->KindName(), "; expected an object")));
  }
  if (absl::Status status = reader.ReadLevel(*root, ""); !status.ok()) return status;
  if (!environment.empty()) {
    absl::Status status = ApplyEnvironment(*root, environment, file, reader, config);
    if (!status.ok()) return status;
  }
  config.vars.kind = Kind::kObject;
  return config;
}

}  // namespace host
