#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "src/host/log_options.h"
#include "src/worker/outcome.h"

namespace host {

// One entry of the log: what it is of, and its fields in order. Texts are borrowed.
struct LogEntry {
  // A word is written as it is where that is safe; a text, which may hold anything, in quotes.
  struct Text {
    std::string_view text;
  };
  using Value = std::variant<std::string_view, Text, int64_t>;

  std::string_view kind;  // "invocation"
  std::vector<std::pair<std::string_view, Value>> fields;
};

// The entry on one line with its end: "invocation request=1f worker=shop target=\"/a\"", or a JSON
// object with the kind as "event". Whatever the texts hold, it stays one line.
std::string FormatLine(const LogEntry& entry, LogFormat format);

// "invocation request= caller= worker= version= outcome= limit= method= target= status= cpu_us=
// wall_us= start=": caller only where another worker asked, limit only where one ended it, status 0
// where no response was started; start is "warm", or "cold-pooled", "cold-fresh" or "cold-snapshot"
// where the invocation had its isolate started.
std::string InvocationLine(const worker::Report& report, LogFormat format);
// "failure worker= request= outcome= limit= message= stack="
std::string FailureLine(std::string_view worker, const worker::Failure& failure,
                        std::string_view stack, LogFormat format);
// "parked worker= why= threads= heap_bytes=": how many threads the process has lost so, and what
// their isolates had.
std::string ParkedLine(const worker::ParkedTurn& turn, LogFormat format);
// "console worker= request= level= text="
std::string ConsoleLine(const worker::LogLine& line, std::string_view text, LogFormat format);

}  // namespace host
