#include "src/host/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace host {
namespace {

using Labels = absl::btree_map<std::string, std::string>;

// A page of metrics as a scraper reads it: each sample by its name and labels.
class Page {
 public:
  explicit Page(std::string_view text) {
    EXPECT_TRUE(text.ends_with("\n"));
    for (std::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) ReadLine(line);
  }
  // The sample's value; -1 when there is none.
  double Get(const std::string& name, const Labels& labels = {}) const {
    const auto found = samples_.find({name, labels});
    return found != samples_.end() ? found->second : -1;
  }
  std::string TypeOf(const std::string& name) const {
    const auto found = types_.find(name);
    return found != types_.end() ? found->second : "";
  }
  bool Names(std::string_view worker) const {
    for (const auto& [key, value] : samples_) {
      const auto label = key.second.find("worker");
      if (label != key.second.end() && label->second == worker) return true;
    }
    return false;
  }

 private:
  void ReadLine(std::string_view line) {
    if (absl::ConsumePrefix(&line, "# TYPE ")) {
      const std::vector<std::string> words = absl::StrSplit(line, ' ');
      EXPECT_TRUE(types_.emplace(words.at(0), words.at(1)).second) << "twice: " << line;
      return;
    }
    if (absl::StartsWith(line, "# HELP ")) return;
    const size_t end = line.find_first_of("{ ");
    ASSERT_NE(end, line.npos) << line;
    const std::string name(line.substr(0, end));
    line.remove_prefix(end);
    Labels labels;
    if (absl::ConsumePrefix(&line, "{")) ReadLabels(line, labels);
    double value = 0;
    ASSERT_TRUE(absl::SimpleAtod(absl::StripPrefix(line, " "), &value)) << line;
    EXPECT_TRUE(samples_.emplace(std::pair(name, labels), value).second) << "twice: " << name;
  }
  static void ReadLabels(std::string_view& line, Labels& labels) {
    while (!absl::ConsumePrefix(&line, "}")) {
      absl::ConsumePrefix(&line, ",");
      const size_t end = line.find("=\"");
      ASSERT_NE(end, line.npos) << line;
      std::string& value = labels[std::string(line.substr(0, end))];
      line.remove_prefix(end + 2);
      while (!line.empty() && line.front() != '"') {
        if (line.front() == '\\') {
          line.remove_prefix(1);
          value += line.front() == 'n' ? '\n' : line.front();
        } else {
          value += line.front();
        }
        line.remove_prefix(1);
      }
      ASSERT_TRUE(absl::ConsumePrefix(&line, "\"")) << line;
    }
  }

  absl::btree_map<std::pair<std::string, Labels>, double> samples_;
  absl::btree_map<std::string, std::string> types_;
};

worker::Report SomeReport(int status, worker::Outcome outcome = worker::Outcome::kOk) {
  worker::Report report;
  report.status = status;
  report.outcome = outcome;
  report.wall_nanos = 3'000'000;
  report.cpu_nanos = 90'000;
  return report;
}

TEST(Metrics, CountsInvocationsOfAWorker) {
  Metrics metrics("1.2.3", "13.6");
  const auto meter = metrics.MeterOf("shop");
  meter->Count(SomeReport(200));
  meter->Count(SomeReport(204));
  meter->Count(SomeReport(0, worker::Outcome::kCanceled));
  worker::Report limited = SomeReport(503, worker::Outcome::kExceededCpu);
  limited.limit = worker::Limit::kCpu;
  meter->Count(limited);

  const Page page(metrics.Render());
  EXPECT_EQ(page.TypeOf("atoll_worker_requests_total"), "counter");
  const auto requests = [&page](const char* outcome, const char* status_class) {
    return page.Get("atoll_worker_requests_total",
                    {{"worker", "shop"}, {"outcome", outcome}, {"status_class", status_class}});
  };
  EXPECT_EQ(requests("ok", "2xx"), 2);
  EXPECT_EQ(requests("canceled", "none"), 1);
  EXPECT_EQ(requests("exceededCpu", "5xx"), 1);
  EXPECT_EQ(requests("ok", "5xx"), -1);
  EXPECT_EQ(page.Get("atoll_limit_exceeded_total", {{"worker", "shop"}, {"limit", "cpu"}}), 1);
}

TEST(Metrics, HasCumulativeHistograms) {
  Metrics metrics("1", "2");
  const auto meter = metrics.MeterOf("w");
  for (const int64_t nanos : {100'000L, 100'001L, 3'000'000L, 60'000'000'000L}) {
    worker::Report report = SomeReport(200);
    report.wall_nanos = nanos;
    meter->Count(report);
  }
  const Page page(metrics.Render());
  const std::string name = "atoll_worker_request_duration_seconds";
  EXPECT_EQ(page.TypeOf(name), "histogram");
  const auto bucket = [&](const char* le) {
    return page.Get(name + "_bucket", {{"worker", "w"}, {"le", le}});
  };
  EXPECT_EQ(bucket("0.0001"), 1);
  EXPECT_EQ(bucket("0.00025"), 2);
  EXPECT_EQ(bucket("0.0025"), 2);
  EXPECT_EQ(bucket("0.005"), 3);
  EXPECT_EQ(bucket("30"), 3);
  EXPECT_EQ(bucket("+Inf"), 4);
  EXPECT_EQ(page.Get(name + "_count", {{"worker", "w"}}), 4);
  EXPECT_DOUBLE_EQ(page.Get(name + "_sum", {{"worker", "w"}}), 60.003200001);
  EXPECT_EQ(page.Get("atoll_worker_cpu_time_seconds_count", {{"worker", "w"}}), 4);
}

TEST(Metrics, CountsRunsOfCrons) {
  Metrics metrics("1.2.3", "13.6");
  EXPECT_FALSE(absl::StrContains(metrics.Render(), "atoll_cron"));
  metrics.MeterOf("shop")->CountCron(worker::Outcome::kOk);
  metrics.MeterOf("shop")->CountCron(worker::Outcome::kOk);
  metrics.MeterOf("shop")->CountCron(worker::Outcome::kException);
  metrics.MeterOf("late")->CountCronSkipped(/*overlap=*/true, 1);
  metrics.MeterOf("late")->CountCronSkipped(/*overlap=*/false, 7);
  metrics.node().cron_lag_seconds.Observe(3'000'000);
  const Page page(metrics.Render());
  EXPECT_EQ(page.TypeOf("atoll_cron_runs_total"), "counter");
  const auto runs = [&page](const char* outcome) {
    return page.Get("atoll_cron_runs_total", {{"worker", "shop"}, {"outcome", outcome}});
  };
  EXPECT_EQ(runs("ok"), 2);
  EXPECT_EQ(runs("exception"), 1);
  const auto skipped = [&page](const char* reason) {
    return page.Get("atoll_cron_skipped_total", {{"worker", "late"}, {"reason", reason}});
  };
  EXPECT_EQ(skipped("overlap"), 1);
  EXPECT_EQ(skipped("missed"), 7);
  EXPECT_EQ(page.TypeOf("atoll_cron_lag_seconds"), "histogram");
  EXPECT_EQ(page.Get("atoll_cron_lag_seconds_bucket", {{"le", "0.0025"}}), 0);
  EXPECT_EQ(page.Get("atoll_cron_lag_seconds_bucket", {{"le", "0.005"}}), 1);
}

TEST(Metrics, EscapesLabels) {
  Metrics metrics("1", "2");
  const std::string name = "a\"b\\c\nd}e,f=\"g";
  metrics.MeterOf(name)->Count(SomeReport(200));
  const Page page(metrics.Render());
  EXPECT_EQ(page.Get("atoll_worker_requests_total",
                     {{"worker", name}, {"outcome", "ok"}, {"status_class", "2xx"}}),
            1);
}

TEST(Metrics, LeavesOutWorkersWithoutRequests) {
  Metrics metrics("1", "2");
  metrics.MeterOf("busy")->Count(SomeReport(404));
  metrics.MeterOf("quiet");
  const Page page(metrics.Render());
  EXPECT_TRUE(page.Names("busy"));
  EXPECT_FALSE(page.Names("quiet"));
}

TEST(Metrics, HasOneMeterAWorker) {
  Metrics metrics("1", "2");
  EXPECT_EQ(metrics.MeterOf("a"), metrics.MeterOf("a"));
  EXPECT_NE(metrics.MeterOf("a"), metrics.MeterOf("b"));
}

TEST(Metrics, TellsOfTheNode) {
  const base::FakeClock clock;
  Metrics metrics("1.2.3", "13.6", clock);
  worker::NodeMeter& node = metrics.node();
  node.isolates_active = 3;
  node.isolates_pooled = 2;
  node.heap_bytes = 1 << 20;
  node.handovers = 5;
  node.evictions = 6;
  node.condemned = 7;
  node.queued = 8;
  node.astray_threads = 9;
  node.parked_threads = 10;
  node.parked_bytes = 11;
  node.isolate_start_seconds[static_cast<size_t>(worker::StartKind::kPooled)].Observe(120'000);

  const Page page(metrics.Render());
  EXPECT_EQ(page.Get("atoll_isolates", {{"state", "active"}}), 3);
  EXPECT_EQ(page.Get("atoll_isolates", {{"state", "idle"}}), 0);
  EXPECT_EQ(page.Get("atoll_isolates", {{"state", "pooled"}}), 2);
  EXPECT_EQ(page.Get("atoll_isolates", {{"state", "condemned"}}), 0);
  EXPECT_EQ(page.Get("atoll_isolate_heap_bytes"), 1 << 20);
  EXPECT_EQ(page.Get("atoll_lane_handovers_total"), 5);
  EXPECT_EQ(page.Get("atoll_isolate_evictions_total"), 6);
  EXPECT_EQ(page.Get("atoll_isolates_condemned_total"), 7);
  EXPECT_EQ(page.Get("atoll_queued_requests"), 8);
  EXPECT_EQ(page.Get("atoll_astray_threads"), 9);
  EXPECT_EQ(page.Get("atoll_parked_threads"), 10);
  EXPECT_EQ(page.Get("atoll_parked_heap_bytes"), 11);
  const auto start = [&page](const char* kind, const char* le) {
    return page.Get("atoll_isolate_start_seconds_bucket", {{"kind", kind}, {"le", le}});
  };
  EXPECT_EQ(start("pooled", "0.0001"), 0);
  EXPECT_EQ(start("pooled", "0.00015"), 1);
  EXPECT_EQ(start("fresh", "+Inf"), 0);
  EXPECT_EQ(start("snapshot", "+Inf"), 0);
  EXPECT_EQ(page.Get("atoll_build_info", {{"version", "1.2.3"}, {"v8", "13.6"}}), 1);
  EXPECT_EQ(page.Get("process_start_time_seconds"), 1.7e9);
  EXPECT_GT(page.Get("process_resident_memory_bytes"), 100'000);
  EXPECT_GT(page.Get("process_cpu_seconds_total"), 0);
}

TEST(Metrics, TellsOfTheCacheOnceItIsUsed) {
  Metrics metrics("1", "2");
  EXPECT_FALSE(absl::StrContains(metrics.Render(), "atoll_cache_"));
  metrics.cache().hits = 3;
  metrics.cache().misses = 2;
  metrics.cache().stored = 1;
  metrics.cache().evicted = 4;
  metrics.cache().disk_bytes = 5'000;
  metrics.cache().entries = 6;
  const Page page(metrics.Render());
  EXPECT_EQ(page.Get("atoll_cache_lookups_total", {{"result", "hit"}}), 3);
  EXPECT_EQ(page.Get("atoll_cache_lookups_total", {{"result", "miss"}}), 2);
  EXPECT_EQ(page.Get("atoll_cache_stored_total"), 1);
  EXPECT_EQ(page.Get("atoll_cache_failed_total"), 0);
  EXPECT_EQ(page.Get("atoll_cache_evictions_total"), 4);
  EXPECT_EQ(page.Get("atoll_cache_disk_bytes"), 5'000);
  EXPECT_EQ(page.Get("atoll_cache_entries"), 6);
}

TEST(Metrics, IsReadWhileOthersCount) {
  Metrics metrics("1", "2");
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&metrics, i] {
      for (int n = 0; n < 2'000; ++n) {
        metrics.MeterOf(absl::StrCat("w", i, "-", n % 20))->Count(SomeReport(200));
      }
    });
  }
  for (int i = 0; i < 5; ++i) Page{metrics.Render()};
  for (std::thread& thread : threads) thread.join();
  const Page page(metrics.Render());
  EXPECT_EQ(page.Get("atoll_worker_request_duration_seconds_count", {{"worker", "w2-19"}}), 100);
}

TEST(Metrics, HasRoomForTenThousandWorkers) {
  Metrics metrics("1", "2");
  for (int i = 0; i < 10'000; ++i) {
    metrics.MeterOf(absl::StrCat("worker-", i))->Count(SomeReport(200));
  }
  const std::string text = metrics.Render();
  EXPECT_TRUE(absl::StrContains(
      text, "atoll_worker_request_duration_seconds_count{worker=\"worker-9999\"} 1\n"));
}

}  // namespace
}  // namespace host
