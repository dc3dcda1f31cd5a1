#include "src/http/request_fields.h"

#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace http {
namespace {

using List = std::vector<std::pair<const char*, const char*>>;

struct Result {
  int status = 0;  // of the refusal; 0: none
  RequestFields fields;
};

Result Read(const List& list, bool http_1_0 = false) {
  HeaderList headers;
  for (const auto& [name, value] : list) headers.Add(name, value);
  Result result;
  if (auto refusal = ReadRequestFields(headers, http_1_0, &result.fields)) {
    result.status = refusal->status;
  }
  result.fields.host = {};  // goes with the headers
  return result;
}

TEST(ReadRequestFields, WantsOneHost) {
  EXPECT_EQ(Read({{"hOST", "a"}}).status, 0);
  EXPECT_EQ(Read({{"Host", ""}}).status, 0);
  EXPECT_EQ(Read({}).status, 400);
  EXPECT_EQ(Read({}, true).status, 0);
  EXPECT_EQ(Read({{"Host", "a"}, {"Host", "a"}}).status, 400);
  EXPECT_EQ(Read({{"Host", "a"}, {"Host", "b"}}, true).status, 400);
  EXPECT_EQ(Read({{"Host", "a b"}}).status, 400);
}

TEST(ReadRequestFields, UnderstandsChunkedAlone) {
  const auto status = [](List list) {
    list.emplace_back("Host", "a");
    return Read(list).status;
  };
  EXPECT_EQ(status({{"Transfer-Encoding", "Chunked"}}), 0);
  EXPECT_EQ(status({{"Transfer-Encoding", "gzip, chunked"}}), 501);
  EXPECT_EQ(status({{"Transfer-Encoding", "gzip"}, {"transfer-encoding", "chunked"}}), 501);
  for (const char* bad : {"", "gzip", "identity", "chunked, chunked", "chunked, gzip", ",chunked",
                          "chunked,", "chunked;q=1", "\"chunked\"", "xchunked", "chunked x"}) {
    EXPECT_EQ(status({{"Transfer-Encoding", bad}}), 400) << bad;
  }
  EXPECT_EQ(status({{"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}}), 400);
  EXPECT_TRUE(Read({{"Host", "a"}, {"Transfer-Encoding", "chunked"}}).fields.chunked);
  EXPECT_FALSE(Read({{"Host", "a"}, {"Transfer_Encoding", "chunked"}}).fields.chunked);
  EXPECT_EQ(Read({{"Transfer-Encoding", "chunked"}}, true).status, 400);
}

TEST(ReadRequestFields, KnowsOneExpectation) {
  EXPECT_TRUE(Read({{"Host", "a"}, {"Expect", "100-Continue"}}).fields.expects_continue);
  EXPECT_EQ(Read({{"Host", "a"}, {"Expect", "y"}}).status, 417);
  EXPECT_EQ(Read({{"Host", "a"}, {"Expect", "100-continue"}, {"Expect", "y"}}).status, 417);
  EXPECT_EQ(Read({{"Expect", "y"}}, true).status, 0);
  EXPECT_FALSE(Read({{"Expect", "100-continue"}}, true).fields.expects_continue);
}

}  // namespace
}  // namespace http
