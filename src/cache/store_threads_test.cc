// Many threads at once: what ThreadSanitizer looks at.

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "src/cache/store_fixture.h"

namespace cache {
namespace {

// The body says which key it is of, so that a reader can tell.
std::string BodyOf(int key, int version) {
  const std::string head = absl::StrCat(key, ":", version, ":");
  return head + Octets(version % 4 == 0 ? 2 * kMaxMemoryBody : 500, static_cast<uint32_t>(version));
}

TEST_F(StoreTest, ThreadsThatPutFindAndRemoveSeeWholeResponsesOfTheirKey) {
  options_.max_disk_bytes = 4 << 20;
  options_.max_memory_bytes = 64 << 10;
  Open();
  constexpr int kKeys = 12;
  std::atomic<int> hits = 0;
  std::vector<std::thread> threads;
  for (int number = 0; number < 4; ++number) {
    threads.emplace_back([&, number] {
      for (int i = 0; i < 60; ++i) {
        const int key = (i * 7 + number) % kKeys;
        const std::string url = absl::StrCat("https://", key);
        if (i % 3 == 0) {
          EXPECT_TRUE(Put(url, BodyOf(key, i)).ok());
        } else if (i % 20 == 19) {
          Remove(url);
        } else if (const std::optional<Found> found = Find(url)) {
          ++hits;
          const absl::StatusOr<std::string> body = Read(*found, 0, found->length);
          ASSERT_TRUE(body.ok()) << body.status();
          const int version = atoi(body->c_str() + body->find(':') + 1);
          EXPECT_EQ(*body, BodyOf(key, version));
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(hits.load(), 0);
  EXPECT_EQ(Meter::Read(meter_->damaged), 0);
  EXPECT_LE(Meter::Read(meter_->disk_bytes), uint64_t{4} << 20);
  // What is counted is what is there.
  const uint64_t entries = Meter::Read(meter_->entries);
  const uint64_t bytes = Meter::Read(meter_->disk_bytes);
  EXPECT_EQ(Files().size(), entries);
  Open();
  store_->WaitScanned();
  EXPECT_EQ(Meter::Read(meter_->entries), entries);
  EXPECT_EQ(Meter::Read(meter_->disk_bytes), bytes);
}

TEST_F(StoreTest, AStoreThatEndsDropsWhatHasNotBegun) {
  for (int i = 0; i < 50; ++i) {
    std::unique_ptr<Insertion> into =
        store_->Insert(HeadOf(*store_, absl::StrCat("https://", i)), std::nullopt);
    into->Write(base::Bytes(Octets(300'000)), [] {});
    into->Finish([](const absl::Status&) {});
  }
  Open();
  store_->WaitScanned();
  EXPECT_EQ(Meter::Read(meter_->damaged), 0);
  for (const std::filesystem::path& file : Files()) {
    EXPECT_NE(file.parent_path().filename(), "tmp");
  }
}

}  // namespace
}  // namespace cache
