#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <toml++/toml.hpp>
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "ada.h"
#include "gtest/gtest.h"
#include "llhttp.h"
#include "simdutf.h"
#include "uv.h"
#include "v8.h"
TEST(Probe, All) {
  std::cout << v8::V8::GetVersion() << " " << uv_version_string() << " " << OpenSSL_version(0) << "\n";
  auto url = ada::parse<ada::url_aggregator>("https://x/a");
  EXPECT_TRUE(url);
  absl::flat_hash_map<std::string, int> m; m["a"]=1;
  EXPECT_EQ(absl::StrCat(1), "1");
  absl::Mutex mu; absl::MutexLock l(mu);
  absl::StatusOr<int> s = absl::InternalError("x");
  EXPECT_FALSE(s.ok());
  llhttp_t p; llhttp_settings_t st; llhttp_settings_init(&st); llhttp_init(&p, HTTP_REQUEST, &st);
  EXPECT_TRUE(simdutf::validate_utf8("a",1));
}
