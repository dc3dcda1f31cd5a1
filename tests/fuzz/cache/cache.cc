// Reads text as what the fields of messages say about caching, and octets as what the cache has on
// disk, which anything may have changed.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/log/check.h"
#include "src/cache/cache_control.h"
#include "src/cache/head_code.h"
#include "src/cache/http_date.h"
#include "src/cache/policy.h"
#include "src/cache/selection.h"
#include "src/cache/vary.h"
#include "tests/fuzz/corpus.h"
#include "tests/fuzz/fuzz.h"

namespace {

bool IsSeconds(int64_t seconds) { return seconds >= 0 && seconds <= cache::kMostSeconds; }

// What a message can carry.
std::string ValueOf(std::string_view text) {
  std::string value(text);
  for (char& c : value) {
    if (c == '\n' || c == '\r' || c == '\0') c = ' ';
  }
  return value;
}

void CheckControl(const std::string& value) {
  cache::CacheControl control;
  cache::ReadCacheControl(value, control);
  if (control.max_age) CHECK(IsSeconds(*control.max_age));
  if (control.s_maxage) CHECK(IsSeconds(*control.s_maxage));
  for (const std::string& name : control.excluded) {
    CHECK(!name.empty());
    CHECK(control.Excludes(name));
  }
}

void CheckRange(const std::string& value) {
  for (uint64_t length : {uint64_t{0}, uint64_t{1}, uint64_t{10}, UINT64_MAX}) {
    const std::optional<cache::Part> part = cache::ParseRange(value, length);
    if (!part) continue;
    CHECK_LE(part->offset, length);
    CHECK_LE(part->length, length - part->offset);
  }
}

void CheckMessages(const std::string& value) {
  http::HeaderList request;
  http::ResponseHead response;
  for (const char* name : {"if-none-match", "if-modified-since", "range", "if-range", "x"}) {
    request.Add(name, value);
  }
  for (const char* name :
       {"cache-control", "expires", "date", "age", "vary", "etag", "last-modified", "connection"}) {
    response.headers.Add(name, value);
  }
  const cache::Verdict verdict = cache::Judge(request, response, {}, 1'700'000'000);
  CHECK(IsSeconds(verdict.lifetime_seconds));
  CHECK(IsSeconds(cache::InitialAge(response.headers, 1'700'000'000, 0)));
  const std::string selecting = cache::SelectingFields(response.headers, request, false);
  // The request that a response is stored for gets it again.
  CHECK(cache::Selects(selecting, request));
  const cache::Selection selection = cache::Select(request, response.headers, 10);
  CHECK_LE(selection.part.offset + selection.part.length, uint64_t{10});
  cache::StripForStorage(response.headers);
  CHECK(!response.headers.Has("connection"));
  CHECK(!response.headers.Has("age"));
}

void CheckStored(std::string_view octets) {
  const absl::StatusOr<cache::StoredHead> head = cache::DecodeHead(octets);
  if (head.ok()) {
    CHECK(cache::EncodeHead(*head) == octets);
    CHECK(IsSeconds(head->AgeAt(1'700'000'000'000)));
  }
  const absl::StatusOr<cache::FilePrefix> prefix = cache::DecodePrefix(octets);
  if (prefix.ok()) CHECK(cache::EncodePrefix(*prefix) == octets.substr(0, cache::kPrefixBytes));
  (void)cache::Selects(octets, {});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  const std::string value = ValueOf(octets);
  CheckControl(value);
  CheckRange(value);
  CheckMessages(value);
  CheckStored(octets);
  (void)cache::MatchesTag(value, value);
  (void)cache::ParseHttpDate(value);
  return 0;
}

std::vector<std::string> FuzzSeeds() {
  std::vector<std::string> seeds = fuzz::ReadCorpus("tests/fuzz/cache/corpus");
  cache::StoredHead head;
  head.key = cache::MakeKey("worker", "d", "https://example.com/");
  head.selecting = "accept\n=a,b\n";
  head.head.headers.Add("content-type", "text/plain");
  head.head.headers.Add("etag", "\"1\"");
  head.stored_millis = 1'700'000'000'000;
  head.lifetime_seconds = 60;
  seeds.push_back(cache::EncodeHead(head));
  seeds.push_back(cache::EncodePrefix({100, 5, 300'000, 7}));
  return seeds;
}

std::vector<std::string> FuzzWords() {
  return {"max-age=",
          "s-maxage=",
          "no-store",
          "private",
          "no-cache",
          "public",
          "\"",
          "\\",
          "=",
          ",",
          "set-cookie",
          "bytes=",
          "-",
          "W/",
          "*",
          "99999999999",
          "must-understand",
          "GMT",
          "Sun, 06 Nov 1994",
          " ",
          "\t",
          "\n",
          "accept",
          "x",
          std::string(4, '\0'),
          "\xff\xff\xff\xff"};
}
