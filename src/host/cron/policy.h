#pragma once

#include <cstdint>
#include <optional>

namespace host {

// What becomes of a time of a cron while a run of it is under way.
enum class Overlap {
  kSkip,   // it is passed over
  kAllow,  // it runs beside the other
};

// What becomes of times that passed while nobody looked: the node was down or asleep, or its clock
// was set forward. A time is missed when its minute is over.
enum class Missed {
  kLatest,  // the newest runs, the others are passed over
  kSkip,    // all are passed over
  kAll,     // the newest kMostCaughtUp run, one after the other
};

// How many missed times of one cron run at most.
inline constexpr int kMostCaughtUp = 100;

struct CronPolicy {
  Overlap overlap = Overlap::kSkip;
  Missed missed = Missed::kLatest;
  int retries = 3;               // how often a run that fails is tried again
  int64_t retry_millis = 5'000;  // from a failure to the first other try; twice that to the next

  bool operator==(const CronPolicy&) const = default;
};

// What somebody asks for. What is left out is up to others.
struct CronPolicyRequest {
  std::optional<Overlap> overlap;
  std::optional<Missed> missed;
  std::optional<int> retries;
  std::optional<int64_t> retry_millis;

  bool operator==(const CronPolicyRequest&) const = default;
};

inline CronPolicy Resolve(const CronPolicyRequest& asked, const CronPolicy& standard) {
  return {asked.overlap.value_or(standard.overlap), asked.missed.value_or(standard.missed),
          asked.retries.value_or(standard.retries),
          asked.retry_millis.value_or(standard.retry_millis)};
}

}  // namespace host
