#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "src/host/child_process.h"
#include "src/store/lmdb_store.h"

namespace cli {

// The folder of KV namespaces in a data directory.
std::string KvFolder(const std::string& data_dir);

// Opens the store in `folder`. A file that no other process has open is read by a child of this one
// before, which may take a while when it is large. `spawner` starts that; null: this process.
// Errors are for people.
absl::StatusOr<std::unique_ptr<store::LmdbStore>> OpenCheckedStore(
    const std::string& folder, store::LmdbStore::Options options, host::Spawner* spawner = nullptr);

// Writes the file of the store in `folder` anew, after it was checked, without the room that
// nothing is in; what came of that, for people. kFailedPrecondition: a process has it open.
// kDataLoss: something of it is damaged, and it stays as it is.
absl::StatusOr<std::string> CompactStore(const std::string& folder,
                                         host::Spawner* spawner = nullptr);

// What opens the store of a node or of a project when a worker needs it. `data_dir` empty: there is
// nowhere to keep it, which is then an error that says `expected`. It compacts the file first where
// somebody has asked for that; `tell` is given a line that says what came of it.
std::function<absl::StatusOr<std::unique_ptr<store::Store>>()> StoreOpener(
    std::string data_dir, std::string_view expected, store::LmdbStore::Options options,
    std::function<void(std::string_view line)> tell, host::Spawner* spawner = nullptr);

// The folder of the cache in a data directory; "" where there is none.
std::string CacheFolder(const std::string& data_dir);

// `atoll check-store FOLDER [SKIPPED...]`: what that child runs; its exit status.
int RunCheckStore(const std::string& folder, const std::vector<std::string>& skipped);

}  // namespace cli
