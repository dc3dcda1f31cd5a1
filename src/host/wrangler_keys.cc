#include "src/host/wrangler_keys.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace host {
namespace {

using Kind = ConfigValue::Kind;

constexpr KeySupport kUsed = KeySupport::kUsed;
constexpr KeySupport kHarmless = KeySupport::kHarmless;
constexpr KeySupport kNotSupported = KeySupport::kNotSupported;
constexpr KeyScope kTop = KeyScope::kTopLevel;
constexpr KeyScope kInherited = KeyScope::kInherited;
constexpr KeyScope kOwn = KeyScope::kNotInherited;

constexpr uint8_t kBoolean = KindBit(Kind::kBoolean);
constexpr uint8_t kString = KindBit(Kind::kString);
constexpr uint8_t kList = KindBit(Kind::kArray);
constexpr uint8_t kObject = KindBit(Kind::kObject);

constexpr WranglerKey kKeys[] = {
    {"$schema", kHarmless, kTop, kString},
    {"account_id", kHarmless, kInherited, kString},
    {"ai", kNotSupported, kOwn, kObject, "Workers AI"},
    {"alias", kUsed, kTop, kObject},
    {"analytics_engine_datasets", kNotSupported, kOwn, kList, "an Analytics Engine dataset",
     "dataset"},
    {"assets", kNotSupported, kInherited, kObject, "a folder of assets", "directory"},
    {"base_dir", kUsed, kInherited, kString},
    {"browser", kNotSupported, kOwn, kObject, "a browser"},
    {"build", kUsed, kInherited, kObject},
    {"cloudchamber", kHarmless, kOwn, kObject},
    {"compatibility_date", kUsed, kInherited, kString},
    {"compatibility_flags", kUsed, kInherited, kList},
    {"compliance_region", kHarmless, kInherited, kString},
    {"containers", kNotSupported, kOwn, kList},
    {"d1_databases", kNotSupported, kOwn, kList, "a D1 database", "database_name"},
    {"data_blobs", kNotSupported, kOwn, kObject},
    {"define", kUsed, kOwn, kObject},
    {"dev", kUsed, kTop, kObject},
    {"dispatch_namespaces", kNotSupported, kOwn, kList, "a dispatch namespace", "namespace"},
    {"durable_objects", kNotSupported, kOwn, kObject, "a Durable Object namespace", "class_name"},
    {"env", kUsed, kTop, kObject},
    {"find_additional_modules", kUsed, kInherited, kBoolean},
    {"first_party_worker", kHarmless, kInherited, kBoolean},
    {"hyperdrive", kNotSupported, kOwn, kList, "a Hyperdrive configuration", "id"},
    {"images", kNotSupported, kOwn, kObject, "the Images service"},
    {"jsx_factory", kUsed, kInherited, kString},
    {"jsx_fragment", kUsed, kInherited, kString},
    {"keep_names", kUsed, kInherited, kBoolean},
    {"keep_vars", kHarmless, kTop, kBoolean},
    {"kv_namespaces", kUsed, kOwn, kList},
    {"legacy_env", kNotSupported, kTop, kBoolean},
    {"limits", kUsed, kInherited, kObject},
    {"logfwdr", kHarmless, kInherited, kObject},
    {"logpush", kHarmless, kInherited, kBoolean},
    {"main", kUsed, kInherited, kString},
    {"media", kNotSupported, kOwn, kObject, "the Media service"},
    {"migrations", kNotSupported, kInherited, kList},
    {"minify", kUsed, kInherited, kBoolean},
    {"mtls_certificates", kNotSupported, kOwn, kList, "an mTLS certificate", "certificate_id"},
    {"name", kUsed, kInherited, kString},
    {"no_bundle", kUsed, kInherited, kBoolean},
    {"node_compat", kNotSupported, kInherited, kBoolean},
    {"observability", kHarmless, kInherited, kObject},
    {"pages_build_output_dir", kNotSupported, kTop, kString},
    {"pipelines", kNotSupported, kOwn, kList, "a pipeline", "pipeline"},
    {"placement", kHarmless, kInherited, kObject},
    {"preserve_file_names", kHarmless, kInherited, kBoolean},
    {"preview_urls", kHarmless, kInherited, kBoolean},
    {"python_modules", kNotSupported, kInherited, kObject},
    {"queues", kNotSupported, kOwn, kObject, "a queue", "queue"},
    {"r2_buckets", kNotSupported, kOwn, kList, "an R2 bucket", "bucket_name"},
    {"ratelimits", kNotSupported, kOwn, kList, "a rate limiter", "namespace_id"},
    {"route", kHarmless, kInherited, kString | kObject},
    {"routes", kHarmless, kInherited, kList},
    {"rules", kUsed, kInherited, kList},
    {"secrets", kUsed, kOwn, kObject},
    {"secrets_store_secrets", kNotSupported, kOwn, kList, "a secret of a Secrets Store",
     "secret_name"},
    {"send_email", kNotSupported, kOwn, kList, "a sender of e-mail"},
    {"send_metrics", kHarmless, kTop, kBoolean},
    {"services", kUsed, kOwn, kList},
    {"site", kNotSupported, kTop, kObject},
    {"streaming_tail_consumers", kNotSupported, kOwn, kList},
    {"tail_consumers", kNotSupported, kOwn, kList},
    {"text_blobs", kNotSupported, kOwn, kObject},
    {"triggers", kUsed, kInherited, kObject},
    {"tsconfig", kUsed, kInherited, kString},
    {"unsafe", kNotSupported, kOwn, kObject, "an unsafe binding", "type"},
    {"upload_source_maps", kHarmless, kInherited, kBoolean},
    {"vars", kUsed, kOwn, kObject},
    {"vectorize", kNotSupported, kOwn, kList, "a Vectorize index", "index_name"},
    {"version_metadata", kUsed, kOwn, kObject},
    {"vpc_services", kNotSupported, kOwn, kList, "a VPC service", "service_id"},
    {"wasm_modules", kNotSupported, kOwn, kObject},
    {"worker_loaders", kNotSupported, kOwn, kList, "a worker loader"},
    {"workers_dev", kHarmless, kInherited, kBoolean},
    {"workflows", kNotSupported, kOwn, kList, "a workflow", "name"},
};

constexpr auto kNames = [] {
  std::array<std::string_view, std::size(kKeys)> names;
  std::transform(std::begin(kKeys), std::end(kKeys), names.begin(),
                 [](const WranglerKey& key) { return key.name; });
  return names;
}();
static_assert(std::is_sorted(kNames.begin(), kNames.end()));

}  // namespace

const WranglerKey* FindWranglerKey(std::string_view name) {
  const auto found = std::lower_bound(kNames.begin(), kNames.end(), name);
  if (found == kNames.end() || *found != name) return nullptr;
  return &kKeys[found - kNames.begin()];
}

std::span<const WranglerKey> WranglerKeys() { return kKeys; }
std::span<const std::string_view> WranglerKeyNames() { return kNames; }

}  // namespace host
