#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "src/host/source_map.h"

namespace host {

// What debuggers are told of the scripts of workers: their URLs, and where they came from. Any
// thread.
class InspectorSources {
 public:
  // The modules of `worker` are named from the folder `root`; those that a bundler wrote have maps.
  void Set(const std::string& worker, std::filesystem::path root,
           std::shared_ptr<const SourceMaps> maps);

  // "file:///project/src/index.js", the file that the script was read from; one that a bundler
  // wrote gets a name below .atoll/bundle of the project, where no file is. Empty for what is no
  // module of the worker's.
  std::string UrlOf(std::string_view worker, std::string_view name) const;

  // "file:///project/", the folder from which its modules are named; empty for a worker that is not
  // known.
  std::string FolderUrl(std::string_view worker) const;

  // The source map of the script with that URL, as a data: URL; empty: it has none.
  std::string SourceMapUrl(std::string_view worker, std::string_view url) const;

 private:
  struct Worker {
    std::filesystem::path root;
    std::shared_ptr<const SourceMaps> maps;
  };
  Worker Find(std::string_view worker) const;
  static std::string UrlOf(const Worker& worker, std::string_view name);

  mutable absl::Mutex mutex_;
  std::map<std::string, Worker, std::less<>> workers_ ABSL_GUARDED_BY(mutex_);
};

// The URL of a file (RFC 8089).
std::string FileUrl(const std::filesystem::path& path);

}  // namespace host
