#include "src/supervisor/state.h"

#include <string>

#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"

namespace supervisor {
namespace {

State Example() {
  State state;
  state.last_settings = 9;
  state.served = 8;
  state.restarts = 17;
  state.settings.emplace_back(
      8, Settings{.listen = {"127.0.0.1", 0}, .admin = loop::Endpoint{"::1", 9090}, .lanes = 4});
  state.settings.emplace_back(9, Settings{.listen = {"::", 8787}, .stand_by = false});
  state.sockets.push_back({.key = {SocketUse::kLane, "127.0.0.1", 0}, .descriptor = 12});
  state.sockets.push_back({.key = {SocketUse::kAdmin, "::1", 9090}, .descriptor = 13});
  Plan::Cell cell;
  cell.phase = Phase::kServing;
  cell.settings = 8;
  cell.born = 123'456'789;
  cell.since = 123'456'999;
  cell.condemned = true;
  state.cells.push_back({.number = 3, .pid = 4711, .descriptor = 20, .cell = cell});
  return state;
}

TEST(StateTest, ComesBack) {
  const std::string text = Encode(Example());
  const absl::StatusOr<State> again = DecodeState(text);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(Encode(*again), text);
  EXPECT_EQ(again->restarts, 17u);
  ASSERT_EQ(again->settings.size(), 2u);
  EXPECT_EQ(again->settings[0].second.admin->port, 9090);
  EXPECT_FALSE(again->settings[1].second.admin.has_value());
  EXPECT_FALSE(again->settings[1].second.stand_by);
  ASSERT_EQ(again->sockets.size(), 2u);
  EXPECT_EQ(std::get<0>(again->sockets[1].key), SocketUse::kAdmin);
  ASSERT_EQ(again->cells.size(), 1u);
  EXPECT_EQ(again->cells[0].pid, 4711);
  EXPECT_EQ(again->cells[0].cell.phase, Phase::kServing);
  EXPECT_TRUE(again->cells[0].cell.condemned);
  EXPECT_TRUE(again->cells[0].cell.needed);
}

TEST(StateTest, WhatIsNotOneIsRefused) {
  const std::string text = Encode(Example());
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"atoll supervisor 1", "atoll supervisor 2"},
           {"supervisor 9 8 17", "supervisor 9 8"},
           {"supervisor 9 8 17", "supervisor 9 8 x"},
           {"supervisor 9 8 17", "supervisor 9 5 17"},
           {"127.0.0.1 0", "127.0.0.1 65536"},
           {"cell 3 4711", "cell 3 0"},
           {" 20 3 8 ", " 20 5 8 "},
           {"cell 3", "cells 3"},
           {" 13\n", " 13 1\n"},
       }) {
    const std::string other = absl::StrReplaceAll(text, {{from, to}});
    ASSERT_NE(other, text) << from;
    EXPECT_FALSE(DecodeState(other).ok()) << to;
  }
  EXPECT_FALSE(DecodeState("").ok());
}

}  // namespace
}  // namespace supervisor
