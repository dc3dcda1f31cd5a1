#include "src/host/wrangler_keys.h"

#include <algorithm>
#include <numeric>
#include <vector>

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
    {"kv_namespaces", kNotSupported},
    {"limits", kNotSupported},
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
    {"services", kNotSupported},
    {"site", kNotSupported, true},
    {"tail_consumers", kNotSupported},
    {"triggers", kNotSupported},
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

// The number of single-character edits between two words (Levenshtein).
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

KeySupport FindKeySupport(std::string_view key, bool in_environment) {
  for (const Key& known : kKeys) {
    if (known.name != key) continue;
    return in_environment && known.top_level_only ? KeySupport::kUnknown : known.support;
  }
  return KeySupport::kUnknown;
}

std::string_view NearestKey(std::string_view key) {
  if (key.size() > 64) return "";
  std::string_view nearest;
  size_t best = std::max<size_t>(2, key.size() / 4) + 1;
  for (const Key& known : kKeys) {
    const size_t distance = EditDistance(key, known.name);
    if (distance >= best) continue;
    best = distance;
    nearest = known.name;
  }
  return nearest;
}

}  // namespace host
