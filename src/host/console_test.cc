#include "src/host/console.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace host {
namespace {

TEST(Console, WritesToEachDescriptor) {
  int out[2];
  int err[2];
  ASSERT_EQ(pipe(out), 0);
  ASSERT_EQ(pipe(err), 0);
  Console console(out[1], err[1], false);
  console.Out("to out");
  console.Error("to err");
  char buffer[64];
  EXPECT_EQ(std::string(buffer, read(out[0], buffer, sizeof(buffer))), "to out");
  EXPECT_EQ(std::string(buffer, read(err[0], buffer, sizeof(buffer))), "to err");
  for (int end : {out[0], out[1], err[0], err[1]}) close(end);
}

TEST(Console, SaysNothingWhileItIsSilent) {
  int out[2];
  ASSERT_EQ(pipe(out), 0);
  Console console(out[1], out[1], false);
  console.SetSilent(true);
  console.Out("one");
  console.Error("two");
  console.SetSilent(false);
  console.Out("three");
  char buffer[64];
  EXPECT_EQ(std::string(buffer, read(out[0], buffer, sizeof(buffer))), "three");
  for (int end : out) close(end);
}

TEST(Console, PaintsOnlyWhenColoursAreWanted) {
  EXPECT_EQ(Console(1, 2, true).Paint("31", "x"), "\x1b[31mx\x1b[0m");
  EXPECT_EQ(Console(1, 2, false).Paint("31", "x"), "x");
}

TEST(OneLine, HidesControlCharacters) {
  EXPECT_EQ(OneLine("a\nb\r\tc\x1b[2J\x7f é \"\\"), "a\\nb\\r\\tc\\x1b[2J\\x7f é \"\\");
  EXPECT_EQ(OneLine("a\xc2\x9b"
                    "2J \xc2\xa9"),
            "a\\x9b2J \xc2\xa9");
  EXPECT_EQ(Quoted("a\n\"b\\"), "\"a\\n\\\"b\\\\\"");
}

}  // namespace
}  // namespace host
