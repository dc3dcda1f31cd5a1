#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/host/local_journal.h"
#include "src/host/local_workers.h"
#include "src/store/store.h"

namespace host {

// What /cdn-cgi/local/api answers with, as JSON. Text that is no UTF-8 is shown with U+FFFD.

// {"epoch", "event", "total", "requests": [...]}; of each request what a list shows, with how much
// was logged and the beginning of that.
std::string RequestsJson(const LocalJournal& journal,
                         const std::vector<const JournalEntry*>& entries);
// The whole of one, with its lines and its error.
std::string RequestJson(const JournalEntry& entry);

// {"workers": [{name, version, main, compatibilityDate, bindings, crons, running, problem}]}
std::string WorkersJson(const LocalWorkers& workers);
// {"crons": [{worker, cron, next, running}]}: when each is due next after `now`; both in seconds
// since the epoch.
std::string CronsJson(const LocalWorkers& workers, int64_t now);
// {"namespaces": [{id, bindings: [{worker, name}]}]}: those that the workers have.
std::string NamespacesJson(const LocalWorkers& workers);

// {"keys": [{name, expiration, metadata}], "cursor"}: with `cursor` where there are more. Metadata
// that cannot be read as JSON is a string here.
std::string KeysJson(const store::Page& page);
// {"size", "encoding": "utf8" or "base64", "value", "cut", "expiration", "metadata"}: at most
// `limit` octets of the value, `cut` telling whether that is not all of it.
std::string ValueJson(const store::Found& found, std::string_view value, size_t limit);

// Whether JSON can hold `text` as it is.
bool IsUtf8(std::string_view text);

// {"error": "..."}
std::string ErrorJson(std::string_view message);

}  // namespace host
