#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "CLI/CLI.hpp"

namespace cli {

// `atoll kv ...`
struct KvCommand {
  enum class Action {
    kNamespaceList,
    kNamespaceCreate,
    kNamespaceDelete,
    kGet,
    kPut,
    kDelete,
    kList,
    kBulkPut,
    kBulkDelete,
    kBulkExport,
    kCompact,
  };
  Action action = Action::kNamespaceList;
  std::string data_dir;  // empty: .atoll/state of the project
  std::string config;    // of the worker whose `binding` is meant
  std::string environment;
  std::string binding;  // one of this and the next names the namespace
  std::string namespace_id;
  bool preview = false;
  std::string title;  // of a namespace that is made
  std::string key;
  std::string value;
  std::string path;  // a file in place of `value`, or one of bulk
  std::string prefix;
  std::string metadata;  // JSON
  std::optional<int64_t> ttl;
  std::optional<int64_t> expiration;
  bool later = false;  // what cannot be compacted now is to be
};

// The subcommands of `atoll kv`, in Wrangler's words.
class KvFlags {
 public:
  // `command` is `atoll kv`.
  void AddTo(CLI::App& command);
  // What was asked for, after the command line was parsed.
  const KvCommand& Read() const { return command_; }

 private:
  using Action = KvCommand::Action;
  // A subcommand that stands for `action`.
  CLI::App* Add(CLI::App& parent, const char* name, const char* help, Action action);
  // The same, of one namespace.
  CLI::App* AddForOne(CLI::App& parent, const char* name, const char* help, Action action);

  KvCommand command_;
};

}  // namespace cli
