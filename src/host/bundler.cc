#include "src/host/bundler.h"

#include <unistd.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "nlohmann/json.hpp"
#include "src/host/child_process.h"
#include "src/host/files.h"
#include "src/host/module_rules.h"
#include "src/host/node_compat.h"
#include "src/host/source_reader.h"

namespace host {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxOutputBytes = size_t{64} << 20;
constexpr int kTimeoutMillis = 120'000;
constexpr const char* kMetafile = "atoll-meta.json";

bool IsProgram(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && access(path.c_str(), X_OK) == 0;
}

// Whether a module that esbuild wrote calls require() for one that it left out.
bool CallsRequire(const fs::path& metafile) {
  absl::StatusOr<std::string> text = ReadFile(metafile, "metafile", kMaxOutputBytes);
  if (!text.ok()) return false;
  const nlohmann::json meta = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  const auto outputs = meta.is_object() ? meta.find("outputs") : meta.end();
  if (outputs == meta.end() || !outputs->is_object()) return false;
  for (const nlohmann::json& output : *outputs) {
    const auto imports = output.is_object() ? output.find("imports") : output.end();
    if (imports == output.end() || !imports->is_array()) continue;
    for (const nlohmann::json& import : *imports) {
      if (import.is_object() && import.value("kind", "") == "require-call") return true;
    }
  }
  return false;
}

// Gives the module a require() of Node's modules. On its first line, so that places stay the same.
void AddRequire(engine::ModuleSource& module) {
  constexpr std::string_view kRequire =
      "import{createRequire as __atollRequire}from\"node:module\";"
      "const require=__atollRequire(import.meta.url);";
  module.contents = base::Bytes(absl::StrCat(kRequire, module.contents.view()));
}

// The path of the main module's output, from the output folder: esbuild replaces the extension.
std::string MainOutput(std::string_view main) {
  return fs::path(main).replace_extension(".js").string();
}

// What esbuild says of its inputs. Their paths are relative to `root`, perhaps with a namespace.
std::vector<fs::path> ReadInputs(const fs::path& metafile, const fs::path& root) {
  std::vector<fs::path> inputs;
  absl::StatusOr<std::string> text = ReadFile(metafile, "metafile", kMaxOutputBytes);
  if (!text.ok()) return inputs;
  const nlohmann::json meta = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  const auto found = meta.is_object() ? meta.find("inputs") : meta.end();
  if (found == meta.end() || !found->is_object()) return inputs;
  for (const auto& [path, about] : found->items()) {
    inputs.push_back((root / path).lexically_normal());
  }
  return inputs;
}

// The map of the main module's output, if there is one.
SourceMaps ReadSourceMaps(const fs::path& out, const std::string& main, const fs::path& root) {
  SourceMaps maps;
  absl::StatusOr<std::string> text = ReadFile(out / (main + ".map"), "source map", kMaxOutputBytes);
  if (!text.ok()) return maps;
  std::error_code error;
  const fs::path folder = (fs::canonical(out, error) / main).parent_path();
  auto name = [&folder, &root](std::string_view source) {
    return (folder / source).lexically_normal().lexically_relative(root).string();
  };
  if (std::optional<SourceMap> map = SourceMap::Parse(*text, name)) {
    maps.emplace(main, *std::move(map));
  }
  return maps;
}

absl::StatusOr<std::vector<engine::ModuleSource>> ReadOutputs(const fs::path& out,
                                                              const std::string& main,
                                                              const ModuleRules& rules) {
  std::error_code error;
  // Whatever esbuild has compiled is called so.
  std::vector<ModuleRule> by_extension = {{ModuleType::kESModule, {"**/*.js"}, true}};
  for (const auto& [extension, type] : rules.extensions()) {
    by_extension.push_back({type, {absl::StrCat("**/*", extension)}, true});
  }
  // The reader's root must be free of symbolic links, and the folder for temporary files may not.
  const ModuleRules written(by_extension);
  DiskReader reader(fs::canonical(out, error), written);
  std::vector<engine::ModuleSource> modules;
  for (fs::recursive_directory_iterator it(out, error), end; !error && it != end;
       it.increment(error)) {
    if (!it->is_regular_file(error) || it->path().filename() == kMetafile) continue;
    const std::string name = it->path().lexically_relative(out).string();
    if (!written.KindOf(name).has_value()) continue;  // a style sheet beside the script
    absl::StatusOr<engine::ModuleSource> source = reader.Read(name);
    if (!source.ok()) return source.status();
    modules.push_back(*std::move(source));
  }
  auto at = std::find_if(modules.begin(), modules.end(),
                         [&main](const auto& module) { return module.name == main; });
  if (at == modules.end()) {
    return absl::InternalError(absl::StrCat("esbuild wrote no ", main));
  }
  std::iter_swap(modules.begin(), at);
  return modules;
}

// Adds what usually helps to the message of a package that is not there.
void AddHint(engine::Exception& error, const fs::path& root, engine::NodeCompat node) {
  std::string_view name = error.message;
  if (!absl::ConsumePrefix(&name, "Could not resolve \"")) return;
  name = name.substr(0, name.find('"'));
  std::error_code ignored;
  if (name.empty() || name.front() == '.' || name.front() == '/') return;
  if (IsNodeModule(name)) {
    absl::StrAppend(&error.message, ": it is a module of Node's, which the worker gets with the ",
                    "compatibility flag \"nodejs_compat",
                    node == engine::NodeCompat::kModules
                        ? "_v2\", or a compatibility date from 2024-09-23 on"
                        : "\"");
  } else if (fs::exists(root / "package.json", ignored) &&
             !fs::exists(root / "node_modules", ignored)) {
    absl::StrAppend(&error.message, ": its packages are not installed; run `npm ",
                    fs::exists(root / "package-lock.json", ignored) ? "ci" : "install", "` in ",
                    root.string());
  } else {
    absl::StrAppend(&error.message, ": no such package in node_modules");
  }
}

BundleError Failed(const ProcessResult& result, const fs::path& root, engine::NodeCompat node) {
  BundleError failed;
  failed.exception = ParseEsbuildError(result.output);
  if (failed.exception.has_value()) {
    AddHint(*failed.exception, root, node);
    failed.status = absl::InvalidArgumentError(failed.exception->Describe());
  } else {
    failed.status = absl::InternalError(
        absl::StrCat("esbuild ended with status ", result.exit_code, ": ", result.output));
  }
  return failed;
}

// What esbuild is to make of a file.
std::string_view LoaderOf(std::string_view extension, ModuleType type) {
  switch (type) {
    case ModuleType::kText:
      return "text";
    case ModuleType::kData:
    case ModuleType::kCompiledWasm:
      return "copy";
    case ModuleType::kESModule:
    case ModuleType::kCommonJs:
      break;
  }
  if (extension.ends_with(".tsx")) return "tsx";
  return extension.ends_with("ts") ? "ts" : "jsx";
}

bool Has(const BuildSettings::Pairs& pairs, std::string_view name) {
  return std::ranges::any_of(pairs, [name](const auto& pair) { return pair.first == name; });
}

// The arguments that are about one worker.
void AddSettings(const BundleOptions& options, std::vector<std::string>& arguments) {
  constexpr std::string_view kEnvironment = "process.env.NODE_ENV";
  const BuildSettings& settings = options.settings;
  const ModuleRules rules(settings.rules);
  for (const auto& [extension, type] : rules.extensions()) {
    arguments.push_back(absl::StrCat("--loader:", extension, "=", LoaderOf(extension, type)));
  }
  if (!Has(settings.define, kEnvironment)) {
    arguments.push_back(absl::StrCat("--define:", kEnvironment, "=",
                                     options.development ? "\"development\"" : "\"production\""));
  }
  for (const auto& [name, value] : settings.define) {
    arguments.push_back(absl::StrCat("--define:", name, "=", value));
  }
  for (const auto& [name, value] : settings.alias) {
    arguments.push_back(absl::StrCat("--alias:", name, "=", value));
  }
  if (options.node == engine::NodeCompat::kFull) {
    for (std::string_view name : NodeModuleNames()) {
      if (Has(settings.alias, name)) continue;
      arguments.push_back(absl::StrCat("--alias:", name, "=node:", name));
    }
  }
  if (settings.minify) arguments.push_back("--minify");
  if (settings.keep_names.value_or(settings.minify)) arguments.push_back("--keep-names");
  if (!settings.tsconfig.empty()) {
    arguments.push_back(absl::StrCat("--tsconfig=./", settings.tsconfig));
  }
  if (!settings.jsx_factory.empty()) {
    arguments.push_back(absl::StrCat("--jsx-factory=", settings.jsx_factory));
  }
  if (!settings.jsx_fragment.empty()) {
    arguments.push_back(absl::StrCat("--jsx-fragment=", settings.jsx_fragment));
  }
}

}  // namespace

std::optional<fs::path> FindEsbuild(std::string_view given, const fs::path& root,
                                    bool allow_project, std::string_view search_path) {
  if (!given.empty()) return fs::path(given);
  if (allow_project) {
    for (fs::path folder = root;; folder = folder.parent_path()) {
      const fs::path program = folder / "node_modules/.bin/esbuild";
      if (IsProgram(program)) return program;
      if (folder == folder.parent_path()) break;
    }
  }
  for (std::string_view folder : absl::StrSplit(search_path, ':', absl::SkipEmpty())) {
    const fs::path program = fs::path(folder) / "esbuild";
    if (IsProgram(program)) return program;
  }
  return std::nullopt;
}

std::vector<std::string> EsbuildArguments(const fs::path& esbuild, std::string_view main,
                                          const fs::path& out, const BundleOptions& options) {
  std::vector<std::string> arguments = {
      esbuild.string(),
      absl::StrCat("./", main),
      "--bundle",
      "--format=esm",
      "--platform=browser",
      "--conditions=workerd,worker,browser",
      "--target=es2022",
      "--external:cloudflare:*",
      "--external:node:*",
      "--loader:.js=jsx",
      "--loader:.mjs=jsx",
      "--charset=utf8",
      "--sourcemap=external",
      "--outbase=.",
      absl::StrCat("--outdir=", out.string()),
      absl::StrCat("--metafile=", (out / kMetafile).string()),
      "--log-level=error",
      "--log-limit=1",
      "--color=false",
  };
  AddSettings(options, arguments);
  return arguments;
}

std::variant<BundleOutput, BundleError> Bundle(const fs::path& esbuild, const fs::path& root,
                                               std::string_view main,
                                               const BundleOptions& options) {
  absl::StatusOr<TemporaryFolder> out = TemporaryFolder::Make();
  if (!out.ok()) return BundleError{out.status(), std::nullopt};
  absl::StatusOr<ProcessResult> result =
      RunProcess(EsbuildArguments(esbuild, main, out->path(), options), root, kTimeoutMillis,
                 {.spawner = options.spawner});
  if (!result.ok()) return BundleError{result.status(), std::nullopt};
  if (result->exit_code != 0) return Failed(*result, root, options.node);
  absl::StatusOr<std::vector<engine::ModuleSource>> modules =
      ReadOutputs(out->path(), MainOutput(main), ModuleRules(options.settings.rules));
  if (!modules.ok()) return BundleError{modules.status(), std::nullopt};
  const bool has_node_modules =
      options.node == engine::NodeCompat::kModules || options.node == engine::NodeCompat::kFull;
  if (has_node_modules && CallsRequire(out->path() / kMetafile)) AddRequire(modules->front());
  return BundleOutput{*std::move(modules), ReadInputs(out->path() / kMetafile, root),
                      ReadSourceMaps(out->path(), MainOutput(main), root)};
}

}  // namespace host
