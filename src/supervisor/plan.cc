#include "src/supervisor/plan.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace supervisor {
namespace {

// A longer time between two ticks: this process, and perhaps the machine, did not run, and neither
// did cells.
constexpr int64_t kPauseMillis = 2'000;

bool IsReady(Phase phase) { return phase == Phase::kStarting || phase == Phase::kWarm; }
bool IsFront(Phase phase) { return phase == Phase::kTakingOver || phase == Phase::kServing; }
bool Failed(CellEnd end) { return end.signal != 0 || end.exit_status != 0; }
int ExitCodeOf(CellEnd end) { return end.signal != 0 ? 128 + end.signal : end.exit_status; }

}  // namespace

Plan::Cell* Plan::Find(CellNumber cell) {
  const auto found = cells_.find(cell);
  return found == cells_.end() ? nullptr : &found->second;
}

std::optional<CellNumber> Plan::Front() const {
  std::optional<CellNumber> front;
  for (const auto& [number, cell] : cells_) {
    if (cell.killed || !IsFront(cell.phase)) continue;
    if (!front || cell.phase == Phase::kTakingOver) front = number;
  }
  return front;
}

std::optional<CellNumber> Plan::NextWarm() const {
  std::optional<CellNumber> next;
  for (const auto& [number, cell] : cells_) {
    if (cell.killed || cell.phase != Phase::kWarm || cell.condemned) continue;
    if (!next || cell.settings > cells_.at(*next).settings) next = number;
  }
  return next;
}

bool Plan::HasRoomToDrain() const {
  const auto draining = std::count_if(cells_.begin(), cells_.end(), [](const auto& one) {
    return !one.second.killed && one.second.phase == Phase::kDraining;
  });
  return static_cast<size_t>(draining) < limits_.draining;
}

void Plan::MakeRoomToDrain() {
  if (HasRoomToDrain()) return;
  std::optional<CellNumber> oldest;
  for (const auto& [number, cell] : cells_) {
    if (cell.killed || cell.phase != Phase::kDraining) continue;
    if (!oldest || cell.since < cells_.at(*oldest).since) oldest = number;
  }
  if (oldest) Kill(*oldest, "others have to drain");
}

void Plan::Begin(SettingsNumber settings, int64_t now) {
  wanted_ = served_ = settings;
  Decide(now);
}

void Plan::Resume(std::map<CellNumber, Cell> cells, SettingsNumber settings, uint64_t restarts,
                  int64_t now) {
  cells_ = std::move(cells);
  for (auto& [number, cell] : cells_) {
    cell.heard = now;
    last_ = std::max(last_, number);
  }
  wanted_ = served_ = settings;
  restarts_ = restarts;
  has_served_ = true;
}

void Plan::Enter(CellNumber number, Phase phase, int64_t now) {
  Cell& cell = cells_.at(number);
  cell.phase = phase;
  cell.since = cell.heard = now;
}

void Plan::OnWarm(CellNumber number, int64_t now) {
  const Cell* cell = Find(number);
  if (cell == nullptr || cell->phase != Phase::kStarting) return;
  Enter(number, Phase::kWarm, now);
  Decide(now);
}

void Plan::OnServing(CellNumber number, int64_t now) {
  Cell* cell = Find(number);
  if (cell == nullptr || cell->phase != Phase::kTakingOver) return;
  Enter(number, Phase::kServing, now);
  const SettingsNumber before = std::exchange(served_, cell->settings);
  if (!std::exchange(has_served_, true)) {
    stand_by_from_ = now + limits_.first_stand_by;
    actions_.push_back(Tell{.what = Tell::What::kServing, .cell = number});
  } else {
    actions_.push_back(Tell{.what = Tell::What::kTookOver, .cell = number, .reason = why_});
    if (served_ != before) actions_.push_back(Tell{.what = Tell::What::kReloaded, .cell = number});
  }
  for (const auto& [other, one] : cells_) {
    if (other != number && !one.killed && one.phase == Phase::kServing) Drain(other, true, now);
  }
  KillUnneeded(served_, wanted_);
  if (served_ == wanted_) actions_.push_back(SettleOn{served_});
  Decide(now);
}

void Plan::OnBeat(CellNumber number, int64_t stalled_millis, int64_t now) {
  Cell* cell = Find(number);
  if (cell == nullptr) return;
  cell->heard = now;
  if (stalled_millis < limits_.beat || cell->killed || IsReady(cell->phase)) return;
  Kill(number, absl::StrCat("a lane of it has not turned for ", stalled_millis, " ms"));
  Decide(now);
}

void Plan::OnCondemned(CellNumber number, std::string reason, int64_t now) {
  Cell* cell = Find(number);
  if (cell == nullptr || std::exchange(cell->condemned, true)) return;
  cell->heard = now;
  actions_.push_back(
      Tell{.what = Tell::What::kCondemned, .cell = number, .reason = std::move(reason)});
  DropIfReady(number);
  Decide(now);
}

void Plan::OnExhausted(CellNumber number, std::string reason, int64_t now) {
  Cell* cell = Find(number);
  if (cell == nullptr) return;
  cell->condemned = true;
  cell->heard = now;
  actions_.push_back(
      Tell{.what = Tell::What::kCondemned, .cell = number, .reason = std::move(reason)});
  if (cell->killed || stopping()) return;
  if (!IsFront(cell->phase)) {
    DropIfReady(number);
    return Decide(now);
  }
  MakeRoomToDrain();
  // What comes meanwhile waits in the sockets.
  Drain(number, /*hand_over=*/true, now);
  Decide(now);
}

void Plan::OnDrained(CellNumber number, int64_t now) {
  Cell* cell = Find(number);
  if (cell == nullptr) return;
  cell->drained = true;
  cell->heard = now;
}

void Plan::OnEnded(CellNumber number, CellEnd end, int64_t now) {
  const auto found = cells_.find(number);
  if (found == cells_.end()) return;
  const Cell was = found->second;
  cells_.erase(found);
  if (stopping()) return OnEndWhileStopping(was, end);
  const bool others =
      std::any_of(cells_.begin(), cells_.end(), [](const auto& one) { return !one.second.killed; });
  if (!has_served_ && !others) {
    leaves_ = true;
    return actions_.push_back(Leave{std::max(ExitCodeOf(end), 1)});
  }
  const bool planned =
      !was.needed || (was.phase == Phase::kDraining && (was.killed || !Failed(end)));
  if (!planned) OnCrash(number, was, end, now);
  Decide(now);
}

void Plan::OnEndWhileStopping(const Cell& was, CellEnd end) {
  if (Failed(end) && !was.killed) exit_code_ = ExitCodeOf(end);
  if (cells_.empty()) actions_.push_back(Leave{exit_code_});
}

void Plan::OnCrash(CellNumber number, const Cell& was, CellEnd end, int64_t now) {
  Tell tell{
      .what = Tell::What::kCrashed, .cell = number, .end = end, .lived_millis = now - was.born};
  const bool new_settings = was.settings == wanted_ && wanted_ != served_;
  if (new_settings && was.phase != Phase::kDraining) {
    actions_.push_back(tell);
    actions_.push_back(Tell{.what = Tell::What::kReloadFailed, .cell = number});
    // The cell in front may take over with those of the reload before.
    const std::optional<CellNumber> front = Front();
    wanted_ = front ? cells_.at(*front).settings : served_;
    KillUnneeded(served_, wanted_);
    if (wanted_ == served_) actions_.push_back(SettleOn{served_});
    return;
  }
  ++restarts_;
  if (was.phase != Phase::kDraining) {
    const bool again = crashed_ && now - *crashed_ < limits_.healthy;
    wait_ = again ? std::min(wait_ * 2, limits_.most_wait) : limits_.least_wait;
    crashed_ = now;
    not_before_ = now + wait_;
    tell.next_millis = wait_;
  }
  actions_.push_back(std::move(tell));
}

void Plan::Reload(SettingsNumber settings, bool stand_by, int64_t now) {
  if (stopping()) return;
  wanted_ = settings;
  stand_by_ = stand_by;
  KillUnneeded(served_, wanted_);
  // Somebody has looked at it.
  not_before_ = now;
  Decide(now);
}

void Plan::Stop(int signal, int64_t now) {
  const bool at_once = stopping() || !has_served_;
  stop_signal_ = signal;
  for (const auto& [number, cell] : cells_) {
    if (at_once || IsReady(cell.phase)) {
      Kill(number, "");
    } else {
      Drain(number, /*hand_over=*/false, now);
    }
  }
  if (at_once) {
    actions_.push_back(Leave{128 + signal});
  } else if (cells_.empty()) {
    actions_.push_back(Leave{0});
  }
}

void Plan::OnTick(int64_t now) {
  const bool paused = ticked_ && now - *ticked_ > kPauseMillis;
  ticked_ = now;
  for (auto& [number, cell] : cells_) {
    if (paused) cell.heard = now;
    if (!cell.killed) CheckLife(number, cell, now);
  }
  Decide(now);
}

void Plan::CheckLife(CellNumber number, const Cell& cell, int64_t now) {
  const auto seconds = [](int64_t millis) { return absl::StrCat(millis / 1'000, " s"); };
  if (cell.phase == Phase::kStarting) {
    if (now - cell.since < limits_.start) return;
    return Kill(number, absl::StrCat("it was not ready after ", seconds(limits_.start)));
  }
  if (cell.phase == Phase::kDraining && now - cell.since >= limits_.drain) {
    return Kill(number, absl::StrCat("it has not ended within ", seconds(limits_.drain)));
  }
  if (cell.drained || now - cell.heard < limits_.beat) return;
  Kill(number, absl::StrCat("it has given no sign of life for ", now - cell.heard, " ms"));
}

void Plan::Decide(int64_t now) {
  if (stopping() || leaves_) return;
  DecideFront(now);
  DecideStart(now);
}

void Plan::DecideFront(int64_t now) {
  const std::optional<CellNumber> next = NextWarm();
  if (!next) return;
  const std::optional<CellNumber> front = Front();
  if (!front) return Serve(*next, has_served_ ? "no other cell serves" : "start", now);
  const Cell& serving = cells_.at(*front);
  if (serving.phase == Phase::kTakingOver || !HasRoomToDrain()) return;
  if (cells_.at(*next).settings > serving.settings) return Serve(*next, "new settings", now);
  if (serving.condemned) Serve(*next, "the one before is condemned", now);
}

bool Plan::IsAwaited(const Cell& cell) const {
  return cell.needed && (!has_served_ || cell.settings != served_);
}

void Plan::DecideStart(int64_t now) {
  for (const auto& [number, cell] : cells_) {
    if (cell.settings != wanted_ || !IsReady(cell.phase)) continue;
    if (!cell.killed || IsAwaited(cell)) return;
  }
  const std::optional<CellNumber> front = Front();
  bool beside = false;
  if (front) {
    const Cell& serving = cells_.at(*front);
    if (serving.settings == wanted_ && !serving.condemned) {
      if (!stand_by_ || serving.phase != Phase::kServing || now < stand_by_from_) return;
    }
    beside = serving.settings == wanted_;
  }
  if (now < not_before_) return;
  const CellNumber number = ++last_;
  Cell& cell = cells_[number];
  cell.settings = wanted_;
  cell.born = now;
  Enter(number, Phase::kStarting, now);
  actions_.push_back(StartCell{.cell = number, .settings = wanted_, .stand_by = beside});
}

void Plan::Serve(CellNumber number, std::string why, int64_t now) {
  why_ = std::move(why);
  Enter(number, Phase::kTakingOver, now);
  actions_.push_back(ServeCell{.cell = number, .restarts = restarts_, .takes_over = has_served_});
}

void Plan::Drain(CellNumber number, bool hand_over, int64_t now) {
  Enter(number, Phase::kDraining, now);
  actions_.push_back(DrainCell{.cell = number, .hand_over = hand_over});
}

void Plan::Kill(CellNumber number, std::string reason) {
  cells_.at(number).killed = true;
  if (!reason.empty()) {
    actions_.push_back(
        Tell{.what = Tell::What::kKilled, .cell = number, .reason = std::move(reason)});
  }
  actions_.push_back(KillCell{number});
}

void Plan::DropIfReady(CellNumber number) {
  Cell& cell = cells_.at(number);
  if (cell.killed || !IsReady(cell.phase)) return;
  // One that cannot even start counts as one that has crashed.
  cell.needed = cell.phase == Phase::kStarting;
  Kill(number, "");
}

void Plan::KillUnneeded(SettingsNumber one, SettingsNumber other) {
  for (auto& [number, cell] : cells_) {
    if (cell.killed || !IsReady(cell.phase)) continue;
    if (cell.settings == one || cell.settings == other) continue;
    cell.needed = false;
    Kill(number, "");
  }
}

}  // namespace supervisor
