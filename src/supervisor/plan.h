#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace supervisor {

// Numbers of cells and of settings rise and are not used twice.
using CellNumber = uint64_t;
using SettingsNumber = uint64_t;

// A cell's life. Warm: everything is loaded and nothing is owned that another cell may have.
// TakingOver: it was told to serve.
enum class Phase : uint8_t { kStarting, kWarm, kTakingOver, kServing, kDraining };

// Times in milliseconds.
struct PlanLimits {
  int64_t beat = 5'000;            // without a sign of life, until a cell is killed
  int64_t start = 15 * 60'000;     // until a cell is warm; it may have to read a large store
  int64_t drain = 40'000;          // a cell itself takes at most 31 s
  int64_t least_wait = 100;        // before a cell is started after one has crashed
  int64_t most_wait = 10'000;      // the wait doubles up to this
  int64_t healthy = 60'000;        // without a crash, until the wait is the least again
  int64_t first_stand_by = 1'000;  // from the first cell that serves to the first stand-by
  size_t draining = 4;             // cells at a time; one that is only condemned waits for room.
                                   // Those that are killed take none
};

// How a process ended: by a signal, or with an exit status.
struct CellEnd {
  int signal = 0;
  int exit_status = 0;
};

// What is to be done.
struct StartCell {
  CellNumber cell = 0;
  SettingsNumber settings = 0;
  bool stand_by = false;  // beside one that serves with the same settings
};
struct ServeCell {
  CellNumber cell = 0;
  uint64_t restarts = 0;
  bool takes_over = false;  // from a cell that has served
};
struct DrainCell {
  CellNumber cell = 0;
  bool hand_over = false;
};
struct KillCell {
  CellNumber cell = 0;
};
// No cell will be asked to serve with settings other than these.
struct SettleOn {
  SettingsNumber settings = 0;
};
struct Leave {
  int exit_code = 0;
};
// What is to be told to people.
struct Tell {
  enum class What {
    kServing,    // the first cell does
    kTookOver,   // another one does: `reason` says why
    kCrashed,    // a cell has ended that was not to end
    kKilled,     // one is killed: `reason` says why
    kCondemned,  // one says that it should be replaced: `reason`
    kReloaded,
    kReloadFailed,
  };
  What what = What::kServing;
  CellNumber cell = 0;
  std::string reason = "";
  CellEnd end = {};
  int64_t lived_millis = 0;
  int64_t next_millis = 0;  // until one is started in its place
};
using Action = std::variant<StartCell, ServeCell, DrainCell, KillCell, SettleOn, Leave, Tell>;

// Decides which cells there are and what each does. Knows no clock, process or socket: it is told
// what happens and when, and says what is to be done, so that its tests need no time.
//
// One cell is in front: it serves. One may stand by, warm, to take over at once. New settings come
// with a cell that is started with them; it takes over when it is warm, and until then, or if it
// ends before, nothing changes.
class Plan {
 public:
  struct Cell {
    Phase phase = Phase::kStarting;
    SettingsNumber settings = 0;
    int64_t born = 0;
    int64_t since = 0;  // when its phase began
    int64_t heard = 0;  // its last sign of life
    bool condemned = false;
    bool killed = false;   // a signal is on its way
    bool drained = false;  // it has said that nothing is under way
    bool needed = true;    // false: it was killed because it is not, and nobody misses it
  };

  // `stand_by`: whether one is kept.
  Plan(PlanLimits limits, bool stand_by) : limits_(limits), stand_by_(stand_by) {}

  // The first cell is started, with these settings.
  void Begin(SettingsNumber settings, int64_t now);
  // What there was before the program was replaced; then Reload follows.
  void Resume(std::map<CellNumber, Cell> cells, SettingsNumber settings, uint64_t restarts,
              int64_t now);

  // What cells say.
  void OnWarm(CellNumber cell, int64_t now);
  void OnServing(CellNumber cell, int64_t now);
  // Any message of a cell is a sign of life; a beat says how long a lane of its has stood still.
  void OnBeat(CellNumber cell, int64_t stalled_millis, int64_t now);
  void OnCondemned(CellNumber cell, std::string reason, int64_t now);
  // It is to serve no more, though nobody may be ready to take its place.
  void OnExhausted(CellNumber cell, std::string reason, int64_t now);
  void OnDrained(CellNumber cell, int64_t now);
  // It has ended, or could not be started.
  void OnEnded(CellNumber cell, CellEnd end, int64_t now);

  // What the operator wants.
  void Reload(SettingsNumber settings, bool stand_by, int64_t now);
  // The first time: drains. After that: ends at once.
  void Stop(int signal, int64_t now);

  // To be called about four times a second.
  void OnTick(int64_t now);

  // What is to be done now, in order.
  std::vector<Action> Take() { return std::exchange(actions_, {}); }

  const std::map<CellNumber, Cell>& cells() const { return cells_; }
  SettingsNumber settings() const { return wanted_; }
  // Those of the cell that served last.
  SettingsNumber served() const { return served_; }
  uint64_t restarts() const { return restarts_; }
  bool stopping() const { return stop_signal_ != 0; }

 private:
  Cell* Find(CellNumber cell);
  // The cell in front: one that was told to serve, else one that does; nullopt: none.
  std::optional<CellNumber> Front() const;
  // The warm cell that serves next: the one with the newest settings.
  std::optional<CellNumber> NextWarm() const;
  bool HasRoomToDrain() const;
  // Kills the one that has drained longest, where there is no room for another.
  void MakeRoomToDrain();

  // Brings about what should be.
  void Decide(int64_t now);
  void DecideFront(int64_t now);
  void DecideStart(int64_t now);
  // Whether the end of a cell that is killed decides what follows: it was to be the first, or to
  // bring new settings.
  bool IsAwaited(const Cell& cell) const;
  void Enter(CellNumber number, Phase phase, int64_t now);
  void Serve(CellNumber number, std::string why, int64_t now);
  void Drain(CellNumber number, bool hand_over, int64_t now);
  void Kill(CellNumber number, std::string reason);
  // Kills one that is not to serve and in which nothing is under way, so that another is started.
  void DropIfReady(CellNumber number);
  // Kills those that are not needed: not in front, with settings that are neither of the two.
  void KillUnneeded(SettingsNumber one, SettingsNumber other);
  void OnEndWhileStopping(const Cell& was, CellEnd end);
  void OnCrash(CellNumber number, const Cell& was, CellEnd end, int64_t now);
  void CheckLife(CellNumber number, const Cell& cell, int64_t now);

  PlanLimits limits_;
  bool stand_by_;
  std::map<CellNumber, Cell> cells_;
  CellNumber last_ = 0;
  SettingsNumber wanted_ = 0;  // of cells that are started
  SettingsNumber served_ = 0;  // of the cell that served last
  std::string why_;            // a cell takes over
  bool has_served_ = false;
  bool leaves_ = false;  // no cell could be the first that serves
  uint64_t restarts_ = 0;
  int stop_signal_ = 0;
  int exit_code_ = 0;
  int64_t wait_ = 0;
  std::optional<int64_t> crashed_;  // when one did last
  int64_t not_before_ = 0;          // cells are started
  int64_t stand_by_from_ = 0;       // stand-bys are started
  std::optional<int64_t> ticked_;
  std::vector<Action> actions_;
};

}  // namespace supervisor
