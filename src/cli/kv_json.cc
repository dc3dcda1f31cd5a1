#include "src/cli/kv_json.h"

#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"

namespace cli {
namespace {

using Json = nlohmann::json;

constexpr int64_t kMinTtlSeconds = 60;
// The last second that a Date can have (ECMAScript, section 21.4.1.1).
constexpr int64_t kLastSecond = 8'640'000'000'000;

absl::Status Wrong(size_t index, std::string_view what, std::string_view expected) {
  return absl::InvalidArgumentError(
      absl::StrCat("entry ", index, " ", what, "; expected ", expected));
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

absl::StatusOr<Json> ParseArray(std::string_view text, std::string_view expected) {
  Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_array()) return json;
  return absl::InvalidArgumentError(
      absl::StrCat(json.is_discarded() ? "the text is no JSON" : "the JSON is no array",
                   "; expected ", expected));
}

absl::StatusOr<std::optional<int64_t>> ReadSeconds(const Json& entry, const char* name,
                                                   size_t index) {
  const auto found = entry.find(name);
  if (found == entry.end() || found->is_null()) return std::nullopt;
  if (!found->is_number_integer()) {
    return Wrong(index, absl::StrCat("has the \"", name, "\" ", Dump(*found)), "a whole number");
  }
  return found->get<int64_t>();
}

absl::StatusOr<store::Write> ReadEntry(const Json& entry, size_t index, int64_t now) {
  if (!entry.is_object()) return Wrong(index, "is no object", "{\"key\": ..., \"value\": ...}");
  store::Write write;
  for (const char* name : {"key", "value"}) {
    const auto found = entry.find(name);
    if (found == entry.end() || !found->is_string()) {
      return Wrong(index, absl::StrCat("has no string \"", name, "\""), "one");
    }
  }
  write.key = entry["key"].get<std::string>();
  auto value = entry["value"].get<std::string>();
  if (const auto base64 = entry.find("base64"); base64 != entry.end() && *base64 == true) {
    std::string octets;
    if (!absl::Base64Unescape(value, &octets)) {
      return Wrong(index, "has a \"value\" that is no base64", "base64");
    }
    value = std::move(octets);
  }
  write.value = base::Bytes(std::move(value));
  if (const auto found = entry.find("metadata"); found != entry.end() && !found->is_null()) {
    write.metadata = Dump(*found);
  }
  absl::StatusOr<std::optional<int64_t>> ttl = ReadSeconds(entry, "expiration_ttl", index);
  if (!ttl.ok()) return ttl.status();
  absl::StatusOr<std::optional<int64_t>> expiration = ReadSeconds(entry, "expiration", index);
  if (!expiration.ok()) return expiration.status();
  absl::StatusOr<int64_t> expires = ExpirationOf(*ttl, *expiration, now);
  if (!expires.ok()) return Wrong(index, expires.status().message(), "another time");
  write.expiration = *expires;
  if (absl::Status status = store::CheckWrite(write); !status.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("entry ", index, ": ", status.message()));
  }
  return write;
}

}  // namespace

absl::StatusOr<int64_t> ExpirationOf(std::optional<int64_t> ttl, std::optional<int64_t> expiration,
                                     int64_t now) {
  if (ttl.value_or(0) > kLastSecond - now || expiration.value_or(0) > kLastSecond) {
    return absl::InvalidArgumentError(absl::StrCat("an expiration after ", kLastSecond,
                                                   ", the last second that a Date can have"));
  }
  if (ttl) {
    if (*ttl >= kMinTtlSeconds) return now + *ttl;
    return absl::InvalidArgumentError(
        absl::StrCat("a time to live of ", *ttl, " seconds; expected at least ", kMinTtlSeconds));
  }
  if (!expiration) return 0;
  if (*expiration >= now + kMinTtlSeconds) return *expiration;
  return absl::InvalidArgumentError(absl::StrCat("an expiration of ", *expiration,
                                                 "; expected at least 60 seconds from now, ",
                                                 now + kMinTtlSeconds));
}

absl::StatusOr<std::vector<store::Write>> ParseBulkPut(std::string_view text, int64_t now) {
  absl::StatusOr<Json> json = ParseArray(text, "[{\"key\": ..., \"value\": ...}, ...]");
  if (!json.ok()) return json.status();
  std::vector<store::Write> writes;
  for (size_t i = 0; i < json->size(); ++i) {
    absl::StatusOr<store::Write> write = ReadEntry((*json)[i], i, now);
    if (!write.ok()) return write.status();
    writes.push_back(*std::move(write));
  }
  return writes;
}

absl::StatusOr<std::vector<store::Write>> ParseBulkDelete(std::string_view text) {
  absl::StatusOr<Json> json = ParseArray(text, "[\"key\", ...]");
  if (!json.ok()) return json.status();
  std::vector<store::Write> writes;
  for (size_t i = 0; i < json->size(); ++i) {
    const Json& entry = (*json)[i];
    const bool named = entry.is_object() && entry.contains("name") && entry["name"].is_string();
    if (!entry.is_string() && !named) return Wrong(i, "is no key", "a string, or {\"name\": ...}");
    writes.push_back({(named ? entry["name"] : entry).get<std::string>()});
  }
  return writes;
}

std::string BulkEntry(std::string_view key, std::string_view value, std::string_view metadata,
                      int64_t expiration) {
  Json entry = {{"key", std::string(key)}};
  try {
    entry["value"] = std::string(value);
    (void)entry.dump();
  } catch (const Json::type_error&) {
    entry["value"] = absl::Base64Escape(value);
    entry["base64"] = true;
  }
  if (!metadata.empty()) entry["metadata"] = Json::parse(metadata, nullptr, false);
  if (expiration != 0) entry["expiration"] = expiration;
  return Dump(entry);
}

std::string ListEntry(const store::Listed& key) {
  Json entry = {{"name", key.key}};
  if (key.expiration != 0) entry["expiration"] = key.expiration;
  if (!key.metadata.empty()) entry["metadata"] = Json::parse(key.metadata, nullptr, false);
  return Dump(entry);
}

std::string NamespaceEntry(const store::NamespaceInfo& info) {
  return Dump({{"id", info.id},
               {"title", info.title},
               {"keys", info.usage.keys},
               {"bytes", info.usage.bytes}});
}

bool IsJson(std::string_view text) { return Json::accept(text); }

}  // namespace cli
