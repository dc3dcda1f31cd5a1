// `atoll cron`: the crons of a configuration and of a data directory, from the command line.

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "src/base/clock.h"
#include "src/cli/commands.h"
#include "src/cli/cron_host.h"
#include "src/cli/cron_text.h"
#include "src/cli/worker_sources.h"
#include "src/host/cron/ledger.h"
#include "src/host/cron_expression.h"
#include "src/host/edge_server.h"
#include "src/host/query.h"
#include "src/http/client.h"
#include "src/loop/loop.h"
#include "src/store/lmdb_compaction.h"

namespace cli {
namespace {

using Action = CronCommand::Action;

// A run may take 15 minutes, and wait for others before.
constexpr int64_t kPatienceMillis = 3'600'000;
constexpr size_t kMaxAnswerBytes = size_t{1} << 20;

int64_t NowSeconds() { return static_cast<int64_t>(base::Clock::Real().WallMillis() / 1000); }

// What a configuration says, and where what was run is kept.
struct Configured {
  bool any = false;  // whether there is a configuration
  NodeCrons crons;
  std::string data_dir;
};

absl::StatusOr<Configured> ReadConfiguration(const CronCommand& command) {
  Configured found;
  found.data_dir = command.data_dir;
  host::NodeConfig node;
  host::ProjectOptions project;
  project.path = command.path;
  project.config = command.config;
  project.environment = command.environment;
  if (host::IsNodeConfig(command.path)) {
    absl::StatusOr<host::NodeConfig> read = host::ReadNodeConfig(command.path);
    if (!read.ok()) return read.status();
    node = *std::move(read);
    project.path.clear();
  }
  if (!command.workers_dir.empty()) node.workers_dir = command.workers_dir;
  if (ServesMany(node)) {
    absl::StatusOr<std::vector<host::WorkerSource>> sources = ListSources(node, project);
    if (!sources.ok()) return sources.status();
    found.any = true;
    found.crons = CronsOf(*sources, node.cron);
    if (found.data_dir.empty()) found.data_dir = node.data_dir;
    return found;
  }
  const bool named = !command.path.empty() || !command.config.empty();
  if (!named && !command.data_dir.empty()) return found;
  absl::StatusOr<host::Project> opened = host::OpenProject(project);
  if (!opened.ok()) return opened.status();
  found.any = true;
  found.crons = CronsOf(opened->spec.name, opened->triggers, node.cron);
  if (found.data_dir.empty()) found.data_dir = (opened->root / ".atoll" / "state").string();
  return found;
}

bool IsWanted(const CronCommand& command, const ListedCron& cron) {
  return (command.worker.empty() || command.worker == cron.worker) &&
         (command.cron.empty() || command.cron == cron.cron);
}

std::vector<ListedCron> CronsIn(const NodeCrons& crons) {
  std::vector<ListedCron> listed;
  for (const host::WorkerCrons& worker : crons.workers) {
    for (const std::string& cron : worker.crons) {
      listed.push_back({worker.worker, cron, std::nullopt, {}});
    }
  }
  return listed;
}

// Adds what is kept of the crons in a data directory; `any`: the list has all that are wanted.
absl::Status AddKept(const std::string& data_dir, bool any, std::vector<ListedCron>& crons,
                     std::string& boot) {
  const std::string folder = CronFolder(data_dir);
  const bool is_run = store::IsOpenSomewhere(folder);
  absl::StatusOr<std::unique_ptr<store::Store>> store = OpenCronStore(folder, /*create=*/false);
  // What is configured may not have run yet.
  if (absl::IsNotFound(store.status()) && any) return absl::OkStatus();
  if (!store.ok()) return store.status();
  auto space = (*store)->Open(host::CronLedger::kNamespace, /*create=*/false);
  if (absl::IsNotFound(space.status())) return absl::OkStatus();
  if (!space.ok()) return space.status();
  const host::CronLedger ledger(*std::move(space), "");
  absl::StatusOr<std::string> kept_boot = ledger.Boot();
  if (!kept_boot.ok()) return kept_boot.status();
  if (is_run) boot = *std::move(kept_boot);
  absl::StatusOr<std::vector<host::KeptCron>> all = ledger.List();
  if (!all.ok()) return all.status();
  for (const host::KeptCron& kept : *all) {
    auto found = std::ranges::find_if(crons, [&](const ListedCron& one) {
      return one.worker == kept.worker && one.cron == kept.cron;
    });
    if (found == crons.end()) {
      if (any) continue;
      found = crons.insert(found, {kept.worker, kept.cron, std::nullopt, {}});
    }
    absl::StatusOr<std::vector<host::CronEntry>> history = ledger.History(kept);
    if (!history.ok()) return history.status();
    found->history = *std::move(history);
  }
  return absl::OkStatus();
}

absl::Status Show(const CronCommand& command, host::Console& console) {
  absl::StatusOr<Configured> configured = ReadConfiguration(command);
  if (!configured.ok()) return configured.status();
  std::vector<ListedCron> crons = CronsIn(configured->crons);
  std::string boot;
  if (!configured->data_dir.empty()) {
    absl::Status status = AddKept(configured->data_dir, configured->any, crons, boot);
    if (!status.ok()) return status;
  } else if (command.action == Action::kHistory) {
    return absl::FailedPreconditionError(
        "there is no folder in which what was run is kept; expected --data-dir FOLDER, or "
        "\"data_dir\" in the node's [server]");
  }
  std::erase_if(crons, [&](const ListedCron& cron) { return !IsWanted(command, cron); });
  const int64_t now = NowSeconds();
  for (ListedCron& cron : crons) {
    const absl::StatusOr<host::CronExpression> expression = host::CronExpression::Parse(cron.cron);
    if (expression.ok()) cron.next = expression->Next(now);
    const auto limit = static_cast<size_t>(command.limit);
    if (cron.history.size() > limit) cron.history.resize(limit);
  }
  console.Out(command.action == Action::kList ? ListText(crons, boot, command.json)
                                              : HistoryText(crons, boot, command.json));
  return absl::OkStatus();
}

// Asks a server on this machine, or wherever the admin port is, and waits for its answer.
class Asker {
 public:
  Asker() : client_(loop_, Options()) {}

  struct Answer {
    int status = 0;
    std::string body;
  };
  absl::StatusOr<Answer> Ask(std::string method, const std::string& url, std::string host) {
    http::ClientRequest request;
    if (absl::Status status = http::SetUrl(url, &request); !status.ok()) return status;
    request.head.method = std::move(method);
    if (!host.empty()) request.head.authority = std::move(host);
    std::unique_ptr<http::ClientCall> call =
        client_.Fetch(std::move(request), [this](absl::StatusOr<http::ClientResponse> response) {
          if (!response.ok()) return Finish(response.status());
          answer_.status = response->head.status;
          body_ = std::move(response->body);
          body_ == nullptr ? Finish(absl::OkStatus()) : Read();
        });
    while (!over_) loop_.RunOnce(loop::Wait::kYes);
    if (!status_.ok()) return status_;
    return std::move(answer_);
  }

 private:
  static http::ClientOptions Options() {
    http::ClientOptions options;
    options.policy.reach = net::OutboundPolicy::Reach::kAll;
    options.first_byte_millis = kPatienceMillis;
    return options;
  }
  void Read() {
    body_->Read([this](absl::StatusOr<std::optional<base::Bytes>> chunk) {
      if (!chunk.ok()) return Finish(chunk.status());
      if (!*chunk) return Finish(absl::OkStatus());
      absl::StrAppend(&answer_.body, (*chunk)->view());
      if (answer_.body.size() > kMaxAnswerBytes) {
        return Finish(absl::InvalidArgumentError("the answer is too long"));
      }
      Read();
    });
  }
  void Finish(absl::Status status) {
    over_ = true;
    status_ = std::move(status);
  }

  loop::Loop loop_;
  http::Client client_;
  http::Body body_;
  Answer answer_;
  bool over_ = false;
  absl::Status status_;
};

std::string RunUrl(const CronCommand& command) {
  std::string query;
  const auto add = [&query](std::string_view name, std::string_view value) {
    absl::StrAppend(&query, query.empty() ? "?" : "&", name, "=", host::EncodeQueryValue(value));
  };
  if (!command.cron.empty()) add("cron", command.cron);
  if (command.time) add("time", absl::StrCat(*command.time));
  if (command.admin.empty()) {
    add("format", "json");
    return absl::StrCat("http://127.0.0.1:", command.port, "/cdn-cgi/local/scheduled", query);
  }
  if (!command.worker.empty()) add("worker", command.worker);
  const host::AddressAndPort admin = host::ParseListen(command.admin).value();
  return absl::StrCat("http://", host::HostAndPort(admin.address, admin.port), "/cron/run", query);
}

std::string OneLineOf(std::string_view text) {
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  return host::OneLine(text.substr(0, 1'000));
}

absl::Status RunNow(const CronCommand& command, host::Console& console) {
  const bool dev = command.admin.empty();
  const std::string url = RunUrl(command);
  absl::StatusOr<Asker::Answer> answer =
      Asker().Ask(dev ? "GET" : "POST", url, dev ? "localhost" : "");
  if (!answer.ok()) {
    return absl::Status(
        answer.status().code(),
        absl::StrCat(answer.status().message(), "; expected ",
                     dev ? "`atoll dev` on --port, or the admin port of `atoll serve` as --admin"
                         : "the admin port of `atoll serve`"));
  }
  // 500 of dev is how a run that has failed is told.
  const auto json = nlohmann::json::parse(answer->body, nullptr, false);
  if (!json.is_object() || !json.contains("outcome") || !json["outcome"].is_string()) {
    return absl::UnknownError(
        absl::StrCat("the server has answered ", answer->status, ": ", OneLineOf(answer->body)));
  }
  const auto outcome = json["outcome"].get<std::string>();
  console.Out(command.json ? absl::StrCat(OneLineOf(answer->body), "\n")
                           : absl::StrCat(host::OneLine(outcome), "\n"));
  if (outcome == "ok") return absl::OkStatus();
  return absl::AbortedError("the run has failed; the server's log tells why");
}

}  // namespace

int RunCron(const CronCommand& command, host::Console& console) {
  const absl::Status status =
      command.action == Action::kRun ? RunNow(command, console) : Show(command, console);
  if (status.ok()) return 0;
  console.Error(absl::StrCat("atoll: ", status.message(), "\n"));
  return 1;
}

}  // namespace cli
