#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "src/cache/store.h"

namespace cache {

// A clock that a test moves while the store's threads read it.
class TestClock final : public base::Clock {
 public:
  int64_t MonotonicNanos() const override { return millis_.load() * 1'000'000; }
  double WallMillis() const override { return static_cast<double>(millis_.load()); }
  void Advance(int64_t millis) { millis_ += millis; }

 private:
  std::atomic<int64_t> millis_ = 1'700'000'000'000;
};

// A store in a folder of its own.
class StoreTest : public ::testing::Test {
 protected:
  StoreTest() {
    folder_ = std::filesystem::path(testing::TempDir()) /
              absl::StrCat("cache-", getpid(), "-", testing::UnitTest::GetInstance()->random_seed(),
                           testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    options_.folder = (folder_ / "cache").string();
    options_.tell = [this](std::string_view line) {
      absl::MutexLock lock(mutex_);
      told_.emplace_back(line);
    };
    Open();
  }
  ~StoreTest() override {
    store_ = nullptr;
    std::filesystem::remove_all(folder_);
  }

  // As a process that begins.
  void Open() {
    store_ = nullptr;
    meter_ = std::make_unique<Meter>();
    store_ = std::make_unique<Store>(options_, *meter_, clock_);
  }

  static StoredHead HeadOf(const Store& store, std::string_view url, std::string selecting = "") {
    StoredHead head;
    head.key = MakeKey("worker", "d", url);
    head.selecting = std::move(selecting);
    head.head.headers.Add("content-type", "text/plain");
    head.stored_millis = store.NowMillis();
    head.lifetime_seconds = 60;
    return head;
  }

  // Stores a response and waits until it is.
  absl::Status Put(StoredHead head, std::string_view body, size_t piece = 50'000) {
    std::unique_ptr<Insertion> into = store_->Insert(std::move(head), body.size());
    if (into == nullptr) return absl::ResourceExhaustedError("it was refused");
    for (size_t at = 0; at < body.size(); at += piece) Feed(*into, body.substr(at, piece));
    return End(std::move(into));
  }
  absl::Status Put(std::string_view url, std::string_view body) {
    return Put(HeadOf(*store_, url), body);
  }
  static void Feed(Insertion& into, std::string_view piece) {
    auto ready = std::make_shared<absl::Notification>();
    if (!into.Write(base::Bytes::Copy(piece), [ready] { ready->Notify(); })) {
      ready->WaitForNotification();
    }
  }
  static absl::Status End(std::unique_ptr<Insertion> into) {
    absl::Notification ended;
    absl::Status result;
    into->Finish([&](absl::Status status) {
      result = std::move(status);
      ended.Notify();
    });
    ended.WaitForNotification();
    return result;
  }

  std::optional<Found> Find(std::string_view url, const http::HeaderList& request = {}) {
    absl::Notification ended;
    std::optional<Found> result;
    store_->Find(MakeKey("worker", "d", url), request, [&](std::optional<Found> found) {
      result = std::move(found);
      ended.Notify();
    });
    ended.WaitForNotification();
    return result;
  }
  bool Remove(std::string_view url) {
    absl::Notification ended;
    bool result = false;
    store_->Remove(MakeKey("worker", "d", url), [&](bool any) {
      result = any;
      ended.Notify();
    });
    ended.WaitForNotification();
    return result;
  }
  // The body that a reader gets, on a lane of this test's; or why it broke off.
  absl::StatusOr<std::string> Read(const Found& found, uint64_t offset, uint64_t length) {
    // What is read ahead may come when this is over.
    const auto lane = std::make_shared<Lane>();
    absl::Mutex& mutex = lane->mutex;
    std::vector<absl::AnyInvocable<void()>>& tasks = lane->tasks;
    const Poster post = [lane](absl::AnyInvocable<void()> task) {
      absl::MutexLock lock(lane->mutex);
      lane->tasks.push_back(std::move(task));
    };
    http::Body body = store_->OpenBody(found, offset, length, post);
    std::string octets;
    absl::Status error;
    bool over = false;
    while (!over) {
      bool read = false;
      body->Read([&](absl::StatusOr<std::optional<base::Bytes>> chunk) {
        read = true;
        error = chunk.status();
        over = !chunk.ok() || !chunk->has_value();
        if (!over) octets.append((*chunk)->view());
      });
      while (!read) {
        absl::AnyInvocable<void()> task;
        {
          absl::MutexLock lock(mutex);
          mutex.Await(absl::Condition(
              +[](std::vector<absl::AnyInvocable<void()>>* all) { return !all->empty(); }, &tasks));
          task = std::move(tasks.front());
          tasks.erase(tasks.begin());
        }
        task();
      }
    }
    if (!error.ok()) return error;
    return octets;
  }
  std::string Whole(const std::optional<Found>& found) {
    if (!found) return "(nothing)";
    absl::StatusOr<std::string> body = Read(*found, 0, found->length);
    return body.ok() ? *body : std::string(body.status().message());
  }

  // The files of responses, and those that are not finished.
  std::vector<std::filesystem::path> Files() const {
    std::vector<std::filesystem::path> files;
    if (!std::filesystem::exists(options_.folder)) return files;
    for (const auto& one : std::filesystem::recursive_directory_iterator(options_.folder)) {
      if (one.is_regular_file() && one.path().filename() != "lock") files.push_back(one.path());
    }
    return files;
  }
  std::vector<std::string> told() {
    absl::MutexLock lock(mutex_);
    return told_;
  }

  TestClock clock_;
  std::filesystem::path folder_;
  StoreOptions options_;
  std::unique_ptr<Meter> meter_;
  std::unique_ptr<Store> store_;

 private:
  struct Lane {
    absl::Mutex mutex;
    std::vector<absl::AnyInvocable<void()>> tasks;
  };

  absl::Mutex mutex_;
  std::vector<std::string> told_;
};

// Octets that are nowhere the same.
inline std::string Octets(size_t count, uint32_t seed = 1) {
  std::string octets;
  octets.reserve(count);
  uint32_t state = seed * 2'654'435'761u + 1;
  while (octets.size() < count) {
    state = state * 1'664'525u + 1'013'904'223u;
    octets.push_back(static_cast<char>(state >> 24));
  }
  return octets;
}

}  // namespace cache
