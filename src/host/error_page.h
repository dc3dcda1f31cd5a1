#pragma once

#include <string>
#include <string_view>

#include "src/engine/module_graph.h"
#include "src/host/console.h"
#include "src/host/source_map.h"
#include "src/http/message.h"
#include "src/worker/outcome.h"

namespace host {

// Something that went wrong in a worker, as its author is told of it.
struct ErrorReport {
  std::string heading;  // "Uncaught exception", "The worker does not start"
  std::string message;  // one line or several
  std::string stack;    // may be empty, or repeat the message
  std::string file;     // where it was; empty when not known
  int line = 0;         // from 1; 0: not known
  int column = 0;
  std::string source_line;
  NearbyLines nearby;  // to the source line
  std::string request_id;
  std::string request;  // "GET http://localhost:8787/a?b"; shown on pages. Empty: of no request
};

// A report of a failed invocation. The place is that of the stack's first frame in a module of
// `graph` (null: no modules are known), and the source line comes from there; `maps` tell of
// modules that were bundled (null: none was).
ErrorReport ReportFailure(const worker::Failure& failure, const engine::ModuleGraph* graph,
                          const SourceMaps* maps = nullptr);

// "src/a.js:3:14", or what is known of it.
std::string PlaceOf(const ErrorReport& report);

// A page of HTML that shows the report. Every part of it is escaped.
std::string RenderHtml(const ErrorReport& report);
// The same for a terminal or a client that takes no HTML: message, place, source line and a caret,
// stack.
std::string RenderText(const ErrorReport& report, const Console* colours = nullptr);

// Answers `request` with the report: HTML if its Accept names text/html, else plain text.
http::ResponseHead ErrorResponse(const ErrorReport& report, int status,
                                 const http::RequestHead& request, std::string* body);

// `text` with the five characters that mean something to HTML as character references.
std::string EscapeHtml(std::string_view text);

}  // namespace host
