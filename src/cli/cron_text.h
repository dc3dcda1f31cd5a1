#pragma once

// How `atoll cron` writes what it has found.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/host/cron/ledger.h"

namespace cli {

// A cron, and what is kept of it.
struct ListedCron {
  std::string worker;
  std::string cron;
  std::optional<int64_t> next;  // in seconds since the epoch; nullopt: it is not configured
  std::vector<host::CronEntry> history;  // the newest first
};

// "ok", "exception" ..., "skipped", "running"; or "interrupted": its process has gone. `boot` is
// the process that runs crons now; empty: none does.
std::string OutcomeText(const host::CronEntry& entry, const std::string& boot);

// "2026-01-31T12:00:00Z"
std::string TimeText(int64_t seconds);

// A table for people; or a list of {worker, cron, next, last}.
std::string ListText(const std::vector<ListedCron>& crons, const std::string& boot, bool json);
// The same of {worker, cron, time, trigger, outcome, ...}.
std::string HistoryText(const std::vector<ListedCron>& crons, const std::string& boot, bool json);

}  // namespace cli
