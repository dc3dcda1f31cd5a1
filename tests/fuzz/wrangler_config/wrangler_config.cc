// Reads text as a worker's configuration, in both syntaxes, with and without an environment: what
// comes of it is an error of one line, or a worker that can be.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/log/check.h"
#include "src/host/jsonc.h"
#include "src/host/limit_keys.h"
#include "src/host/wrangler_config.h"
#include "tests/fuzz/corpus.h"
#include "tests/fuzz/fuzz.h"

namespace {

void CheckConfig(const host::WranglerConfig& config, std::string_view file) {
  for (const std::string& warning : config.warnings) fuzz::CheckErrorLine(warning, file);
  for (const host::LimitKey& key : host::LimitKeys()) {
    const std::optional<int64_t> asked = config.limits.*key.asked;
    CHECK(!asked.has_value() || (key.least <= *asked && *asked <= key.most));
  }
  // The variables, as the worker gets them, are JSON.
  const std::string vars = config.vars.ToJson();
  const absl::StatusOr<host::ConfigValue> again = host::ParseJsonc(vars, "vars");
  CHECK_OK(again) << vars;
  CHECK_EQ(again->ToJson(), vars);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (std::string_view file : {"a/wrangler.jsonc", "a/wrangler.toml"}) {
    for (std::string_view environment : {"", "staging"}) {
      const absl::StatusOr<host::WranglerConfig> config =
          host::ParseWranglerConfig(text, file, environment);
      if (config.ok()) {
        CheckConfig(*config, file);
      } else {
        fuzz::CheckErrorLine(config.status().message(), file);
      }
    }
  }
  return 0;
}

std::vector<std::string> FuzzSeeds() {
  return fuzz::ReadCorpus("tests/fuzz/wrangler_config/corpus");
}

std::vector<std::string> FuzzWords() {
  return {"{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "//",
          "/*",
          "*/",
          "\n",
          "\r\n",
          "#",
          " = ",
          "[vars]\n",
          "[limits]\n",
          "[env.staging]\n",
          "\"env\": {\"staging\": {",
          "\"name\": ",
          "\"main\": ",
          "\"vars\": ",
          "\"limits\": {",
          "\"cpu_ms\": ",
          "\"subrequests\": ",
          "null",
          "true",
          "-0",
          "1e400",
          "1.5",
          "9223372036854775808",
          "nan",
          "\\u0000",
          "\\ud800",
          "\\n",
          "\\u001b",
          "1979-05-27T07:32:00Z",
          "\"2026-01-31\"",
          std::string(1, '\0'),
          "\xff",
          "\xef\xbb\xbf"};
}
