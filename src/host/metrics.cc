#include "src/host/metrics.h"

#include <iterator>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "prometheus/metric_family.h"
#include "prometheus/text_serializer.h"
#include "src/host/process_usage.h"

namespace host {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

double Seconds(int64_t nanos) { return static_cast<double>(nanos) / 1e9; }

// Writes families one by one, so that no more than one is held.
class Page {
 public:
  void Add(MetricFamily family) {
    if (family.metric.empty()) return;
    const std::vector<MetricFamily> one = {std::move(family)};
    serializer_.Serialize(text_, one);
  }
  void AddCounter(std::string_view name, std::string_view help, double value) {
    MetricFamily family = {std::string(name), std::string(help), MetricType::Counter, {}};
    family.metric.emplace_back().counter.value = value;
    Add(std::move(family));
  }
  void AddGauge(std::string_view name, std::string_view help, double value, Labels labels = {}) {
    MetricFamily family = {std::string(name), std::string(help), MetricType::Gauge, {}};
    ClientMetric& metric = family.metric.emplace_back();
    metric.label = std::move(labels);
    metric.gauge.value = value;
    Add(std::move(family));
  }
  std::string Take() && { return std::move(text_).str(); }

 private:
  std::ostringstream text_;
  prometheus::TextSerializer serializer_;
};

void AddHistogram(const base::Histogram& histogram, Labels labels, MetricFamily& family) {
  ClientMetric& metric = family.metric.emplace_back();
  metric.label = std::move(labels);
  ClientMetric::Histogram& to = metric.histogram;
  to.sample_sum = Seconds(histogram.sum_nanos());
  to.bucket.reserve(histogram.bounds().size());
  uint64_t count = 0;
  for (size_t i = 0; i < histogram.bounds().size(); ++i) {
    count += histogram.count(i);
    to.bucket.push_back({count, Seconds(histogram.bounds()[i])});
  }
  // The serializer writes the bucket without a bound from the count of all.
  to.sample_count = count + histogram.count(histogram.bounds().size());
}

std::string StatusClass(size_t hundreds) {
  return hundreds == 0 ? "none" : absl::StrCat(hundreds, "xx");
}

void AddRequests(const std::string& worker, const worker::Meter& meter, MetricFamily& family) {
  for (size_t i = 0; i < worker::Meter::kOutcomes; ++i) {
    const auto outcome = static_cast<worker::Outcome>(i);
    for (size_t hundreds = 0; hundreds < worker::Meter::kStatusClasses; ++hundreds) {
      const uint64_t count = meter.requests(outcome, hundreds);
      if (count == 0) continue;
      ClientMetric& metric = family.metric.emplace_back();
      metric.label = {{"worker", worker},
                      {"outcome", std::string(worker::OutcomeName(outcome))},
                      {"status_class", StatusClass(hundreds)}};
      metric.counter.value = static_cast<double>(count);
    }
  }
}

void AddSubrequests(const std::string& worker, const worker::Meter& meter, MetricFamily& family) {
  if (meter.subrequests() == 0) return;
  ClientMetric& metric = family.metric.emplace_back();
  metric.label = {{"worker", worker}};
  metric.counter.value = static_cast<double>(meter.subrequests());
}

void AddLimited(const std::string& worker, const worker::Meter& meter, MetricFamily& family) {
  for (size_t i = 1; i < worker::Meter::kLimits; ++i) {
    const auto limit = static_cast<worker::Limit>(i);
    if (meter.limited(limit) == 0) continue;
    ClientMetric& metric = family.metric.emplace_back();
    metric.label = {{"worker", worker}, {"limit", std::string(worker::LimitName(limit))}};
    metric.counter.value = static_cast<double>(meter.limited(limit));
  }
}

void AddCronRuns(const std::string& worker, const worker::Meter& meter, MetricFamily& family) {
  for (size_t i = 0; i < worker::Meter::kOutcomes; ++i) {
    const auto outcome = static_cast<worker::Outcome>(i);
    if (meter.cron_runs(outcome) == 0) continue;
    ClientMetric& metric = family.metric.emplace_back();
    metric.label = {{"worker", worker}, {"outcome", std::string(worker::OutcomeName(outcome))}};
    metric.counter.value = static_cast<double>(meter.cron_runs(outcome));
  }
}

void AddCronSkipped(const std::string& worker, const worker::Meter& meter, MetricFamily& family) {
  for (const bool overlap : {true, false}) {
    if (meter.cron_skipped(overlap) == 0) continue;
    ClientMetric& metric = family.metric.emplace_back();
    metric.label = {{"worker", worker}, {"reason", overlap ? "overlap" : "missed"}};
    metric.counter.value = static_cast<double>(meter.cron_skipped(overlap));
  }
}

bool IsUsed(const worker::Meter& meter) {
  if (meter.cron_skipped(true) != 0 || meter.cron_skipped(false) != 0) return true;
  for (size_t i = 0; i < worker::Meter::kOutcomes; ++i) {
    if (meter.cron_runs(static_cast<worker::Outcome>(i)) != 0) return true;
    for (size_t hundreds = 0; hundreds < worker::Meter::kStatusClasses; ++hundreds) {
      if (meter.requests(static_cast<worker::Outcome>(i), hundreds) != 0) return true;
    }
  }
  return false;
}

void AddIsolates(const worker::NodeMeter& node, Page& page) {
  MetricFamily isolates = {"atoll_isolates",
                           "Isolates by state: active (with invocations), idle, pooled (without a "
                           "worker), condemned (ended by a limit, still in a turn).",
                           MetricType::Gauge,
                           {}};
  const std::pair<const char*, const worker::NodeMeter::Gauge&> states[] = {
      {"active", node.isolates_active},
      {"idle", node.isolates_idle},
      {"pooled", node.isolates_pooled},
      {"condemned", node.isolates_condemned}};
  for (const auto& [state, gauge] : states) {
    ClientMetric& metric = isolates.metric.emplace_back();
    metric.label = {{"state", state}};
    metric.gauge.value = static_cast<double>(gauge.load(std::memory_order_relaxed));
  }
  page.Add(std::move(isolates));

  MetricFamily starts = {"atoll_isolate_start_seconds",
                         "From the claim of an isolate to the end of its worker's top level.",
                         MetricType::Histogram,
                         {}};
  for (size_t i = 0; i < node.isolate_start_seconds.size(); ++i) {
    const std::string_view kind = worker::StartKindName(static_cast<worker::StartKind>(i));
    AddHistogram(node.isolate_start_seconds[i], {{"kind", std::string(kind)}}, starts);
  }
  page.Add(std::move(starts));
}

void AddNode(const worker::NodeMeter& node, Page& page) {
  const auto value = [](const auto& of) {
    return static_cast<double>(of.load(std::memory_order_relaxed));
  };
  AddIsolates(node, page);
  page.AddGauge("atoll_isolate_heap_bytes",
                "Heaps of all started isolates, as of their last turns.", value(node.heap_bytes));
  page.AddCounter("atoll_isolate_evictions_total",
                  "Idle isolates dropped to keep the process below its memory target.",
                  value(node.evictions));
  page.AddCounter("atoll_isolates_condemned_total", "Isolates dropped because a limit ended them.",
                  value(node.condemned));
  page.AddCounter("atoll_lane_handovers_total",
                  "Lanes given to another thread because a turn was long.", value(node.handovers));
  page.AddGauge("atoll_astray_threads", "Threads whose turn has lost its lane.",
                value(node.astray_threads));
  page.AddGauge("atoll_parked_threads",
                "Threads that were stopped for ever in turns that nothing else could end.",
                value(node.parked_threads));
  page.AddGauge("atoll_parked_heap_bytes",
                "Heaps that parked threads keep, as of their last turns.",
                value(node.parked_bytes));
  page.AddGauge("atoll_queued_requests", "Requests that wait for an isolate.", value(node.queued));
}

void AddKv(const store::Meter& kv, Page& page) {
  MetricFamily operations = {"atoll_kv_ops_total",
                             "Operations on KV namespaces by result: ok, miss (no such key), "
                             "refused (a quota or the disk is full), error.",
                             MetricType::Counter,
                             {}};
  MetricFamily seconds = {"atoll_kv_op_duration_seconds",
                          "From the call to the end of an operation on a KV namespace; of a put, "
                          "until it is on the disk.",
                          MetricType::Histogram,
                          {}};
  for (size_t i = 0; i < store::Meter::kOperations; ++i) {
    const std::string name = store::kOperationNames[i];
    bool used = false;
    for (size_t j = 0; j < store::Meter::kResults; ++j) {
      if (kv.count(i, j) == 0) continue;
      used = true;
      ClientMetric& metric = operations.metric.emplace_back();
      metric.label = {{"op", name}, {"result", store::kResultNames[j]}};
      metric.counter.value = static_cast<double>(kv.count(i, j));
    }
    if (used) AddHistogram(kv.seconds(i), {{"op", name}}, seconds);
  }
  page.Add(std::move(operations));
  page.Add(std::move(seconds));
}

void AddCache(const cache::Meter& meter, Page& page) {
  const std::pair<const char*, const cache::Meter::Number&> results[] = {
      {"hit", meter.hits}, {"stale", meter.stale}, {"miss", meter.misses}};
  MetricFamily lookups = {"atoll_cache_lookups_total",
                          "Lookups in the cache by result: hit, stale (too old), miss.",
                          MetricType::Counter,
                          {}};
  const auto value = [](const cache::Meter::Number& number) {
    return static_cast<double>(cache::Meter::Read(number));
  };
  for (const auto& [result, number] : results) {
    if (value(number) == 0) continue;
    ClientMetric& metric = lookups.metric.emplace_back();
    metric.label = {{"result", result}};
    metric.counter.value = value(number);
  }
  // Where nobody has looked for anything there is nothing.
  const bool used = !lookups.metric.empty() || value(meter.stored) > 0 || value(meter.entries) > 0;
  page.Add(std::move(lookups));
  if (!used) return;
  page.AddCounter("atoll_cache_stored_total", "Responses stored in the cache.",
                  value(meter.stored));
  page.AddCounter("atoll_cache_failed_total",
                  "Responses that could not be stored because of the disk.", value(meter.failed));
  page.AddCounter("atoll_cache_evictions_total", "Stored responses dropped to make room.",
                  value(meter.evicted));
  page.AddCounter("atoll_cache_damaged_total",
                  "Files of the cache that were not as they had been written, and were removed.",
                  value(meter.damaged));
  page.AddGauge("atoll_cache_disk_bytes", "What the files of the cache take.",
                value(meter.disk_bytes));
  page.AddGauge("atoll_cache_memory_bytes", "What stored responses take of the memory.",
                value(meter.memory_bytes));
  page.AddGauge("atoll_cache_entries", "Stored responses.", value(meter.entries));
}

template <class NamedMeters>
void AddCrons(const NamedMeters& meters, const base::Histogram& lags, Page& page) {
  MetricFamily runs = {"atoll_cron_runs_total",
                       "Runs of crons that are over, and each attempt at one, by outcome.",
                       MetricType::Counter,
                       {}};
  MetricFamily skipped = {"atoll_cron_skipped_total",
                          "Times of crons that did not run: a run was under way (overlap), or the "
                          "minute was over (missed).",
                          MetricType::Counter,
                          {}};
  for (const auto& [name, meter] : meters) {
    AddCronRuns(name, *meter, runs);
    AddCronSkipped(name, *meter, skipped);
  }
  // Where no cron has run there is no lag.
  const bool any = !runs.metric.empty();
  page.Add(std::move(runs));
  page.Add(std::move(skipped));
  if (!any) return;
  MetricFamily lag = {"atoll_cron_lag_seconds",
                      "From the time of a cron to its handler's call, where the time was not "
                      "missed.",
                      MetricType::Histogram,
                      {}};
  AddHistogram(lags, {}, lag);
  page.Add(std::move(lag));
}

}  // namespace

Metrics::Metrics(std::string_view version, std::string_view v8_version, const base::Clock& clock)
    : version_(version), v8_version_(v8_version), start_seconds_(clock.WallMillis() / 1e3) {}

std::shared_ptr<worker::Meter> Metrics::MeterOf(std::string_view worker) {
  absl::MutexLock lock(mutex_);
  auto found = meters_.find(worker);
  if (found == meters_.end()) {
    found = meters_.emplace(worker, std::make_shared<worker::Meter>()).first;
  }
  return found->second;
}

std::vector<Metrics::NamedMeter> Metrics::UsedMeters() const {
  std::vector<NamedMeter> used;
  absl::MutexLock lock(mutex_);
  for (const auto& [name, meter] : meters_) {
    if (IsUsed(*meter)) used.emplace_back(name, meter);
  }
  return used;
}

std::string Metrics::Render() const {
  Page page;
  page.AddGauge("atoll_build_info", "Always 1; the labels say what runs.", 1,
                {{"version", version_}, {"v8", v8_version_}});
  const ProcessUsage usage = ReadProcessUsage();
  page.AddGauge("process_resident_memory_bytes", "Memory of the process that is in RAM.",
                static_cast<double>(usage.resident_bytes));
  page.AddCounter("process_cpu_seconds_total", "CPU time of the process, user and system.",
                  Seconds(usage.cpu_nanos));
  page.AddGauge("process_start_time_seconds", "When the process started, since the Unix epoch.",
                start_seconds_);
  page.AddCounter("atoll_cell_restarts_total",
                  "Processes that ended before this one, and were not to end.",
                  static_cast<double>(restarts_.load(std::memory_order_relaxed)));
  AddNode(node_, page);
  AddKv(kv_, page);
  AddCache(cache_, page);

  const std::vector<NamedMeter> meters = UsedMeters();
  AddCrons(meters, node_.cron_lag_seconds, page);
  MetricFamily requests = {"atoll_worker_requests_total",
                           "Invocations that are over, by outcome and class of the status.",
                           MetricType::Counter,
                           {}};
  for (const auto& [name, meter] : meters) AddRequests(name, *meter, requests);
  page.Add(std::move(requests));
  MetricFamily subrequests = {"atoll_worker_subrequests_total",
                              "Requests that workers have made: to servers, and to other workers.",
                              MetricType::Counter,
                              {}};
  for (const auto& [name, meter] : meters) AddSubrequests(name, *meter, subrequests);
  page.Add(std::move(subrequests));
  MetricFamily limited = {
      "atoll_limit_exceeded_total", "Invocations that a limit ended.", MetricType::Counter, {}};
  for (const auto& [name, meter] : meters) AddLimited(name, *meter, limited);
  page.Add(std::move(limited));
  MetricFamily wall = {"atoll_worker_request_duration_seconds",
                       "From an event's delivery to the end of its response.",
                       MetricType::Histogram,
                       {}};
  for (const auto& [name, meter] : meters) {
    AddHistogram(meter->wall_seconds(), {{"worker", name}}, wall);
  }
  page.Add(std::move(wall));
  MetricFamily cpu = {"atoll_worker_cpu_time_seconds",
                      "CPU time of an invocation, up to its last waitUntil.",
                      MetricType::Histogram,
                      {}};
  for (const auto& [name, meter] : meters) {
    AddHistogram(meter->cpu_seconds(), {{"worker", name}}, cpu);
  }
  page.Add(std::move(cpu));
  return std::move(page).Take();
}

}  // namespace host
