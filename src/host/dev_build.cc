#include "src/host/dev_build.h"

#include <utility>

namespace host {

DevBuild::DevBuild(const engine::Snapshot& snapshot, DeployOptions options, DevSpawner& spawner,
                   absl::AnyInvocable<void(Result)> done)
    : snapshot_(snapshot), options_(std::move(options)), spawner_(spawner), done_(std::move(done)) {
  options_.spawner = &spawner_;
  thread_ = std::thread([this] { Run(); });
}

DevBuild::~DevBuild() {
  {
    absl::MutexLock lock(mutex_);
    ended_ = true;
  }
  // It may be waiting for a program.
  spawner_.Close();
  thread_.join();
}

void DevBuild::Start() {
  absl::MutexLock lock(mutex_);
  wanted_ = true;
}

void DevBuild::Run() {
  for (;;) {
    {
      auto due = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return wanted_ || ended_; };
      absl::MutexLock lock(mutex_);
      mutex_.Await(absl::Condition(&due));
      if (ended_) return;
      wanted_ = false;
    }
    Result result = Deploy(snapshot_, options_);
    {
      absl::MutexLock lock(mutex_);
      if (ended_) return;
    }
    done_(std::move(result));
  }
}

}  // namespace host
