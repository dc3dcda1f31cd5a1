// `atoll kv`: namespaces of a data directory, from the command line.

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/notification.h"
#include "src/base/clock.h"
#include "src/cli/commands.h"
#include "src/cli/kv_json.h"
#include "src/cli/open_store.h"
#include "src/host/files.h"
#include "src/host/project.h"
#include "src/store/lmdb_compaction.h"

namespace cli {
namespace {

using Action = KvCommand::Action;

// Of one transaction.
constexpr size_t kWritesAtOnce = 1'000;
constexpr size_t kMaxBulkBytes = size_t{1} << 30;

int64_t NowSeconds() { return static_cast<int64_t>(base::Clock::Real().WallMillis() / 1000); }

// A line on the terminal that says how far long work is; nothing where nobody looks.
class Progress {
 public:
  explicit Progress(host::Console& console) : console_(console) {}
  ~Progress() {
    if (shown_) console_.Error("\r\x1b[K");
  }
  void Show(uint64_t done, uint64_t all) {
    if (!is_terminal_) return;
    shown_ = true;
    const int percent = all == 0 ? 100 : static_cast<int>(done * 100 / all);
    const auto bar = std::string(static_cast<size_t>(percent / 4), '#');
    console_.Error(absl::StrFormat("\r[%-25s] %3d %%  %d of %d keys", bar, percent, done, all));
  }

 private:
  host::Console& console_;
  const bool is_terminal_ = isatty(STDERR_FILENO) != 0;
  bool shown_ = false;
};

std::string DataDir(const KvCommand& command) {
  if (!command.data_dir.empty()) return command.data_dir;
  host::ProjectOptions options;
  options.config = command.config;
  const absl::StatusOr<host::Project> project = host::OpenProject(options);
  const std::filesystem::path root = project.ok() ? project->root : ".";
  return (root / ".atoll" / "state").string();
}

absl::StatusOr<std::string> NamespaceId(const KvCommand& command) {
  if (!command.namespace_id.empty()) return command.namespace_id;
  host::ProjectOptions options;
  options.config = command.config;
  options.environment = command.environment;
  options.preview = command.preview;
  absl::StatusOr<host::Project> project = host::OpenProject(options);
  if (!project.ok()) return project.status();
  std::string known;
  for (const worker::BindingSpec& binding : project->spec.bindings) {
    if (binding.kind != "kv") continue;
    if (binding.name == command.binding) return binding.resource;
    absl::StrAppend(&known, known.empty() ? "" : ", ", binding.name);
  }
  return absl::NotFoundError(absl::StrCat("the configuration has no KV namespace \"",
                                          command.binding, "\"; expected ",
                                          known.empty() ? "one in kv_namespaces" : known));
}

std::string RandomId() {
  std::random_device device;
  std::string id;
  for (int i = 0; i < 4; ++i) absl::StrAppendFormat(&id, "%08x", device());
  return id;
}

absl::Status Apply(store::Namespace& space, std::vector<store::Write> writes) {
  absl::Notification ended;
  absl::Status result;
  space.Apply(std::move(writes), [&](absl::Status status) {
    result = std::move(status);
    ended.Notify();
  });
  ended.WaitForNotification();
  return result;
}

class Runner {
 public:
  Runner(const KvCommand& command, host::Console& console) : command_(command), console_(console) {}

  absl::Status Run() {
    const std::string folder = KvFolder(DataDir(command_));
    if (command_.action == Action::kCompact) return Compact(folder);
    store::LmdbStore::Options options;
    // The server's business, where one runs.
    options.removes_expired = false;
    auto store = OpenCheckedStore(folder, options);
    if (!store.ok()) return store.status();
    store_ = *std::move(store);
    if (command_.action == Action::kNamespaceList) return ListNamespaces();
    if (command_.action == Action::kNamespaceCreate) return CreateNamespace();
    absl::StatusOr<std::string> id = NamespaceId(command_);
    if (!id.ok()) return id.status();
    if (command_.action == Action::kNamespaceDelete) return store_->Delete(*id);
    const bool writes = command_.action == Action::kPut || command_.action == Action::kBulkPut;
    auto space = store_->Open(*id, writes);
    if (!space.ok()) return space.status();
    space_ = *std::move(space);
    return RunOnKeys();
  }

 private:
  absl::Status RunOnKeys() {
    switch (command_.action) {
      case Action::kGet:
        return Get();
      case Action::kPut:
        return Put();
      case Action::kDelete:
        return Apply(*space_, {{command_.key}});
      case Action::kList:
        return List();
      case Action::kBulkPut:
      case Action::kBulkDelete:
        return Bulk();
      default:
        return Export();
    }
  }

  absl::Status Compact(const std::string& folder) {
    absl::StatusOr<std::string> compacted = CompactStore(folder);
    if (compacted.ok()) {
      console_.Out(absl::StrCat(*compacted, "\n"));
      return absl::OkStatus();
    }
    if (!absl::IsFailedPrecondition(compacted.status())) return compacted.status();
    if (!command_.later) {
      return absl::FailedPreconditionError(
          absl::StrCat(compacted.status().message(),
                       ", or --later, with which the next server to open it does it first"));
    }
    absl::Status asked = store::AskForCompaction(folder);
    if (asked.ok()) {
      console_.Out(
          absl::StrCat("the next server that finds ", folder, " open nowhere compacts it first\n"));
    }
    return asked;
  }

  absl::Status ListNamespaces() {
    absl::StatusOr<std::vector<store::NamespaceInfo>> infos = store_->Namespaces();
    if (!infos.ok()) return infos.status();
    PrintList(*infos, NamespaceEntry);
    return absl::OkStatus();
  }

  absl::Status CreateNamespace() {
    const std::string id = RandomId();
    absl::Status status = store_->Create(id, command_.title);
    if (status.ok()) console_.Out(NamespaceEntry({id, command_.title, 0, {}}) + "\n");
    return status;
  }

  absl::Status Get() {
    absl::StatusOr<std::optional<store::Found>> found = space_->Get(command_.key, NowSeconds());
    if (!found.ok()) return found.status();
    if (!*found) {
      return absl::NotFoundError(absl::StrCat("there is no key \"", command_.key, "\""));
    }
    absl::StatusOr<base::Bytes> value = store::ReadAll(*std::move(*found));
    if (!value.ok()) return value.status();
    console_.Out(value->view());
    return absl::OkStatus();
  }

  absl::Status Put() {
    store::Write write;
    write.key = command_.key;
    std::string value = command_.value;
    if (!command_.path.empty()) {
      absl::StatusOr<std::string> text =
          host::ReadFile(command_.path, command_.path, store::kMaxValueBytes);
      if (!text.ok()) return text.status();
      value = *std::move(text);
    }
    write.value = base::Bytes(std::move(value));
    if (!command_.metadata.empty() && !IsJson(command_.metadata)) {
      return absl::InvalidArgumentError("--metadata is no JSON; expected JSON");
    }
    write.metadata = command_.metadata;
    absl::StatusOr<int64_t> expires = ExpirationOf(command_.ttl, command_.expiration, NowSeconds());
    if (!expires.ok()) return expires.status();
    write.expiration = *expires;
    return Apply(*space_, {std::move(write)});
  }

  absl::Status Bulk() {
    absl::StatusOr<std::string> text = host::ReadFile(command_.path, command_.path, kMaxBulkBytes);
    if (!text.ok()) return text.status();
    absl::StatusOr<std::vector<store::Write>> writes = command_.action == Action::kBulkPut
                                                           ? ParseBulkPut(*text, NowSeconds())
                                                           : ParseBulkDelete(*text);
    if (!writes.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(command_.path, ": ", writes.status().message()));
    }
    Progress progress(console_);
    for (size_t done = 0; done < writes->size();) {
      const size_t end = std::min(writes->size(), done + kWritesAtOnce);
      std::vector<store::Write> some(
          std::make_move_iterator(writes->begin() + static_cast<ptrdiff_t>(done)),
          std::make_move_iterator(writes->begin() + static_cast<ptrdiff_t>(end)));
      if (absl::Status status = Apply(*space_, std::move(some)); !status.ok()) {
        return absl::Status(status.code(),
                            absl::StrCat(status.message(), " (", done, " keys are done)"));
      }
      progress.Show(done = end, writes->size());
    }
    return absl::OkStatus();
  }

  // Calls `visit` with each key.
  absl::Status ForEach(absl::FunctionRef<absl::Status(const store::Listed&)> visit) {
    store::ListQuery query;
    query.prefix = command_.prefix;
    do {
      absl::StatusOr<store::Page> page = space_->List(query, NowSeconds());
      if (!page.ok()) return page.status();
      for (const store::Listed& key : page->keys) {
        if (absl::Status status = visit(key); !status.ok()) return status;
      }
      query.after = std::move(page->next);
    } while (query.after.has_value());
    return absl::OkStatus();
  }

  absl::Status List() {
    std::vector<store::Listed> keys;
    absl::Status status = ForEach([&](const store::Listed& key) {
      keys.push_back(key);
      return absl::OkStatus();
    });
    if (status.ok()) PrintList(keys, ListEntry);
    return status;
  }

  absl::Status Export() {
    int file = STDOUT_FILENO;
    if (!command_.path.empty()) {
      file = open(command_.path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
      if (file < 0) return absl::ErrnoToStatus(errno, command_.path);
    }
    absl::StatusOr<store::Usage> usage = space_->GetUsage();
    Progress progress(console_);
    uint64_t done = 0;
    absl::Status status = ForEach([&](const store::Listed& key) -> absl::Status {
      absl::StatusOr<std::optional<store::Found>> found = space_->Get(key.key, NowSeconds());
      if (!found.ok()) return found.status();
      if (!*found) return absl::OkStatus();  // it has gone since
      const std::string metadata = (*found)->metadata;
      absl::StatusOr<base::Bytes> value = store::ReadAll(*std::move(*found));
      if (!value.ok()) return value.status();
      const std::string entry = BulkEntry(key.key, value->view(), metadata, key.expiration);
      absl::Status written = host::WriteAll(file, absl::StrCat(done == 0 ? "[\n" : ",\n", entry));
      if (++done % 1'000 == 0) progress.Show(done, usage.ok() ? usage->keys : done);
      return written;
    });
    if (status.ok()) status = host::WriteAll(file, done == 0 ? "[]\n" : "\n]\n");
    if (file != STDOUT_FILENO) close(file);
    return status;
  }

  template <class T>
  void PrintList(const std::vector<T>& list, std::string (*entry)(const T&)) {
    std::string text = "[";
    for (const T& one : list)
      absl::StrAppend(&text, text.size() > 1 ? "," : "", "\n  ", entry(one));
    console_.Out(absl::StrCat(text, list.empty() ? "" : "\n", "]\n"));
  }

  const KvCommand& command_;
  host::Console& console_;
  std::unique_ptr<store::LmdbStore> store_;
  std::shared_ptr<store::Namespace> space_;
};

}  // namespace

int RunKv(const KvCommand& command, host::Console& console) {
  const absl::Status status = Runner(command, console).Run();
  if (status.ok()) return 0;
  console.Error(absl::StrCat("atoll: ", status.message(), "\n"));
  return 1;
}

}  // namespace cli
