#include "src/host/host_table.h"

#include <gtest/gtest.h>

#include <string>

namespace host {
namespace {

TEST(HostTable, FindsTheNearest) {
  HostTable table;
  table.AddHost("example.com", "apex");
  table.AddHost("Shop.example.com", "shop");
  table.AddHost("*.example.com", "wild");
  table.AddHost("*.deep.example.com", "deep");
  table.AddName("Blog");
  table.AddHost("*", "rest");
  struct Case {
    const char* authority;
    const char* worker;
  };
  const Case cases[] = {
      {"example.com", "apex"},
      {"EXAMPLE.com.:80", "apex"},
      {"shop.example.com:8787", "shop"},
      {"x.shop.example.com", "wild"},
      {"blog.example.com", "wild"},
      {"a.b.example.com", "wild"},
      {"deep.example.com", "wild"},
      {"a.deep.example.com", "deep"},
      {"blog.localhost:1", "Blog"},
      {"blog", "Blog"},
      {"notexample.com", "rest"},
      {"[::1]:80", "rest"},
      {"[::1", "rest"},
      {"", "rest"},
      {"..", "rest"},
  };
  for (const Case& c : cases) EXPECT_EQ(table.Find(c.authority), c.worker) << c.authority;
  EXPECT_EQ(table.Find(std::string(100'000, '.')), "rest");
}

TEST(HostTable, FindsNothing) {
  HostTable table;
  EXPECT_EQ(table.Find("example.com"), "");
  table.AddHost("*.example.com", "wild");
  EXPECT_EQ(table.Find("example.com"), "");
  EXPECT_EQ(table.Find(std::string(300, 'a') + ".example.com"), "");
}

TEST(HostTable, KeepsTheFirstOwner) {
  HostTable table;
  EXPECT_EQ(table.AddHost("a.example", "1"), "1");
  EXPECT_EQ(table.AddHost("A.example", "2"), "1");
  EXPECT_EQ(table.AddHost("*.a.example", "2"), "2");
  EXPECT_EQ(table.AddHost("*", "1"), "1");
  EXPECT_EQ(table.AddHost("*", "2"), "1");
  EXPECT_TRUE(table.AddName("n"));
  EXPECT_FALSE(table.AddName("N"));
}

TEST(IsHostPattern, TakesNamesAndWildcards) {
  for (const char* pattern : {"a", "a.example", "*.a-b.example", "*", "127.0.0.1", "x_y.z"}) {
    EXPECT_TRUE(IsHostPattern(pattern)) << pattern;
  }
  for (const char* pattern : {"", ".", "a.", ".a", "a..b", "*.", "a.*.b", "*a.b", "a:80", "a b",
                              "[::1]", "http://a", "*.*.a"}) {
    EXPECT_FALSE(IsHostPattern(pattern)) << pattern;
  }
  EXPECT_FALSE(IsHostPattern(std::string(64, 'a') + ".example"));
}

}  // namespace
}  // namespace host
