#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace worker {

// What a worker may use. Each is on by default and holds for one version of one worker.
struct Limits {
  // CPU time of one invocation, from its event to its last waitUntil.
  int64_t cpu_millis = 1'000;
  // CPU time of the worker's top level.
  int64_t startup_cpu_millis = 1'000;
  // From the event to the end of the response.
  int64_t wall_millis = 30'000;
  // From the end of the response, or the client's going, to the last waitUntil.
  int64_t wait_until_millis = 30'000;
  // Of one isolate, in octets: JavaScript heap, ArrayBuffers and WebAssembly memories.
  uint64_t memory_bytes = uint64_t{128} << 20;
  // Requests that one invocation may make, each redirect counted.
  int subrequests = 50;
  // Invocations that one lane runs at a time for the worker; more wait.
  int concurrency = 1'000;
  // Requests that wait in one lane for the worker; more are answered with 503.
  int queue = 1'000;

  bool operator==(const Limits&) const = default;
};

// What somebody asks of the limits, in the words and units of a configuration's `limits`. What is
// left out is up to others.
struct LimitsRequest {
  std::optional<int64_t> cpu_ms;
  std::optional<int64_t> startup_cpu_ms;
  std::optional<int64_t> wall_ms;
  std::optional<int64_t> wait_until_ms;
  std::optional<int64_t> memory_mb;  // 1 is 2^20 octets
  std::optional<int64_t> subrequests;
  std::optional<int64_t> concurrency;
  std::optional<int64_t> queue;

  bool operator==(const LimitsRequest&) const = default;
};

// Which limit ended an invocation.
enum class Limit {
  kNone,
  kCpu,
  kStartupCpu,
  kMemory,
  kWallTime,
  kWaitUntil,
  kQueue,
};

// "cpu", "startup_cpu", "memory", "wall_time", "wait_until", "queue"; "" for kNone: the words of
// metrics, log lines and answers.
std::string_view LimitName(Limit limit);

}  // namespace worker
