#include "src/host/inspector_messages.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"

namespace host {
namespace {

using Json = nlohmann::json;

// The number of the call that a debugger has not made. V8 takes it for one as any other.
constexpr int kOwnCall = -1'000'003;

// Scripts that nobody steps into: js-api, and Node's library.
constexpr const char* kOwnScripts[] = {"^atoll:", "^node:"};

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool IsMethod(const Json& json, std::string_view method) {
  if (!json.is_object()) return false;
  const auto found = json.find("method");
  return found != json.end() && found->is_string() &&
         found->get_ref<const std::string&>() == method;
}

// The object that is the member `key` of `json`; null: there is none.
Json* FindObject(Json& json, const char* key) {
  if (!json.is_object()) return nullptr;
  const auto found = json.find(key);
  return found != json.end() && found->is_object() ? &*found : nullptr;
}

// The call that has V8 skip the runtime's own scripts, beside those that `params` names. Of what
// else is in it, only plain values are taken over: text may be nested deeper than can be written.
std::string SkipScripts(const Json& id, const Json& params) {
  Json json = {{"id", id}, {"method", "Debugger.setBlackboxPatterns"}};
  Json& written = json["params"];
  for (const auto& [name, value] : params.items()) {
    if (value.is_primitive()) written[name] = value;
  }
  Json& patterns = written["patterns"] = Json::array();
  const auto given = params.find("patterns");
  if (given != params.end() && given->is_array()) {
    for (const Json& pattern : *given) {
      if (pattern.is_string()) patterns.push_back(pattern);
    }
  }
  for (const char* pattern : kOwnScripts) patterns.push_back(pattern);
  return Dump(json);
}

bool IsOwn(const Json& frame) {
  const auto url = frame.is_object() ? frame.find("url") : frame.end();
  return frame.is_object() && url != frame.end() && url->is_string() &&
         absl::StartsWith(url->get_ref<const std::string&>(), "atoll:");
}

// Takes away what the runtime's code has put on top of the worker's, and below it.
void TrimStack(Json* stack) {
  if (stack == nullptr) return;
  const auto frames = stack->find("callFrames");
  if (frames == stack->end() || !frames->is_array()) return;
  while (!frames->empty() && IsOwn(frames->front())) frames->erase(frames->begin());
  while (!frames->empty() && IsOwn(frames->back())) frames->erase(std::prev(frames->end()));
}

bool Says(std::string_view message, std::string_view method) {
  return absl::StartsWith(message, absl::StrCat(R"({"method":")", method, "\""));
}

}  // namespace

std::vector<std::string> MessagesToV8(std::string message) {
  const bool may_enable = absl::StrContains(message, "Debugger.enable");
  const bool may_skip = absl::StrContains(message, "Debugger.setBlackboxPatterns");
  if (!may_enable && !may_skip) return {std::move(message)};
  Json json = Json::parse(message, nullptr, /*allow_exceptions=*/false);
  if (IsMethod(json, "Debugger.enable"))
    return {std::move(message), SkipScripts(kOwnCall, Json::object())};
  if (!IsMethod(json, "Debugger.setBlackboxPatterns")) return {std::move(message)};
  const auto id = json.find("id");
  const Json* params = FindObject(json, "params");
  if (params == nullptr || id == json.end() || !id->is_number_integer()) {
    return {std::move(message)};
  }
  const auto given = params->find("patterns");
  if (given == params->end() || !given->is_array()) return {std::move(message)};
  return {SkipScripts(*id, *params)};
}

std::optional<std::string> MessageToDebugger(
    std::string message, const std::function<std::string(std::string_view url)>& source_map_url) {
  if (absl::StartsWith(message, absl::StrCat(R"({"id":)", kOwnCall, ","))) return std::nullopt;
  const bool is_script = Says(message, "Debugger.scriptParsed");
  const bool is_console = Says(message, "Runtime.consoleAPICalled");
  const bool is_exception = Says(message, "Runtime.exceptionThrown");
  if (!is_script && !is_console && !is_exception) return message;
  Json json = Json::parse(message, nullptr, /*allow_exceptions=*/false);
  Json* params = FindObject(json, "params");
  if (params == nullptr) return message;
  if (is_script) {
    const auto url = params->find("url");
    if (url == params->end() || !url->is_string()) return message;
    std::string map = source_map_url(url->get_ref<const std::string&>());
    if (map.empty()) return message;
    (*params)["sourceMapURL"] = std::move(map);
  } else if (is_console) {
    TrimStack(FindObject(*params, "stackTrace"));
  } else {
    Json* details = FindObject(*params, "exceptionDetails");
    TrimStack(details != nullptr ? FindObject(*details, "stackTrace") : nullptr);
  }
  return Dump(json);
}

}  // namespace host
