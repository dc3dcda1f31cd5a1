// Reads text as the files of `atoll kv bulk`: what comes of it is an error, or writes that keep the
// limits of a store and that an export would write again.

#include <string>
#include <string_view>
#include <vector>

#include "absl/log/check.h"
#include "absl/strings/str_cat.h"
#include "src/cli/kv_json.h"
#include "tests/fuzz/corpus.h"
#include "tests/fuzz/fuzz.h"

namespace {

constexpr int64_t kNow = 1'700'000'000;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)cli::ParseBulkDelete(text);
  const absl::StatusOr<std::vector<store::Write>> writes = cli::ParseBulkPut(text, kNow);
  if (!writes.ok()) {
    CHECK(writes.status().message().find("expected") != std::string::npos) << writes.status();
    return 0;
  }
  for (const store::Write& write : *writes) {
    CHECK_OK(store::CheckWrite(write));
    const std::string entry =
        cli::BulkEntry(write.key, write.value->view(), write.metadata, write.expiration);
    const absl::StatusOr<std::vector<store::Write>> again =
        cli::ParseBulkPut(absl::StrCat("[", entry, "]"), kNow);
    CHECK_OK(again.status());
    CHECK_EQ(again->size(), 1u);
    CHECK(again->front().key == write.key);
    CHECK(again->front().value->view() == write.value->view());
    CHECK_EQ(again->front().expiration, write.expiration);
  }
  return 0;
}

std::vector<std::string> FuzzSeeds() { return fuzz::ReadCorpus("tests/fuzz/kv_bulk/corpus"); }

std::vector<std::string> FuzzWords() {
  return {"[",
          "]",
          "{",
          "}",
          ",",
          ":",
          "\"",
          "\\u0000",
          "1",
          "-1",
          "1e9",
          "null",
          "true",
          "\"key\":",
          "\"value\":",
          "\"base64\":true",
          "\"expiration\":1800000000",
          "\"expiration_ttl\":60",
          "\"metadata\":{}",
          "\"name\":",
          "\xff",
          "\xed\xa0\x80",
          "AP8K"};
}
