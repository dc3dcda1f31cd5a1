#include "src/host/busy_workers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/worker/outcome.h"

namespace host {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class BusyWorkersTest : public ::testing::Test {
 protected:
  void Count(const std::string& name, uint64_t times,
             worker::Outcome outcome = worker::Outcome::kOk) {
    auto found = std::find_if(meters_.begin(), meters_.end(),
                              [&](const auto& meter) { return meter.first == name; });
    if (found == meters_.end()) {
      owned_.push_back(std::make_shared<worker::Meter>());
      found = meters_.insert(meters_.end(), {name, owned_.back()});
    }
    worker::Report report;
    report.outcome = outcome;
    report.status = 200;
    if (outcome == worker::Outcome::kExceededCpu) report.limit = worker::Limit::kCpu;
    for (uint64_t i = 0; i < times; ++i) {
      owned_[static_cast<size_t>(found - meters_.begin())]->Count(report);
    }
  }

  std::vector<std::string> Look() { return busy_.Look(meters_); }

  std::vector<std::shared_ptr<worker::Meter>> owned_;
  std::vector<BusyWorkers::NamedMeter> meters_;
  BusyWorkers busy_;
};

TEST_F(BusyWorkersTest, ThoseThatHaveAnsweredSinceTheLastLook) {
  EXPECT_THAT(Look(), IsEmpty());
  Count("shop", BusyWorkers::kFewest);
  Count("auth", BusyWorkers::kFewest + 1);
  Count("quiet", BusyWorkers::kFewest - 1);
  EXPECT_THAT(Look(), ElementsAre("auth", "shop"));
  Count("shop", BusyWorkers::kFewest);
  EXPECT_THAT(Look(), ElementsAre("shop"));
  EXPECT_THAT(Look(), IsEmpty());
}

TEST_F(BusyWorkersTest, NoneThatFailsOrWasStopped) {
  Count("throws", 100, worker::Outcome::kException);
  Count("loops", 100);
  Count("loops", 1, worker::Outcome::kExceededCpu);
  EXPECT_THAT(Look(), IsEmpty());
}

TEST_F(BusyWorkersTest, TheBusiestOfMany) {
  for (size_t i = 0; i < BusyWorkers::kMost; ++i) Count(absl::StrCat("w", i), 100);
  Count("a", 99);
  Count("z", 101);
  const std::vector<std::string> names = Look();
  EXPECT_THAT(names, SizeIs(BusyWorkers::kMost));
  EXPECT_EQ(names.back(), "z");
  EXPECT_NE(names.front(), "a");
}

}  // namespace
}  // namespace host
