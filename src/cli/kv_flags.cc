#include "src/cli/kv_flags.h"

namespace cli {

CLI::App* KvFlags::Add(CLI::App& parent, const char* name, const char* help, Action action) {
  CLI::App* command = parent.add_subcommand(name, help);
  command->callback([this, action] { command_.action = action; });
  command
      ->add_option("--data-dir,--persist-to", command_.data_dir,
                   "The data directory (default: .atoll/state of the project, as of `dev`)")
      ->type_name("FOLDER");
  return command;
}

CLI::App* KvFlags::AddForOne(CLI::App& parent, const char* name, const char* help, Action action) {
  CLI::App* command = Add(parent, name, help, action);
  CLI::Option_group* which = command->add_option_group("Which namespace");
  which->add_option("--namespace-id", command_.namespace_id, "The namespace's id")->type_name("ID");
  which->add_option("--binding", command_.binding, "Its name in the project's kv_namespaces")
      ->type_name("NAME");
  which->require_option(1);
  command->add_flag("--preview", command_.preview, "Use the binding's preview_id");
  command->add_option("-c,--config", command_.config, "The configuration with the binding")
      ->type_name("FILE");
  command->add_option("-e,--env", command_.environment, "The environment of the configuration")
      ->type_name("NAME");
  return command;
}

void KvFlags::AddTo(CLI::App& command) {
  command.require_subcommand(1);
  CLI::App* space = command.add_subcommand("namespace", "List, create and delete namespaces");
  space->require_subcommand(1);
  Add(*space, "list", "List the namespaces, as JSON", Action::kNamespaceList);
  CLI::App* create =
      Add(*space, "create", "Make a namespace with an id of its own", Action::kNamespaceCreate);
  create->add_option("title", command_.title, "What people call it")->required();
  AddForOne(*space, "delete", "Delete a namespace and all in it", Action::kNamespaceDelete);

  CLI::App* key = command.add_subcommand("key", "Read and write one key, list keys");
  key->require_subcommand(1);
  AddForOne(*key, "get", "Write a key's value to standard output", Action::kGet)
      ->add_option("key", command_.key, "The key")
      ->required();
  CLI::App* put = AddForOne(*key, "put", "Set a key's value", Action::kPut);
  put->add_option("key", command_.key, "The key")->required();
  CLI::Option* value = put->add_option("value", command_.value, "The value");
  put->add_option("--path", command_.path, "A file that has the value")
      ->type_name("FILE")
      ->excludes(value);
  put->add_option("--ttl", command_.ttl, "Seconds until the key expires, 60 or more")
      ->type_name("SECONDS");
  put->add_option("--expiration", command_.expiration,
                  "When the key expires, in seconds since the epoch")
      ->type_name("SECONDS");
  put->add_option("--metadata", command_.metadata, "Metadata")->type_name("JSON");
  AddForOne(*key, "delete", "Delete a key", Action::kDelete)
      ->add_option("key", command_.key, "The key")
      ->required();
  AddForOne(*key, "list", "List the keys, as JSON", Action::kList)
      ->add_option("--prefix", command_.prefix, "Only keys that begin with this")
      ->type_name("TEXT");

  CLI::App* bulk = command.add_subcommand("bulk", "Read and write many keys");
  bulk->require_subcommand(1);
  AddForOne(*bulk, "put", "Set the keys of a JSON file: [{key, value, ...}]", Action::kBulkPut)
      ->add_option("file", command_.path, "The file")
      ->type_name("FILE")
      ->required();
  AddForOne(*bulk, "delete", "Delete the keys of a JSON file: [key, ...]", Action::kBulkDelete)
      ->add_option("file", command_.path, "The file")
      ->type_name("FILE")
      ->required();
  CLI::App* dump =
      AddForOne(*bulk, "export", "Write all keys and values, for `bulk put`", Action::kBulkExport);
  dump->add_option("file", command_.path, "The file (default: standard output)")->type_name("FILE");
  dump->add_option("--prefix", command_.prefix, "Only keys that begin with this")
      ->type_name("TEXT");
  Add(command, "compact", "Give the disk back what nothing is in; no server may be running",
      Action::kCompact)
      ->add_flag("--later", command_.later,
                 "Where a server is running, have the next one that starts do it");
}

}  // namespace cli
