#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "src/host/cron/scheduler.h"
#include "src/store/memory_store.h"

namespace host {

inline constexpr int64_t kSecond = 1'000'000'000;
// 2026-01-01T12:00:30Z
inline constexpr double kStartMillis = 1'767'268'830'000;
inline constexpr int64_t kNoon = 1'767'268'800;

// A store whose writes fail when the test says so, and are told of when it says so.
class SlowNamespace : public store::Namespace {
 public:
  explicit SlowNamespace(std::shared_ptr<store::Namespace> of) : of_(std::move(of)) {}
  absl::StatusOr<std::optional<store::Found>> Get(std::string_view key, int64_t now) override {
    return of_->Get(key, now);
  }
  absl::StatusOr<store::Page> List(const store::ListQuery& query, int64_t now) override {
    return of_->List(query, now);
  }
  void Apply(std::vector<store::Write> writes, Done done) override {
    ++applied;
    if (!failure.ok()) return done(failure);
    of_->Apply(std::move(writes), [&](absl::Status status) {
      if (!held) return done(std::move(status));
      waiting.push_back(std::move(done));
    });
  }
  absl::StatusOr<store::Usage> GetUsage() override { return of_->GetUsage(); }

  absl::Status failure;
  bool held = false;
  int applied = 0;
  std::vector<Done> waiting;

 private:
  const std::shared_ptr<store::Namespace> of_;
};

// A scheduler between a clock that only moves when told to, a store, and lanes that do what the
// test says.
class CronSchedulerTest : public testing::Test {
 protected:
  struct Given {
    size_t place;
    worker::ScheduledEvent event;
    worker::ScheduledDone done;
  };

  CronSchedulerTest() { clock_.SetWall(kStartMillis); }

  std::unique_ptr<CronScheduler> New(bool catches_up = true) {
    CronScheduler::Options options;
    options.deliver = [this](size_t place, worker::ScheduledEvent event,
                             worker::ScheduledDone done) {
      given_.push_back({place, std::move(event), std::move(done)});
    };
    options.tell = [this](const LogEntry& entry, CronScheduler::Weight weight) {
      const bool problem = weight != CronScheduler::Weight::kRun;
      lines_.push_back(absl::StrCat(problem ? "! " : "", FormatLine(entry, LogFormat::kHuman)));
    };
    options.meter_of = [this](std::string_view) { return meter_; };
    options.lag_seconds = &lag_;
    options.warm = [this](size_t, const std::string& worker) { warmed_.push_back(worker); };
    options.catches_up = catches_up;
    options.gather_millis = 0;
    options.clock = &clock_;
    return std::make_unique<CronScheduler>(loop_, CronLedger(space_, "boot"), std::move(options));
  }
  // What was posted is done.
  void Turn() {
    for (int i = 0; i < 5; ++i) loop_.RunOnce(loop::Wait::kNo);
  }
  // Both clocks go on, and the scheduler looks.
  void Pass(int64_t seconds) {
    clock_.Advance(seconds * kSecond);
    scheduler_->Poll();
    Turn();
  }
  void End(worker::ScheduledResult result) {
    Given first = std::move(given_.front());
    given_.erase(given_.begin());
    first.done(result);
    Turn();
  }
  worker::ScheduledResult Result(worker::Outcome outcome, bool no_retry = false) const {
    return {outcome, no_retry, 0xabc, clock_.MonotonicNanos(), 2'000'000, 1'000'000};
  }
  std::vector<CronEntry> History(std::string cron = "* * * * *") {
    return CronLedger(space_, "").History({"w", std::move(cron), {}}).value();
  }
  bool Told(std::string_view what) const {
    for (const std::string& line : lines_) {
      if (absl::StrContains(line, what)) return true;
    }
    return false;
  }

  base::FakeClock clock_;
  store::MemoryStore store_;
  std::shared_ptr<SlowNamespace> space_ =
      std::make_shared<SlowNamespace>(store_.Open(CronLedger::kNamespace, true).value());
  std::shared_ptr<worker::Meter> meter_ = std::make_shared<worker::Meter>();
  base::Histogram lag_{base::kRequestBuckets};
  std::vector<Given> given_;
  std::vector<std::string> lines_;
  std::vector<std::string> warmed_;
  loop::Loop loop_;
  std::unique_ptr<CronScheduler> scheduler_;
};

}  // namespace host
