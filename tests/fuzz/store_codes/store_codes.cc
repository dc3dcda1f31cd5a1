// Reads octets as what a store has on disk, which anything may have changed: they are refused, or
// they are what would be written again.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/log/check.h"
#include "src/store/key_code.h"
#include "src/store/record.h"
#include "tests/fuzz/fuzz.h"

namespace {

void CheckKey(std::string_view octets) {
  if (const std::optional<std::string> key = store::DecodeKey(octets)) {
    CHECK(store::EncodeKey(*key) == octets);
  }
  if (const std::optional<std::string> encoded = store::EncodeKey(octets)) {
    CHECK_LE(encoded->size(), store::kMaxEncodedKeyBytes);
    CHECK(store::DecodeKey(*encoded) == octets);
  }
}

void CheckRecord(std::string_view octets) {
  for (store::Check check : {store::Check::kHead, store::Check::kAll}) {
    const absl::StatusOr<store::Record> record = store::DecodeRecord("key", octets, check);
    if (!record.ok()) continue;
    CHECK_LE(record->metadata.size() + record->value.size(), octets.size());
    if (check == store::Check::kAll && octets[5] == 0) {
      CHECK(store::EncodeRecord("key", *record) == octets);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  CheckKey(octets);
  CheckRecord(octets);
  const absl::StatusOr<std::string_view> chunk = store::DecodeChunk("place", octets);
  if (chunk.ok()) CHECK(store::EncodeChunk("place", *chunk) == octets);
  const absl::StatusOr<store::NamespaceRecord> space = store::DecodeNamespace("id", octets);
  if (space.ok()) CHECK(store::EncodeNamespace("id", *space) == octets);
  return 0;
}

std::vector<std::string> FuzzSeeds() {
  store::Record record;
  record.id = 3;
  record.expiration = 1'800'000'000;
  record.metadata = "{\"a\":1}";
  record.value = "value";
  record.value_bytes = 5;
  store::Record chunked = record;
  chunked.chunked = true;
  chunked.value = {};
  chunked.value_bytes = 100'000;
  const std::string long_key = std::string(400, 'k') + "\xc3\xa9";
  return {store::EncodeRecord("key", record),
          store::EncodeRecord("key", chunked),
          store::EncodeChunk("place", "octets"),
          store::EncodeNamespace("id", {1, 2, 3, 4, "title"}),
          long_key,
          *store::EncodeKey(long_key)};
}

std::vector<std::string> FuzzWords() {
  return {std::string(8, '\0'),
          std::string(127, '\0'),
          std::string(127, '\xff'),
          "\xc0",
          "\xf5",
          std::string(384, 'k'),
          "\x01",
          "\xff\xff\xff\xff"};
}
