#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "src/host/local_fixture.h"

namespace host {
namespace {

using testing::HasSubstr;

constexpr std::string_view kValue = "/cdn-cgi/local/api/kv/value?namespace=ns1&key=";

class LocalKvTest : public LocalSiteTest {
 protected:
  void SetUp() override { site_->workers().SetRunning(Version("shop")); }
  int Put(std::string_view key, std::string value, std::string_view more = "",
          std::vector<std::pair<std::string, std::string>> fields = {}) {
    answer_ = Ask("PUT", absl::StrCat(kValue, key, more), std::move(value), std::move(fields));
    return answer_->status;
  }
  nlohmann::json Value(std::string_view key) {
    return Get(absl::StrCat("kv/value?namespace=ns1&key=", key))->json();
  }
  std::string Error() { return answer_->json()["error"].get<std::string>(); }

  std::shared_ptr<LocalAnswer> answer_;
};

TEST_F(LocalKvTest, NamespacesAndWhoHasThem) {
  site_->workers().SetRunning(Version("other"));
  const auto namespaces = Get("kv")->json()["namespaces"];
  ASSERT_EQ(namespaces.size(), 1u);
  EXPECT_EQ(namespaces[0]["id"], "ns1");
  EXPECT_EQ(namespaces[0]["bindings"][0]["worker"], "shop");
  EXPECT_EQ(namespaces[0]["bindings"][1]["worker"], "other");
  EXPECT_EQ(namespaces[0]["bindings"][1]["name"], "CACHE");
}

TEST_F(LocalKvTest, WritesReadsAndDeletes) {
  EXPECT_EQ(Put("a%20b", "text", "&metadata=%7B%22x%22%3A1%7D&expiration=1800000000"), 200);
  auto value = Value("a+b");
  EXPECT_EQ(value["value"], "text");
  EXPECT_EQ(value["encoding"], "utf8");
  EXPECT_EQ(value["size"], 4);
  EXPECT_EQ(value["cut"], false);
  EXPECT_EQ(value["metadata"]["x"], 1);
  EXPECT_EQ(value["expiration"], 1'800'000'000);
  EXPECT_EQ(Put("a%20b", ""), 200) << "an empty value is one";
  value = Value("a+b");
  EXPECT_EQ(value["value"], "");
  EXPECT_FALSE(value.contains("metadata"));
  EXPECT_EQ(Ask("DELETE", absl::StrCat(kValue, "a%20b"))->status, 200);
  EXPECT_EQ(Get("kv/value?namespace=ns1&key=a+b")->status, 404);
}

TEST_F(LocalKvTest, ATimeToLive) {
  EXPECT_EQ(Put("k", "v", "&ttl=60"), 200);
  EXPECT_EQ(Value("k")["expiration"], 1'700'000'060);
  EXPECT_EQ(Put("k", "v", "&ttl=59"), 400);
  EXPECT_THAT(Error(), HasSubstr("at least 60"));
  EXPECT_EQ(Put("k", "v", "&ttl=soon"), 400);
  EXPECT_EQ(Put("k", "v", "&ttl=9223372036854775807"), 400);
  EXPECT_THAT(Error(), HasSubstr("at most"));
  EXPECT_EQ(Put("k", "v", "&expiration=9223372036854775807"), 400);
  EXPECT_THAT(Error(), HasSubstr("at most"));
  EXPECT_EQ(Put("k", "v", "&expiration=1700000000"), 400);
  EXPECT_THAT(Error(), HasSubstr("which is over"));
  EXPECT_EQ(Put("k", "v", "&expiration=1700000001"), 200) << "one that ends soon may be edited";
}

TEST_F(LocalKvTest, OctetsThatAreNoText) {
  EXPECT_EQ(Put("k", std::string("\xFF\0z", 3)), 200);
  EXPECT_EQ(Value("k")["encoding"], "base64");
  EXPECT_EQ(Value("k")["value"], "/wB6");
  const auto raw = Get("kv/value?namespace=ns1&key=k&raw=1");
  EXPECT_EQ(raw->body, std::string("\xFF\0z", 3));
  EXPECT_EQ(raw->head.headers.Get("content-type"), "application/octet-stream");
  EXPECT_EQ(raw->head.headers.Get("content-disposition"), "attachment");
}

TEST_F(LocalKvTest, ALongValueIsCutBetweenCharacters) {
  std::string text(LocalKv::kMaxShownBytes - 1, 'x');
  text += "\xC3\xA4 and more";
  EXPECT_EQ(Put("k", text), 200);
  const auto value = Value("k");
  EXPECT_EQ(value["encoding"], "utf8");
  EXPECT_EQ(value["cut"], true);
  EXPECT_EQ(value["size"], text.size());
  EXPECT_EQ(value["value"].get<std::string>().size(), LocalKv::kMaxShownBytes - 1);
  EXPECT_EQ(Get("kv/value?namespace=ns1&key=k&raw=1")->body, text);
}

TEST_F(LocalKvTest, AKeyIsAddedOnlyWhereThereIsNone) {
  EXPECT_EQ(Put("k", "1", "", {{"if-none-match", "*"}}), 200);
  EXPECT_EQ(Put("k", "2", "", {{"if-none-match", "*"}}), 412);
  EXPECT_THAT(Error(), HasSubstr("already"));
  EXPECT_EQ(Value("k")["value"], "1");
}

// A body that has not come until the test says so.
class LateBody : public http::BodySource {
 public:
  explicit LateBody(ReadCallback& reader) : reader_(reader) {}
  void Read(ReadCallback done) override { reader_ = std::move(done); }

 private:
  ReadCallback& reader_;
};

TEST_F(LocalKvTest, AKeyThatIsPutWhileTheBodyComesIsKept) {
  http::BodySource::ReadCallback reader;
  http::Request request;
  request.head.method = "PUT";
  request.head.target = absl::StrCat(kValue, "k");
  request.head.authority = "localhost:8787";
  request.head.headers.Add("origin", "http://localhost:8787");
  request.head.headers.Add("x-atoll-local", "1");
  request.head.headers.Add("if-none-match", "*");
  request.body = std::make_unique<LateBody>(reader);
  const auto late = AskPlainly(std::move(request));
  ASSERT_TRUE(reader);
  EXPECT_EQ(Put("k", "first"), 200);
  std::exchange(reader, nullptr)(std::nullopt);
  EXPECT_EQ(late->status, 412);
  EXPECT_EQ(Value("k")["value"], "first");
}

// JSON.stringify("\uD800") is ASCII, and no JSON for those who want UTF-8.
TEST_F(LocalKvTest, MetadataThatIsNoUtf8HidesNoKey) {
  EXPECT_EQ(Put("a", "v", "&metadata=1"), 200);
  std::vector<store::Write> writes;
  writes.push_back({"b", base::Bytes(std::string("v")), R"("\ud800")"});
  (*store_.Open("ns1", true))->Apply(std::move(writes), [](const absl::Status& status) {
    EXPECT_TRUE(status.ok()) << status;
  });
  const auto keys = Get("kv/keys?namespace=ns1")->json()["keys"];
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[0]["metadata"], 1);
  EXPECT_EQ(keys[1]["metadata"], R"("\ud800")");
  EXPECT_EQ(Value("b")["metadata"], R"("\ud800")");
}

TEST_F(LocalKvTest, ListsPages) {
  for (const char* key : {"a1", "a2", "a3", "b"}) Put(key, "v", "&metadata=1");
  auto page = Get("kv/keys?namespace=ns1&prefix=a&limit=2")->json();
  ASSERT_EQ(page["keys"].size(), 2u);
  EXPECT_EQ(page["keys"][0]["name"], "a1");
  EXPECT_EQ(page["keys"][0]["metadata"], 1);
  page = Get(absl::StrCat("kv/keys?namespace=ns1&prefix=a&limit=2&cursor=",
                          page["cursor"].get<std::string>()))
             ->json();
  ASSERT_EQ(page["keys"].size(), 1u);
  EXPECT_EQ(page["keys"][0]["name"], "a3");
  EXPECT_FALSE(page.contains("cursor"));
  EXPECT_EQ(Get("kv/keys?namespace=ns1")->json()["keys"].size(), 4u);
}

TEST_F(LocalKvTest, TellsWhatIsWrong) {
  for (const char* limit : {"0", "1001", "x", "-1"}) {
    EXPECT_EQ(Get(absl::StrCat("kv/keys?namespace=ns1&limit=", limit))->status, 400) << limit;
  }
  EXPECT_EQ(Get("kv/keys")->status, 400);
  EXPECT_EQ(Get("kv/keys?namespace=other")->status, 404) << "no worker has it";
  EXPECT_EQ(Get("kv/value?namespace=ns1")->status, 400);
  EXPECT_EQ(Get("kv/nothing")->status, 404);
  EXPECT_EQ(Ask("POST", "/cdn-cgi/local/api/kv/value")->status, 405);
  EXPECT_EQ(Ask("PUT", "/cdn-cgi/local/api/kv/keys")->status, 405);
  EXPECT_EQ(Put("", "v"), 400);
  EXPECT_THAT(Error(), HasSubstr("empty key"));
  EXPECT_EQ(Put("%FF", "v"), 400);
  EXPECT_THAT(Error(), HasSubstr("UTF-8"));
  EXPECT_EQ(Put(std::string(513, 'k'), "v"), 400);
  EXPECT_EQ(Put("k", "v", "&metadata={"), 400);
  EXPECT_THAT(Error(), HasSubstr("JSON"));
  EXPECT_EQ(Put("k", std::string(store::kMaxValueBytes + 1, 'v')), 400);
  EXPECT_EQ(Value("k").contains("value"), false);
}

}  // namespace
}  // namespace host
