#include "src/host/shutdown.h"

#include <signal.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "src/loop/signals.h"

namespace host {
namespace {

constexpr int64_t kStopMillis = 1'000;
constexpr absl::Duration kIdlePatience = absl::Milliseconds(100);
constexpr int64_t kNoticeMillis = 200;  // usually it is over before anybody wonders

}  // namespace

Shutdown::Shutdown(loop::Loop& control, std::span<const std::unique_ptr<LaneServer>> lanes,
                   worker::Crew& crew, Console& console, Options options)
    : control_(control),
      lanes_(lanes),
      crew_(crew),
      console_(console),
      options_(std::move(options)),
      notice_(control),
      grace_(control),
      stop_(control) {}

void Shutdown::Drain(Successor successor) {
  const bool begins = !std::exchange(draining_, true);
  if (begins && options_.on_drain != nullptr) options_.on_drain();
  const bool hand_over = successor == Successor::kAnotherProcess;
  for (const auto& lane : lanes_) lane->Drain(hand_over ? kHandOverIdleMillis : 0);
  if (!hand_over) {
    notice_.Start(kNoticeMillis, [this] {
      console_.Error("Stopping: waiting for open requests; a second signal stops at once\n");
    });
  }
  if (begins) grace_.Start(options_.grace_millis, [this] { OnGraceOver(); });
}

void Shutdown::OnSignal(int signal) {
  if (!std::exchange(signalled_, true)) return Drain(Successor::kNone);
  ending_.exit_code = 128 + signal;
  over_ = true;
}

void Shutdown::Fail(int exit_code) {
  ending_.exit_code = exit_code;
  Drain(Successor::kNone);
}

Ending Shutdown::Run() {
  while (!over_ && !AllFinished()) control_.RunOnce(loop::Wait::kYes);
  // Turns that have lost their lanes are not waited for.
  ending_.abandoned = !AllFinished() || !crew_.WaitIdle(kIdlePatience);
  return ending_;
}

bool Shutdown::AllFinished() const {
  return std::all_of(lanes_.begin(), lanes_.end(),
                     [](const auto& lane) { return lane->finished(); });
}

void Shutdown::OnGraceOver() {
  console_.Error(absl::StrCat("Stopping: requests that were still open after ",
                              options_.grace_millis / 1000, " s are cut off\n"));
  for (const auto& lane : lanes_) lane->Stop();
  // A lane whose JavaScript does not return cannot stop.
  stop_.Start(kStopMillis, [this] { over_ = true; });
}

Ending ServeUntilSignal(Shutdown& shutdown, loop::Loop& control, Console& console,
                        std::string_view ready) {
  absl::StatusOr<std::unique_ptr<loop::Signals>> signals = loop::Signals::Watch(
      control, {SIGINT, SIGTERM}, [&shutdown](int signal) { shutdown.OnSignal(signal); });
  if (!signals.ok()) {
    console.Error(absl::StrCat("atoll: cannot watch signals: ", signals.status().message(), "\n"));
  }
  console.Out(ready);
  return shutdown.Run();
}

Ending ServeUntilSignal(loop::Loop& control, std::span<const std::unique_ptr<LaneServer>> lanes,
                        worker::Crew& crew, Console& console, std::string_view ready,
                        int64_t grace_millis, absl::AnyInvocable<void()> on_drain) {
  Shutdown shutdown(control, lanes, crew, console,
                    {.grace_millis = grace_millis, .on_drain = std::move(on_drain)});
  return ServeUntilSignal(shutdown, control, console, ready);
}

}  // namespace host
