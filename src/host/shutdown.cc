#include "src/host/shutdown.h"

#include <signal.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "src/loop/signals.h"
#include "src/loop/timer.h"

namespace host {
namespace {

constexpr int64_t kStopMillis = 1'000;
constexpr absl::Duration kIdlePatience = absl::Milliseconds(100);
constexpr int64_t kNoticeMillis = 200;  // usually it is over before anybody wonders

// The way from the first signal to the end.
class Shutdown {
 public:
  Shutdown(loop::Loop& control, std::span<const std::unique_ptr<LaneServer>> lanes,
           worker::Crew& crew, Console& console, int64_t grace_millis,
           absl::AnyInvocable<void()> on_drain)
      : control_(control),
        lanes_(lanes),
        crew_(crew),
        console_(console),
        grace_millis_(grace_millis),
        on_drain_(std::move(on_drain)),
        notice_(control),
        grace_(control),
        stop_(control) {}

  void OnSignal(int signal) {
    if (std::exchange(draining_, true)) {
      ending_.exit_code = 128 + signal;
      over_ = true;
      return;
    }
    if (on_drain_ != nullptr) on_drain_();
    for (const auto& lane : lanes_) lane->Drain();
    notice_.Start(kNoticeMillis, [this] {
      console_.Error("Stopping: waiting for open requests; a second signal stops at once\n");
    });
    grace_.Start(grace_millis_, [this] { OnGraceOver(); });
  }

  Ending Run() {
    while (!over_ && !AllFinished()) control_.RunOnce(loop::Wait::kYes);
    // Turns that have lost their lanes are not waited for.
    ending_.abandoned = !AllFinished() || !crew_.WaitIdle(kIdlePatience);
    return ending_;
  }

 private:
  bool AllFinished() const {
    return std::all_of(lanes_.begin(), lanes_.end(),
                       [](const auto& lane) { return lane->finished(); });
  }

  void OnGraceOver() {
    console_.Error(absl::StrCat("Stopping: requests that were still open after ",
                                grace_millis_ / 1000, " s are cut off\n"));
    for (const auto& lane : lanes_) lane->Stop();
    // A lane whose JavaScript does not return cannot stop.
    stop_.Start(kStopMillis, [this] { over_ = true; });
  }

  loop::Loop& control_;
  std::span<const std::unique_ptr<LaneServer>> lanes_;
  worker::Crew& crew_;
  Console& console_;
  const int64_t grace_millis_;
  absl::AnyInvocable<void()> on_drain_;
  loop::Timer notice_;
  loop::Timer grace_;
  loop::Timer stop_;
  bool draining_ = false;
  bool over_ = false;
  Ending ending_;
};

}  // namespace

Ending ServeUntilSignal(loop::Loop& control, std::span<const std::unique_ptr<LaneServer>> lanes,
                        worker::Crew& crew, Console& console, std::string_view ready,
                        int64_t grace_millis, absl::AnyInvocable<void()> on_drain) {
  Shutdown shutdown(control, lanes, crew, console, grace_millis, std::move(on_drain));
  absl::StatusOr<std::unique_ptr<loop::Signals>> signals = loop::Signals::Watch(
      control, {SIGINT, SIGTERM}, [&shutdown](int signal) { shutdown.OnSignal(signal); });
  if (!signals.ok()) {
    console.Error(absl::StrCat("atoll: cannot watch signals: ", signals.status().message(), "\n"));
  }
  console.Out(ready);
  return shutdown.Run();
}

}  // namespace host
