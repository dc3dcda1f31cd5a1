#include "src/host/wrangler_keys.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace host {
namespace {

struct Key {
  std::string_view name;
  KeySupport support;
  bool top_level_only = false;
};

constexpr KeySupport kUsed = KeySupport::kUsed;
constexpr KeySupport kHarmless = KeySupport::kHarmless;
constexpr KeySupport kNotSupported = KeySupport::kNotSupported;

constexpr Key kKeys[] = {
    {"$schema", kHarmless, true},
    {"account_id", kHarmless},
    {"ai", kNotSupported},
    {"alias", kNotSupported, true},
    {"analytics_engine_datasets", kNotSupported},
    {"assets", kNotSupported},
    {"base_dir", kHarmless},
    {"browser", kNotSupported},
    {"build", kNotSupported},
    {"compatibility_date", kUsed},
    {"compatibility_flags", kUsed},
    {"containers", kNotSupported},
    {"d1_databases", kNotSupported},
    {"define", kNotSupported},
    {"dev", kNotSupported, true},
    {"dispatch_namespaces", kNotSupported},
    {"durable_objects", kNotSupported},
    {"env", kUsed, true},
    {"find_additional_modules", kHarmless},
    {"hyperdrive", kNotSupported},
    {"images", kNotSupported},
    {"jsx_factory", kNotSupported},
    {"jsx_fragment", kNotSupported},
    {"keep_names", kHarmless},
    {"keep_vars", kHarmless, true},
    {"kv_namespaces", kUsed},
    {"limits", kUsed},
    {"logpush", kHarmless},
    {"main", kUsed},
    {"migrations", kNotSupported},
    {"minify", kHarmless},
    {"name", kUsed},
    {"no_bundle", kNotSupported},
    {"observability", kHarmless},
    {"pipelines", kNotSupported},
    {"placement", kHarmless},
    {"preserve_file_names", kHarmless},
    {"preview_urls", kHarmless},
    {"queues", kNotSupported},
    {"r2_buckets", kNotSupported},
    {"ratelimits", kNotSupported},
    {"route", kHarmless},
    {"routes", kHarmless},
    {"rules", kNotSupported},
    {"secrets", kNotSupported},
    {"send_email", kNotSupported},
    {"send_metrics", kHarmless, true},
    {"services", kUsed},
    {"site", kNotSupported, true},
    {"tail_consumers", kNotSupported},
    {"triggers", kUsed},
    {"tsconfig", kNotSupported},
    {"unsafe", kNotSupported},
    {"upload_source_maps", kHarmless},
    {"vars", kUsed},
    {"vectorize", kNotSupported},
    {"version_metadata", kNotSupported},
    {"worker_loaders", kNotSupported},
    {"workers_dev", kHarmless},
    {"workflows", kNotSupported},
};

constexpr auto kNames = [] {
  std::array<std::string_view, std::size(kKeys)> names;
  std::transform(std::begin(kKeys), std::end(kKeys), names.begin(),
                 [](const Key& key) { return key.name; });
  return names;
}();

}  // namespace

KeySupport FindKeySupport(std::string_view key, bool in_environment) {
  for (const Key& known : kKeys) {
    if (known.name != key) continue;
    return in_environment && known.top_level_only ? KeySupport::kUnknown : known.support;
  }
  return KeySupport::kUnknown;
}

std::span<const std::string_view> WranglerKeys() { return kNames; }

}  // namespace host
