#include "src/host/local_site.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "src/host/console.h"
#include "src/host/cron_expression.h"
#include "src/host/local_answer.h"
#include "src/host/local_json.h"
#include "src/host/local_origin.h"
#include "src/host/local_page.h"
#include "src/host/query.h"

namespace host {
namespace {

constexpr std::string_view kRoot = LocalSite::kRoot;
constexpr std::string_view kPlain = "text/plain; charset=utf-8";
// Nothing but the page's own files, and nothing of it in a page of others.
constexpr std::string_view kPolicy =
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

std::string_view PathOf(std::string_view target) { return target.substr(0, target.find('?')); }

void SendText(http::Responder&& responder, int status, std::string text) {
  responder->Send(LocalHead(status, kPlain), base::Bytes(std::move(text)));
}

void SendRefusal(http::Responder&& responder, LocalRefusal refusal) {
  if (refusal == LocalRefusal::kHost) {
    return SendText(std::move(responder), 403, "Invalid Host header");
  }
  SendError(std::move(responder), 403,
            absl::StrCat("The request may come from another site; expected its Origin, and the "
                         "field ",
                         kLocalField, "."));
}

void SendFile(http::Responder&& responder, const LocalFile& file) {
  http::ResponseHead head = LocalHead(200, file.type);
  head.headers.Add("content-security-policy", kPolicy);
  responder->Send(std::move(head), base::Bytes::Static(file.text));
}

std::string RunJson(const worker::ScheduledResult& result) {
  const auto millis = [](int64_t nanos) { return static_cast<double>(nanos / 1000) / 1000; };
  return absl::StrCat("{\"outcome\":\"", worker::OutcomeName(result.outcome),
                      "\",\"noRetry\":", result.no_retry ? "true" : "false",
                      ",\"wall\":", millis(result.wall_nanos),
                      ",\"cpu\":", millis(result.cpu_nanos), ",\"request\":\"",
                      result.request == 0 ? "" : worker::RequestIdText(result.request), "\"}");
}

}  // namespace

LocalSite::LocalSite(loop::Loop& loop, std::shared_ptr<worker::LanePort> port,
                     worker::Service& site, LocalJournal& journal, Options options,
                     const base::Clock& clock)
    : site_(site),
      journal_(journal),
      options_(std::move(options)),
      clock_(clock),
      events_(loop, journal),
      kv_(options_.open_kv, workers_, std::move(port), clock) {
  journal_.OnChange([this] { events_.OnEntries(); });
  workers_.OnChange([this] { events_.OnWorkers(); });
}

LocalSite::~LocalSite() { journal_.OnChange(nullptr); }

bool LocalSite::Takes(std::string_view target) {
  const std::string_view path = PathOf(target);
  return path == kRoot || absl::StartsWith(path, absl::StrCat(kRoot, "/"));
}

void LocalSite::Fetch(http::Request&& request, http::Responder&& responder) {
  const LocalRefusal refusal = CheckLocalRequest(request.head, options_.address);
  if (refusal != LocalRefusal::kNone) return SendRefusal(std::move(responder), refusal);
  // The head moves on with the request.
  const std::string target = request.head.target;
  std::string_view path = PathOf(target);
  if (path == kRoot) {
    http::ResponseHead head = LocalHead(308, kPlain);
    head.headers.Add("location", absl::StrCat(kRoot, "/"));
    return responder->Send(std::move(head), base::Bytes());
  }
  path.remove_prefix(kRoot.size() + 1);
  if (absl::ConsumePrefix(&path, "api/")) {
    return FetchApi(path, std::move(request), std::move(responder));
  }
  const std::optional<LocalFile> file = FindLocalFile(path);
  const std::string& method = request.head.method;
  if (file && method != "GET" && method != "HEAD") {
    return SendWrongMethod(std::move(responder), method, "GET, HEAD");
  }
  if (file) return SendFile(std::move(responder), *file);
  SendText(std::move(responder), 404,
           absl::StrCat("Nothing is at ", Quoted(PathOf(target)), "; the page is at ", kRoot,
                        "/ and runs a cron at ", kRoot, "/scheduled?cron=...\n"));
}

void LocalSite::FetchApi(std::string_view path, http::Request&& request,
                         http::Responder&& responder) {
  const http::RequestHead& head = request.head;
  if (path == "requests" || absl::StartsWith(path, "requests/")) {
    absl::ConsumePrefix(&path, "requests");
    return AnswerRequests(path, head, std::move(responder));
  }
  if (path == "kv" || absl::StartsWith(path, "kv/")) {
    absl::ConsumePrefix(&path, "kv");
    return kv_.Fetch(path, std::move(request), std::move(responder));
  }
  if (path == "crons/run") {
    if (head.method == "POST") return RunCron(head, std::move(responder));
    return SendWrongMethod(std::move(responder), head.method, "POST");
  }
  const bool known = path == "workers" || path == "crons" || path == "events";
  if (!known) {
    return SendError(std::move(responder), 404,
                     absl::StrCat("Nothing is at ", Quoted(PathOf(head.target)),
                                  "; expected workers, crons, requests, events or kv."));
  }
  const bool is_stream = path == "events";
  if (head.method != "GET" && (head.method != "HEAD" || is_stream)) {
    return SendWrongMethod(std::move(responder), head.method, is_stream ? "GET" : "GET, HEAD");
  }
  if (path == "workers") return SendJson(std::move(responder), 200, WorkersJson(workers_));
  if (path == "crons") return SendJson(std::move(responder), 200, CronsJson(workers_, Now()));
  const std::optional<std::string_view> last_id = head.headers.Get("last-event-id");
  events_.Follow(std::move(responder),
                 last_id ? std::string(*last_id) : QueryValue(head.target, "after").value_or(""));
}

void LocalSite::AnswerRequests(std::string_view path, const http::RequestHead& head,
                               http::Responder&& responder) {
  if (path.empty() && head.method == "DELETE") {
    journal_.Clear();
    return SendJson(std::move(responder), 200, "{}");
  }
  if (head.method != "GET" && head.method != "HEAD") {
    return SendWrongMethod(std::move(responder), head.method,
                           path.empty() ? "GET, HEAD, DELETE" : "GET, HEAD");
  }
  if (path.empty()) {
    return SendJson(std::move(responder), 200,
                    RequestsJson(journal_, journal_.ChangedAfter(0, journal_.size())));
  }
  uint64_t number = 0;
  const JournalEntry* entry = nullptr;
  if (absl::SimpleAtoi(path.substr(1), &number)) entry = journal_.Find(number);
  if (entry != nullptr) return SendJson(std::move(responder), 200, RequestJson(*entry));
  SendError(std::move(responder), 404,
            absl::StrCat("There is no request ", Quoted(path.substr(1)), " among the last ones."));
}

void LocalSite::RunCron(const http::RequestHead& head, http::Responder&& responder) {
  const std::string name = QueryValue(head.target, "worker").value_or("");
  const LocalWorker* worker = workers_.Find(name);
  if (worker == nullptr) {
    return SendError(std::move(responder), 404,
                     absl::StrCat("There is no worker ", Quoted(name), "."));
  }
  if (!worker->running) {
    return SendError(std::move(responder), 409,
                     absl::StrCat("The worker ", Quoted(name), " does not start."));
  }
  worker::ScheduledEvent event;
  event.worker = name;
  event.cron = QueryValue(head.target, "cron").value_or("");
  const absl::StatusOr<CronExpression> expression = CronExpression::Parse(event.cron);
  if (!expression.ok()) return SendError(std::move(responder), expression.status());
  event.scheduled_millis = static_cast<double>(static_cast<int64_t>(clock_.WallMillis()));
  event.cpu_millis = CronCpuMillis(*expression, Now());
  site_.Scheduled(std::move(event), [responder = std::move(responder)](
                                        const worker::ScheduledResult& result) mutable {
    SendJson(std::move(responder), 200, RunJson(result));
  });
}

}  // namespace host
