#include "bindings/fetch/cdn_loop.h"

#include "gtest/gtest.h"

namespace bindings::fetch {
namespace {

std::string Next(std::initializer_list<std::string_view> values) {
  http::HeaderList headers;
  for (std::string_view value : values) headers.Add("CDN-Loop", value);
  return NextCdnLoop(headers).value_or("loop");
}

TEST(CdnLoopTest, CountsPasses) {
  EXPECT_EQ(Next({}), "atoll; loops=1");
  EXPECT_EQ(Next({"atoll; loops=1"}), "atoll; loops=2");
  EXPECT_EQ(Next({"Atoll;loops=15"}), "atoll; loops=16");
  EXPECT_EQ(Next({"atoll; loops=16"}), "loop");
}

TEST(CdnLoopTest, KeepsWhatOthersSay) {
  EXPECT_EQ(Next({"cdn.example; x=\"y\"", "atoll; loops=2, other"}),
            "cdn.example; x=\"y\", other, atoll; loops=3");
}

TEST(CdnLoopTest, AddsUpWhatStandsThereTwice) {
  EXPECT_EQ(Next({"atoll; loops=2, atoll"}), "atoll; loops=4");
  EXPECT_EQ(Next({"atoll; loops=9", "atoll; loops=9"}), "loop");
}

TEST(CdnLoopTest, WhatCannotBeReadIsALoop) {
  EXPECT_EQ(Next({"atoll; loops=x"}), "loop");
  EXPECT_EQ(Next({"atoll; loops=-5"}), "loop");
  EXPECT_EQ(Next({"atoll; loops=99999999999999999999"}), "loop");
}

}  // namespace
}  // namespace bindings::fetch
