#include "src/host/project.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/host/files.h"
#include "src/host/local_secrets.h"
#include "src/host/project_bindings.h"
#include "src/host/wrangler_config.h"

namespace host {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxConfigBytes = size_t{1} << 20;
// What a folder without a configuration may hold as its one script.
constexpr const char* kLoneScripts[] = {"index.js",     "index.mjs",     "index.ts",
                                        "worker.js",    "worker.mjs",    "worker.ts",
                                        "src/index.js", "src/index.mjs", "src/index.ts"};

bool Exists(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

// The lone script's path from `folder`, or "".
std::string FindLoneScript(const fs::path& folder) {
  for (const char* script : kLoneScripts) {
    if (Exists(folder / script)) return script;
  }
  return "";
}

std::optional<fs::path> FindUpward(fs::path folder) {
  for (;;) {
    if (auto config = FindWranglerConfig(folder)) return config;
    if (folder == folder.parent_path()) return std::nullopt;
    folder = folder.parent_path();
  }
}

// What was found on disk, before anything is read.
struct Found {
  std::optional<fs::path> config;  // as it is shown in messages
  fs::path root;
  std::string main;  // from the root; empty: the configuration says
};

absl::StatusOr<fs::path> WorkingDirectory() {
  std::error_code error;
  fs::path here = fs::current_path(error);
  if (!error) here = fs::canonical(here, error);
  if (error) return absl::NotFoundError(absl::StrCat("working directory: ", error.message()));
  return here;
}

// `path` as the person at the terminal would write it: from the working directory if below it.
fs::path Shown(const fs::path& path, const fs::path& here) {
  return IsInside(path, here) ? path.lexically_relative(here) : path;
}

absl::StatusOr<Found> FindScript(const fs::path& script, const ProjectOptions& options,
                                 const fs::path& here) {
  std::error_code error;
  Found found;
  if (!options.config.empty()) {
    found.config = options.config;
  } else if (auto config = FindUpward(script.parent_path())) {
    found.config = Shown(*config, here);
  }
  if (found.config) {
    const fs::path root = fs::canonical(*found.config, error).parent_path();
    if (!error && IsInside(script, root)) found.root = root;
  }
  if (found.root.empty()) found.root = IsInside(script, here) ? here : script.parent_path();
  found.main = script.lexically_relative(found.root).string();
  return found;
}

absl::StatusOr<Found> FindInFolder(const fs::path& folder, const ProjectOptions& options,
                                   const fs::path& here) {
  Found found;
  if (!options.config.empty()) {
    found.config = options.config;
  } else if (options.path.empty()) {
    found.config = FindUpward(folder);
  } else {
    found.config = FindWranglerConfig(folder);
  }
  if (found.config) {
    std::error_code error;
    const fs::path config = fs::canonical(*found.config, error);
    if (error) {
      return absl::NotFoundError(absl::StrCat(found.config->string(), ": no such file"));
    }
    found.root = config.parent_path();
    if (options.config.empty()) found.config = Shown(config, here);
    return found;
  }
  found.root = folder;
  found.main = FindLoneScript(folder);
  if (!found.main.empty()) return found;
  return absl::NotFoundError(absl::StrCat(
      options.path.empty() ? "." : options.path,
      ": no worker here; expected wrangler.json, wrangler.jsonc, wrangler.toml, index.js, "
      "worker.js or src/index.js"));
}

absl::StatusOr<Found> Find(const ProjectOptions& options) {
  absl::StatusOr<fs::path> here = WorkingDirectory();
  if (!here.ok()) return here.status();
  std::error_code error;
  const fs::path path = fs::canonical(options.path.empty() ? *here : fs::path(options.path), error);
  if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory) {
    return absl::NotFoundError(
        absl::StrCat(options.path, ": no such file or folder; expected a script or a folder"));
  }
  if (error) return absl::UnknownError(absl::StrCat(options.path, ": ", error.message()));
  return fs::is_directory(path, error) ? FindInFolder(path, options, *here)
                                       : FindScript(path, options, *here);
}

// A worker's name made from a script's or folder's: "My App" is "my-app".
std::string NameFrom(const fs::path& path) {
  std::string name;
  for (char c : path.stem().string()) {
    c = absl::ascii_tolower(c);
    const bool kept = absl::ascii_isalnum(c) || c == '_';
    if (kept || (!name.empty() && name.back() != '-')) name.push_back(kept ? c : '-');
  }
  name.resize(std::min<size_t>(name.size(), 63));
  while (!name.empty() && name.back() == '-') name.pop_back();
  return name.empty() ? "worker" : name;
}

// A worker is named after its script, or after its folder when the script's name says nothing.
std::string DefaultName(const Found& found) {
  const fs::path main(found.main);
  const bool plain = main.stem() == "index" || main.stem() == "worker" || main.stem() == "main";
  return NameFrom(found.config || found.main.empty() || plain ? found.root.filename()
                                                              : main.filename());
}

std::string ChooseName(const Found& found, const ProjectOptions& options,
                       const WranglerConfig& config) {
  if (!options.name.empty()) return options.name;
  return !config.name.empty() ? config.name : DefaultName(found);
}

// Takes the configuration's main module, which must lie inside the root. It need not be there yet
// if a command is to make it.
absl::Status SetMain(const WranglerConfig& config, const std::string& shown, bool is_made,
                     Project& project) {
  if (config.main.empty()) {
    std::string message = absl::StrCat(
        shown,
        ": no \"main\"; expected the path of the worker's main module, such as \"src/index.js\"");
    for (const std::string& warning : project.warnings) {
      if (warning.ends_with("did you mean \"main\"?")) absl::StrAppend(&message, "; ", warning);
    }
    return absl::InvalidArgumentError(message);
  }
  const fs::path written = (project.root / config.main).lexically_normal();
  std::error_code error;
  const fs::path main = fs::canonical(written, error);
  const bool missing = static_cast<bool>(error);
  if (!IsInside(missing ? written : main, project.root)) {
    return absl::InvalidArgumentError(
        absl::StrCat(shown, ": \"main\" is \"", config.main, "\", which lies outside of ",
                     project.root.string(), "; expected a path inside"));
  }
  if (missing && is_made) {
    project.spec.main = written.lexically_relative(project.root).string();
    return absl::OkStatus();
  }
  if (missing) {
    return absl::NotFoundError(absl::StrCat(shown, ": \"main\" is \"", config.main,
                                            "\", but there is no such file; expected the path "
                                            "of the worker's main module"));
  }
  project.spec.main = main.lexically_relative(project.root).string();
  return absl::OkStatus();
}

// Reads the configuration, where there is one.
absl::StatusOr<WranglerConfig> ReadConfig(const Found& found, const ProjectOptions& options,
                                          Project& project) {
  if (!found.config) {
    if (options.environment.empty()) return WranglerConfig();
    return absl::InvalidArgumentError(
        absl::StrCat("no configuration that could define the environment \"", options.environment,
                     "\"; expected wrangler.json, .jsonc or .toml"));
  }
  project.config = found.config->string();
  project.files.push_back(fs::absolute(*found.config));
  absl::StatusOr<std::string> text = ReadFile(*found.config, project.config, kMaxConfigBytes);
  if (!text.ok()) return text.status();
  return ParseWranglerConfig(*text, project.config, options.environment);
}

// What was given in place of the configuration's settings.
absl::Status OverrideBuild(const ProjectOptions& options, Project& project) {
  BuildSettings& build = project.build;
  build.no_bundle = options.no_bundle.value_or(build.no_bundle);
  build.minify = options.minify.value_or(build.minify);
  for (const auto& [name, value] : options.alias) SetPair(build.alias, name, value);
  for (const auto& [name, value] : options.define) SetPair(build.define, name, value);
  if (options.tsconfig.empty()) return absl::OkStatus();
  std::error_code error;
  const fs::path path = fs::canonical(options.tsconfig, error);
  if (error) return absl::NotFoundError(absl::StrCat(options.tsconfig, ": no such file"));
  build.tsconfig = path.lexically_relative(project.root).string();
  return absl::OkStatus();
}

// Adds the secrets that lie beside the configuration. Where it has `secrets`, those that it names
// alone, as in Wrangler.
absl::Status AddSecrets(const Found& found, const WranglerConfig& config,
                        const ProjectOptions& options, Project& project) {
  std::error_code error;
  const fs::path folder =
      found.config ? fs::canonical(*found.config, error).parent_path() : project.root;
  absl::StatusOr<LocalSecrets> read =
      ReadLocalSecrets(folder, options.environment, options.env_files);
  if (!read.ok()) return read.status();
  project.files.insert(project.files.end(), read->files.begin(), read->files.end());
  std::ranges::move(read->warnings, std::back_inserter(project.warnings));
  std::vector<std::string> left_out;
  for (auto& [name, value] : read->variables) {
    if (config.secrets_place.line > 0 &&
        std::ranges::find(config.required_secrets, name) == config.required_secrets.end()) {
      left_out.push_back(std::move(name));
      continue;
    }
    project.vars.Set(name, ConfigValue::String(std::move(value)));
    project.secrets.push_back(std::move(name));
  }
  if (!left_out.empty()) {
    project.warnings.push_back(
        AtPlace(project.config, config.secrets_place,
                absl::StrCat("Secrets that \"secrets.required\" does not name are left out: ",
                             absl::StrJoin(left_out, ", "))));
  }
  return absl::OkStatus();
}

// The variables: the configuration's, the secrets of files, those that were given. Each wins over
// the ones before.
absl::Status SetVariables(const Found& found, WranglerConfig& config, const ProjectOptions& options,
                          Project& project) {
  project.vars = std::move(config.vars);
  project.vars.kind = ConfigValue::Kind::kObject;
  if (options.development) {
    absl::Status status = AddSecrets(found, config, options, project);
    if (!status.ok()) return status;
  }
  for (const ConfigMember& var : options.vars.members) project.vars.Set(var.key, var.value);
  project.spec.vars_json = project.vars.ToJson();
  std::vector<std::string> missing;
  for (const std::string& name : config.required_secrets) {
    if (project.vars.Find(name) == nullptr) missing.push_back(name);
  }
  if (!missing.empty()) {
    project.warnings.push_back(
        AtPlace(project.config, config.secrets_place,
                absl::StrCat("Missing required secrets: ", absl::StrJoin(missing, ", "))));
  }
  return absl::OkStatus();
}

// Warns of what the configuration says and a node does not do.
void WarnOfNode(const WranglerConfig& config, const ProjectOptions& options, Project& project) {
  const auto warn = [&project](Place place, std::string_view message) {
    project.warnings.push_back(AtPlace(project.config, place, message));
  };
  if (!options.runs_build && !config.build.build.command.empty()) {
    warn(config.build_place,
         "\"build.command\" is not run here: what it makes has to be there; `atoll dev` runs it");
  }
  if (!options.development && config.routes_place.line > 0) {
    warn(config.routes_place,
         "\"routes\" are not used: a node's own configuration says which hosts are a worker's");
  }
}

absl::Status Configure(const Found& found, const ProjectOptions& options, Project& project) {
  absl::StatusOr<WranglerConfig> read = ReadConfig(found, options, project);
  if (!read.ok()) return read.status();
  WranglerConfig& config = *read;
  const std::string& shown = project.config;
  project.environment = options.environment;
  project.warnings = std::move(config.warnings);
  WarnOfNode(config, options, project);
  if (found.main.empty()) {
    const bool is_made = options.runs_build && !config.build.build.command.empty();
    absl::Status status = SetMain(config, shown, is_made, project);
    if (!status.ok()) return status;
  } else {
    project.spec.main = found.main;
  }
  project.build = std::move(config.build);
  if (absl::Status status = OverrideBuild(options, project); !status.ok()) return status;
  if (absl::Status status = SetVariables(found, config, options, project); !status.ok()) {
    return status;
  }
  project.spec.crons = config.triggers.crons;
  project.triggers = std::move(config.triggers);
  project.dev = std::move(config.dev);
  project.spec.name = ChooseName(found, options, config);
  project.spec.compatibility_date =
      options.compatibility_date.empty() ? config.compatibility_date : options.compatibility_date;
  project.spec.compatibility_flags =
      options.compatibility_flags.value_or(config.compatibility_flags);
  if (absl::Status status = SetBindings(config, shown, options.preview, project); !status.ok()) {
    return status;
  }
  GrantedLimits granted = GrantLimits(config.limits, options.limits);
  project.spec.limits = granted.limits;
  for (const std::string& cut : granted.cut) {
    project.warnings.push_back(AtPlace(shown, config.limits_place, cut));
  }
  return absl::OkStatus();
}

}  // namespace

std::string WorkerNameFrom(const fs::path& path) { return NameFrom(path); }

Glance GlanceAt(const fs::path& folder, std::string_view environment) {
  Glance glance;
  const std::optional<fs::path> config = FindWranglerConfig(folder);
  glance.holds_worker = config.has_value() || !FindLoneScript(folder).empty();
  if (!glance.holds_worker) return glance;
  glance.name = NameFrom(folder.filename());
  if (!config.has_value()) return glance;
  const std::string shown = config->string();
  absl::StatusOr<std::string> text = ReadFile(*config, shown, kMaxConfigBytes);
  absl::StatusOr<WranglerConfig> parsed =
      text.ok() ? ParseWranglerConfig(*text, shown, "") : text.status();
  glance.problem = parsed.status();
  if (parsed.ok() && !parsed->name.empty()) glance.name = parsed->name;
  if (parsed.ok() && !environment.empty()) {
    // Whether it has the environment is asked when it is deployed.
    parsed = ParseWranglerConfig(*text, shown, environment);
  }
  if (parsed.ok()) glance.triggers = std::move(parsed->triggers);
  return glance;
}

absl::StatusOr<Project> OpenProject(const ProjectOptions& options) {
  absl::StatusOr<Found> found = Find(options);
  if (!found.ok()) return found.status();
  Project project;
  project.root = found->root;
  if (absl::Status status = Configure(*found, options, project); !status.ok()) return status;
  return project;
}

}  // namespace host
