#include "src/host/machine.h"

#include <gtest/gtest.h>

namespace host {
namespace {

TEST(Machine, HasCoresAndMemory) {
  EXPECT_GE(CoreCount(), 1);
  EXPECT_GE(MachineMemory(), uint64_t{1} << 20);
}

}  // namespace
}  // namespace host
