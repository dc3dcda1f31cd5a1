#include "src/host/deployments.h"

#include <utility>
#include <variant>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "src/base/thread_priority.h"

namespace host {
namespace {

size_t BytesOf(const engine::ModuleGraph& graph) {
  size_t bytes = 0;
  for (const engine::ModuleSource& module : graph.modules) {
    bytes += module.contents.size() + module.code_cache.size();
  }
  return bytes;
}

}  // namespace

Deployments::Deployments(const engine::Snapshot& snapshot, std::vector<WorkerSource> sources,
                         Options options, EdgeObserver& observer, Console& console)
    : snapshot_(snapshot), options_(std::move(options)), observer_(observer), console_(console) {
  for (WorkerSource& source : sources) {
    std::string name = source.name;
    if (!source.problem.ok()) {
      Say(absl::StrCat(source.problem.message(), "; the worker ", Quoted(name), " cannot run"));
    }
    std::unique_ptr<Entry>& entry = entries_[absl::AsciiStrToLower(name)];
    if (entry == nullptr) {
      source.project.name = name;
      entry = std::make_unique<Entry>(Entry{name, std::move(source.project)});
      order_.push_back(entry.get());
      names_.push_back(std::move(name));
      continue;
    }
    if (!std::exchange(entry->two_sources, true)) {
      entry->problem = absl::AlreadyExistsError(
          absl::StrCat("two workers are called ", Quoted(entry->name), ": ", entry->project.path,
                       " and ", source.project.path, "; expected one"));
      Say(absl::StrCat(entry->problem.message(), "; neither can run"));
    }
  }
  for (int i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { RunAsked(); });
}

Deployments::~Deployments() {
  {
    absl::MutexLock lock(mutex_);
    stopping_ = true;
    more_asked_.SignalAll();
  }
  for (std::thread& thread : threads_) thread.join();
}

Deployments::Entry* Deployments::Find(std::string_view name) const {
  auto found = entries_.find(absl::AsciiStrToLower(name));
  return found != entries_.end() ? found->second.get() : nullptr;
}

bool Deployments::Has(std::string_view name) const { return Find(name) != nullptr; }

VersionSource::VersionPtr Deployments::Ready(std::string_view name) {
  Entry* entry = Find(name);
  if (entry == nullptr) return nullptr;
  absl::MutexLock lock(mutex_);
  if (entry->version != nullptr) kept_.splice(kept_.begin(), kept_, entry->place);
  return entry->version;
}

void Deployments::Deploy(std::string_view name, Done done) {
  Entry* entry = Find(name);
  if (entry == nullptr) {
    return done(absl::NotFoundError(absl::StrCat("no worker is called ", Quoted(name))));
  }
  absl::StatusOr<VersionPtr> known;
  {
    absl::MutexLock lock(mutex_);
    const bool failed = !entry->problem.ok() &&
                        (entry->two_sources || options_.clock->MonotonicNanos() < entry->retry_at);
    if (entry->version == nullptr && !failed) {
      entry->waiting.push_back(std::move(done));
      if (!std::exchange(entry->queued, true)) {
        asked_.push_back(entry);
        more_asked_.Signal();
      }
      return;
    }
    known = entry->version;
    if (failed) known = entry->problem;
    if (entry->two_sources && !std::exchange(entry->told, true)) {
      Say(absl::StrCat("worker ", Quoted(entry->name),
                       " was asked for and cannot run: ", entry->problem.message()));
    }
  }
  done(std::move(known));
}

size_t Deployments::kept_bytes() const {
  absl::MutexLock lock(mutex_);
  return kept_bytes_;
}

void Deployments::PrepareInBackground() {
  threads_.emplace_back([this] { RunBackground(); });
}

engine::Compiler::Options Deployments::CompilerOptions() const {
  engine::Compiler::Options options;
  options.caches = options_.code_caches;
  return options;
}

Deployments::Entry* Deployments::NextAsked() {
  absl::MutexLock lock(mutex_);
  while (asked_.empty() && !stopping_) more_asked_.Wait(&mutex_);
  if (stopping_) return nullptr;
  Entry* entry = asked_.front();
  asked_.pop_front();
  return entry;
}

void Deployments::RunAsked() {
  engine::Compiler compiler(snapshot_, CompilerOptions());
  while (Entry* entry = NextAsked()) DeployNow(compiler, *entry, true);
}

bool Deployments::WantsBackground(const Entry& entry) {
  absl::MutexLock lock(mutex_);
  return entry.version == nullptr && !entry.queued && entry.problem.ok();
}

bool Deployments::BackgroundIsOver() const {
  absl::MutexLock lock(mutex_);
  return stopping_ || kept_bytes_ >= options_.kept_bytes;
}

void Deployments::RunBackground() {
  // Not idle: it takes locks that lanes take.
  base::HoldBack(base::ThreadId());
  engine::Compiler compiler(snapshot_, CompilerOptions());
  for (Entry* entry : order_) {
    if (BackgroundIsOver()) return;
    // One that somebody asks for meanwhile is deployed a second time: a thread that has a small
    // share is no one to wait for.
    if (WantsBackground(*entry)) DeployNow(compiler, *entry, false);
  }
}

void Deployments::DeployNow(engine::Compiler& compiler, Entry& entry, bool asked) {
  {
    absl::MutexLock lock(mutex_);
    if (entry.version != nullptr) {  // the thread in the background was faster
      entry.queued = false;
      return;
    }
  }
  DeployOptions options = options_.deploy;
  options.project = entry.project;
  std::variant<Deployment, DeployError> result = host::Deploy(compiler, options);
  if (auto* error = std::get_if<DeployError>(&result)) {
    return Publish(entry, absl::InvalidArgumentError(error->message), asked);
  }
  auto& deployment = std::get<Deployment>(result);
  if (!deployment.source_maps->empty()) {
    observer_.SetSourceMaps(entry.name, std::move(deployment.source_maps));
  }
  {
    absl::MutexLock lock(mutex_);
    if (entry.meter == nullptr) {
      entry.meter = options_.meter_of ? options_.meter_of(entry.name) : deployment.version->meter;
    }
    deployment.version->meter = entry.meter;
    if (std::exchange(entry.told, true)) deployment.warnings.clear();
  }
  for (const std::string& warning : deployment.warnings) Say(warning);
  if (options_.on_deployed) options_.on_deployed(*deployment.version);
  Publish(entry, VersionPtr(std::move(deployment.version)), asked);
}

void Deployments::Publish(Entry& entry, absl::StatusOr<VersionPtr> result, bool asked) {
  if (asked && !result.ok()) {
    Say(absl::StrCat("worker ", Quoted(entry.name), " was asked for and cannot run: ",
                     entry.project.path, ": ", result.status().message()));
  }
  std::vector<Done> waiting;
  {
    absl::MutexLock lock(mutex_);
    if (asked) entry.queued = false;
    // What fails in the background is tried again, and told of, when somebody asks.
    if (!asked && !result.ok()) return;
    waiting = std::exchange(entry.waiting, {});
    if (!result.ok()) {
      entry.problem = result.status();
      entry.retry_at = options_.clock->MonotonicNanos() + kRetryNanos;
    } else if (entry.version != nullptr) {
      result = entry.version;
    } else {
      entry.problem = absl::OkStatus();
      Keep(entry, *result, asked);
    }
  }
  for (Done& done : waiting) done(result);
}

void Deployments::Keep(Entry& entry, VersionPtr version, bool asked) {
  entry.bytes = BytesOf(version->graph);
  entry.version = std::move(version);
  entry.place = kept_.insert(asked ? kept_.begin() : kept_.end(), &entry);
  kept_bytes_ += entry.bytes;
  while (kept_bytes_ > options_.kept_bytes && kept_.back() != &entry) {
    Entry* oldest = kept_.back();
    kept_.pop_back();
    kept_bytes_ -= oldest->bytes;
    oldest->version = nullptr;
  }
}

void Deployments::Say(std::string_view line) {
  console_.Error(absl::StrCat("atoll: warning: ", OneLine(line), "\n"));
}

}  // namespace host
