#include "src/cache/store.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "src/cache/store_fixture.h"

namespace cache {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr size_t kLarge = 3 * kPieceBytes + 1'000;

http::HeaderList List(std::string_view name, std::string_view value) {
  http::HeaderList list;
  list.Add(name, value);
  return list;
}

TEST_F(StoreTest, ASmallResponseIsInMemoryAndInAFile) {
  ASSERT_TRUE(Put("https://a/", "hello").ok());
  Found found;
  EXPECT_EQ(store_->Peek(MakeKey("worker", "d", "https://a/"), {}, &found), Store::Answer::kFound);
  EXPECT_EQ(found.body->view(), "hello");
  EXPECT_TRUE(found.fresh);
  EXPECT_EQ(found.head->head.headers.Get("content-type"), "text/plain");
  EXPECT_THAT(Files(), SizeIs(1));
  EXPECT_EQ(Meter::Read(meter_->entries), 1);
  EXPECT_EQ(store_->Peek(MakeKey("worker", "d", "https://b/"), {}, &found),
            Store::Answer::kMissing);
  EXPECT_EQ(store_->Peek(MakeKey("other", "d", "https://a/"), {}, &found), Store::Answer::kMissing);
  EXPECT_EQ(store_->Peek(MakeKey("worker", "nx", "https://a/"), {}, &found),
            Store::Answer::kMissing);
}

TEST_F(StoreTest, ALargeOneIsReadInPieces) {
  const std::string body = Octets(kLarge);
  ASSERT_TRUE(Put("https://a/", body).ok());
  Found peeked;
  EXPECT_EQ(store_->Peek(MakeKey("worker", "d", "https://a/"), {}, &peeked),
            Store::Answer::kAskDisk);
  const std::optional<Found> found = Find("https://a/");
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->body);
  EXPECT_EQ(Whole(found), body);
  for (const auto& [offset, length] :
       std::vector<std::pair<size_t, size_t>>{{0, 1},
                                              {kPieceBytes - 1, 2},
                                              {kPieceBytes, kPieceBytes},
                                              {5, kLarge - 5},
                                              {kLarge - 1, 1},
                                              {100, 2 * kPieceBytes}}) {
    const absl::StatusOr<std::string> part = Read(*found, offset, length);
    ASSERT_TRUE(part.ok()) << part.status();
    EXPECT_EQ(*part, body.substr(offset, length)) << offset;
  }
}

TEST_F(StoreTest, AnEmptyBody) {
  ASSERT_TRUE(Put("https://a/", "").ok());
  Open();
  const std::optional<Found> found = Find("https://a/");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->length, 0);
  EXPECT_EQ(Whole(found), "");
}

TEST_F(StoreTest, ThereIsNoFolderBeforeSomethingIsStored) {
  EXPECT_FALSE(Find("https://a/"));
  EXPECT_FALSE(std::filesystem::exists(options_.folder));
}

TEST_F(StoreTest, WhatIsStoredOutlivesTheProcess) {
  const std::string body = Octets(kLarge);
  ASSERT_TRUE(Put("https://small/", "hello").ok());
  ASSERT_TRUE(Put("https://large/", body).ok());
  Open();
  EXPECT_EQ(Whole(Find("https://small/")), "hello");
  EXPECT_EQ(Whole(Find("https://large/")), body);
  store_->WaitScanned();
  EXPECT_EQ(Meter::Read(meter_->entries), 2);
  // What was found is in memory now.
  Found found;
  EXPECT_EQ(store_->Peek(MakeKey("worker", "d", "https://small/"), {}, &found),
            Store::Answer::kFound);
}

TEST_F(StoreTest, AFolderGoesFromOneProcessToTheNext) {
  ASSERT_TRUE(Put("https://a/", "one").ok());
  ASSERT_TRUE(Put("https://b/", Octets(kLarge)).ok());
  options_.waits_for_folder = true;
  Meter meter;
  auto next = std::make_unique<Store>(options_, meter, clock_);
  EXPECT_FALSE(next->TakeFolder());
  EXPECT_FALSE(next->on_disk());
  store_->LetGoOfFolder();
  EXPECT_TRUE(next->TakeFolder());
  EXPECT_TRUE(next->on_disk());
  next->WaitScanned();
  EXPECT_EQ(Meter::Read(meter.entries), 2);
  // The one before still has what it knows.
  EXPECT_EQ(Whole(Find("https://a/")), "one");
  EXPECT_TRUE(Put("https://c/", "three").ok());
  std::swap(store_, next);
  EXPECT_EQ(Whole(Find("https://b/")), Octets(kLarge));
  EXPECT_TRUE(Put("https://d/", "four").ok());
  EXPECT_EQ(Whole(Find("https://d/")), "four");
  EXPECT_TRUE(told().empty());
  // Its own meter goes with the test's end.
  next = nullptr;
  store_ = nullptr;
}

TEST_F(StoreTest, AFolderThatIsWaitedForIsNotMadeEither) {
  options_.waits_for_folder = true;
  Open();
  ASSERT_TRUE(Put("https://a/", "in memory").ok());
  EXPECT_TRUE(store_->TakeFolder());
  EXPECT_FALSE(std::filesystem::exists(options_.folder));
  ASSERT_TRUE(Put("https://b/", "on disk").ok());
  EXPECT_THAT(Files(), SizeIs(1));
  EXPECT_EQ(Whole(Find("https://a/")), "in memory");
}

TEST_F(StoreTest, TheLatestReplacesTheOneBefore) {
  ASSERT_TRUE(Put("https://a/", "one").ok());
  ASSERT_TRUE(Put("https://a/", "two").ok());
  EXPECT_EQ(Whole(Find("https://a/")), "two");
  EXPECT_THAT(Files(), SizeIs(1));
  Open();
  EXPECT_EQ(Whole(Find("https://a/")), "two");
}

TEST_F(StoreTest, TheLatestIsTheOneThatIsFoundAfterACrashBeforeTheOtherWasRemoved) {
  ASSERT_TRUE(Put("https://a/", "one").ok());
  const std::filesystem::path first = Files()[0];
  const std::filesystem::path kept = folder_ / "kept";
  std::filesystem::copy_file(first, kept);
  ASSERT_TRUE(Put("https://a/", "two").ok());
  store_ = nullptr;
  std::filesystem::rename(kept, first);
  std::filesystem::last_write_time(
      first, std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
  Open();
  EXPECT_EQ(Whole(Find("https://a/")), "two");
  EXPECT_THAT(Files(), SizeIs(1));
}

TEST_F(StoreTest, VariantsAreFoundByWhatSelectsThem) {
  ASSERT_TRUE(Put(HeadOf(*store_, "https://a/", "accept\n=x\n"), "for x").ok());
  ASSERT_TRUE(Put(HeadOf(*store_, "https://a/", "accept\n=y\n"), "for y").ok());
  for (int run = 0; run < 2; ++run) {
    EXPECT_EQ(Whole(Find("https://a/", List("Accept", "x"))), "for x");
    EXPECT_EQ(Whole(Find("https://a/", List("Accept", "y"))), "for y");
    EXPECT_FALSE(Find("https://a/", List("Accept", "z")));
    EXPECT_FALSE(Find("https://a/"));
    Open();
  }
  EXPECT_TRUE(Remove("https://a/"));
  EXPECT_FALSE(Find("https://a/", List("Accept", "x")));
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(StoreTest, VariantsOfOneUrlAreNotWithoutBound) {
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(Put(HeadOf(*store_, "https://a/", absl::StrCat("x\n=", i, "\n")), "v").ok());
  }
  EXPECT_EQ(Meter::Read(meter_->entries), 32);
  EXPECT_FALSE(Find("https://a/", List("x", "0")));
  EXPECT_TRUE(Find("https://a/", List("x", "39")));
  EXPECT_THAT(Files(), SizeIs(32));
}

TEST_F(StoreTest, RemovedOnesAreGone) {
  ASSERT_TRUE(Put("https://a/", "one").ok());
  EXPECT_TRUE(Remove("https://a/"));
  EXPECT_FALSE(Remove("https://a/"));
  EXPECT_FALSE(Find("https://a/"));
  EXPECT_THAT(Files(), IsEmpty());
  EXPECT_EQ(Meter::Read(meter_->disk_bytes), 0);
  EXPECT_EQ(Meter::Read(meter_->memory_bytes), 0);
}

TEST_F(StoreTest, FreshnessIsOverInItsTime) {
  ASSERT_TRUE(Put("https://a/", "one").ok());
  clock_.Advance(59'999);
  EXPECT_TRUE(Find("https://a/")->fresh);
  clock_.Advance(1);
  EXPECT_FALSE(Find("https://a/")->fresh);
}

TEST_F(StoreTest, ARefreshedOneIsFreshAgain) {
  for (size_t size : {size_t{5}, kLarge}) {
    const std::string body = Octets(size);
    ASSERT_TRUE(Put("https://a/", body).ok());
    clock_.Advance(60'000);
    const std::optional<Found> stale = Find("https://a/");
    ASSERT_TRUE(stale);
    ASSERT_FALSE(stale->fresh);
    auto head = std::make_shared<StoredHead>(*stale->head);
    head->stored_millis = store_->NowMillis();
    head->head.headers.Add("x", "new");
    store_->Refresh(*stale, head);
    const std::optional<Found> found = Find("https://a/");
    EXPECT_TRUE(found->fresh);
    EXPECT_EQ(found->head->head.headers.Get("x"), "new");
    EXPECT_EQ(Whole(found), body);
  }
}

TEST_F(StoreTest, WhatIsNotFinishedIsNotThere) {
  for (size_t size : {size_t{5}, kLarge}) {
    std::unique_ptr<Insertion> into = store_->Insert(HeadOf(*store_, "https://a/"), std::nullopt);
    Feed(*into, Octets(size));
    EXPECT_FALSE(Find("https://a/"));
    into = nullptr;
    EXPECT_FALSE(Find("https://a/"));
  }
  Open();
  EXPECT_FALSE(Find("https://a/"));
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(StoreTest, ABodyOfAnotherLengthIsNotKept) {
  for (const auto& [announced, size] :
       std::vector<std::pair<size_t, size_t>>{{5, 4}, {5, 6}, {kLarge, kLarge - 1}}) {
    std::unique_ptr<Insertion> into = store_->Insert(HeadOf(*store_, "https://a/"), announced);
    Feed(*into, Octets(size));
    const absl::Status status = End(std::move(into));
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(absl::StrCat("has ", size, " octets")));
  }
  EXPECT_FALSE(Find("https://a/"));
}

TEST_F(StoreTest, OneThatIsTooLargeIsRefused) {
  options_.max_body_bytes = kLarge;
  Open();
  EXPECT_EQ(store_->Insert(HeadOf(*store_, "https://a/"), kLarge + 1), nullptr);
  std::unique_ptr<Insertion> into = store_->Insert(HeadOf(*store_, "https://a/"), std::nullopt);
  Feed(*into, Octets(kLarge));
  EXPECT_TRUE(into->refused().ok());
  Feed(*into, "x");
  EXPECT_TRUE(absl::IsResourceExhausted(into->refused()));
  EXPECT_TRUE(absl::IsResourceExhausted(End(std::move(into))));
  EXPECT_TRUE(Put("https://a/", Octets(kLarge)).ok());
}

TEST_F(StoreTest, ThoseUsedLongestAgoMakeRoom) {
  options_.max_disk_bytes = 60'000;
  Open();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Put(absl::StrCat("https://", i), Octets(7'000)).ok());
  EXPECT_TRUE(Find("https://0"));
  ASSERT_TRUE(Put("https://5", Octets(7'000)).ok());
  EXPECT_TRUE(Find("https://0"));
  EXPECT_FALSE(Find("https://1"));
  EXPECT_TRUE(Find("https://2"));
  EXPECT_EQ(Meter::Read(meter_->evicted), 1);
  EXPECT_THAT(Files(), SizeIs(5));
  EXPECT_LE(Meter::Read(meter_->disk_bytes), 60'000);
}

TEST_F(StoreTest, AFolderThatIsTooLargeIsMadeSmallerAtTheStart) {
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(Put(absl::StrCat("https://", i), Octets(7'000)).ok());
  options_.max_disk_bytes = 60'000;
  Open();
  store_->WaitScanned();
  EXPECT_LE(Meter::Read(meter_->disk_bytes), 60'000);
  EXPECT_THAT(Files(), SizeIs(5));
}

TEST_F(StoreTest, MemoryIsBoundedByItself) {
  options_.max_memory_bytes = 30'000;
  Open();
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(Put(absl::StrCat("https://", i), Octets(7'000, i)).ok());
  EXPECT_LE(Meter::Read(meter_->memory_bytes), 30'000);
  EXPECT_EQ(Meter::Read(meter_->entries), 10);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(Whole(Find(absl::StrCat("https://", i))), Octets(7'000, i));
    EXPECT_LE(Meter::Read(meter_->memory_bytes), 30'000);
  }
}

TEST_F(StoreTest, WithoutAFolderItIsInMemory) {
  options_.folder = "";
  options_.max_memory_bytes = 100'000;
  Open();
  EXPECT_EQ(store_->Insert(HeadOf(*store_, "https://a/"), 50'000), nullptr);
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(Put(absl::StrCat("https://", i), Octets(20'000)).ok());
  EXPECT_FALSE(Find("https://0"));
  EXPECT_EQ(Whole(Find("https://9")), Octets(20'000));
  EXPECT_LE(Meter::Read(meter_->memory_bytes), 100'000);
  EXPECT_TRUE(Remove("https://9"));
  EXPECT_FALSE(Find("https://9"));
}

TEST_F(StoreTest, AnotherProcessKeepsToItsMemory) {
  ASSERT_TRUE(Put("https://a/", "one").ok());
  Meter meter;
  Store other(options_, meter, clock_);
  EXPECT_FALSE(other.on_disk());
  EXPECT_THAT(told(), ElementsAre(HasSubstr("another process has it")));
  EXPECT_EQ(Whole(Find("https://a/")), "one");
}

TEST_F(StoreTest, AFolderThatCannotBeMade) {
  std::filesystem::create_directories(folder_);
  std::ofstream(options_.folder) << "a file";
  Open();
  ASSERT_TRUE(Put("https://a/", "one").ok());
  EXPECT_EQ(Whole(Find("https://a/")), "one");
  EXPECT_THAT(told(), ElementsAre(HasSubstr("kept in memory alone")));
}

// Changes an octet of the one file.
void Damage(const std::filesystem::path& path, int64_t offset) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(offset, offset < 0 ? std::ios::end : std::ios::beg);
  const auto at = file.tellg();
  char octet = 0;
  file.get(octet);
  file.seekp(at);
  file.put(static_cast<char>(octet ^ 0x20));
}

TEST_F(StoreTest, ASmallFileThatIsDamagedWasNeverThere) {
  ASSERT_TRUE(Put("https://a/", Octets(1'000)).ok());
  const auto size = static_cast<int64_t>(std::filesystem::file_size(Files()[0]));
  for (int64_t at = 0; at < size; at += at < 200 ? 1 : 97) {
    ASSERT_TRUE(Put("https://a/", Octets(1'000)).ok());
    store_ = nullptr;
    ASSERT_THAT(Files(), SizeIs(1));
    Damage(Files()[0], at);
    Open();
    EXPECT_FALSE(Find("https://a/")) << at;
    store_->WaitScanned();
    EXPECT_THAT(Files(), IsEmpty()) << at;
    EXPECT_EQ(Meter::Read(meter_->damaged), 1) << at;
  }
}

TEST_F(StoreTest, FilesThatAreCutOffForeignOrElsewhereAreRemoved) {
  ASSERT_TRUE(Put("https://a/", Octets(kLarge)).ok());
  ASSERT_TRUE(Put("https://b/", "b").ok());
  const std::filesystem::path folder = options_.folder;
  store_ = nullptr;
  std::filesystem::path other;
  for (const std::filesystem::path& file : Files()) {
    if (std::filesystem::file_size(file) > kLarge) {
      std::filesystem::resize_file(file, kLarge);
    } else {
      const char shard = file.parent_path().filename() == "0" ? '1' : '0';
      other = folder / std::string(1, shard) / "moved";
      std::filesystem::rename(file, other);
    }
  }
  std::ofstream(folder / "3" / "README") << "Not of the cache, and long enough to look at it.";
  std::filesystem::create_directory(folder / "4" / "folder");
  std::filesystem::create_symlink("/etc/hostname", folder / "5" / "link");
  std::ofstream(folder / "tmp" / "left") << "x";
  Open();
  store_->WaitScanned();
  EXPECT_FALSE(Find("https://a/"));
  EXPECT_FALSE(Find("https://b/"));
  EXPECT_FALSE(std::filesystem::exists(folder / "4" / "folder"));
  EXPECT_FALSE(std::filesystem::exists(other));
  EXPECT_TRUE(std::filesystem::exists("/etc/hostname"));
  for (const std::filesystem::path& file : Files()) EXPECT_EQ(file.filename(), "link");
}

TEST_F(StoreTest, ALargeBodyThatIsDamagedBreaksOffAndIsRemoved) {
  const std::string body = Octets(kLarge);
  ASSERT_TRUE(Put("https://a/", body).ok());
  const std::optional<Found> found = Find("https://a/");
  Damage(Files()[0], static_cast<int64_t>(std::filesystem::file_size(Files()[0]) - 2'000));
  const absl::StatusOr<std::string> read = Read(*found, 0, kLarge);
  EXPECT_TRUE(absl::IsDataLoss(read.status())) << read.status();
  EXPECT_FALSE(Find("https://a/"));
  EXPECT_THAT(Files(), IsEmpty());
  EXPECT_THAT(told(), ElementsAre(HasSubstr("a file of the cache is removed")));
}

TEST_F(StoreTest, AReaderGoesOnWhileItsFileIsReplaced) {
  const std::string body = Octets(kLarge);
  ASSERT_TRUE(Put("https://a/", body).ok());
  const std::optional<Found> found = Find("https://a/");
  ASSERT_TRUE(Put("https://a/", "new").ok());
  EXPECT_EQ(Whole(found), body);
  EXPECT_EQ(Whole(Find("https://a/")), "new");
}

TEST_F(StoreTest, AFileThatSomebodyRemovedIsAMiss) {
  ASSERT_TRUE(Put("https://a/", Octets(kLarge)).ok());
  std::filesystem::remove(Files()[0]);
  EXPECT_FALSE(Find("https://a/"));
  EXPECT_EQ(Meter::Read(meter_->entries), 0);
}

TEST_F(StoreTest, ADiskThatTakesNoMore) {
  // What a full disk does, for files of this process.
  ASSERT_TRUE(Put("https://before/", "here").ok());
  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  signal(SIGXFSZ, SIG_IGN);
  const rlimit small = {100'000, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const absl::Status large = Put("https://a/", Octets(kLarge));
  const absl::Status two_pieces = Put("https://b/", Octets(150'000));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_TRUE(absl::IsUnavailable(large)) << large;
  EXPECT_TRUE(absl::IsUnavailable(two_pieces)) << two_pieces;
  EXPECT_THAT(told(), ElementsAre(HasSubstr("could not be stored")));
  EXPECT_EQ(Meter::Read(meter_->failed), 2);
  EXPECT_FALSE(Find("https://a/"));
  EXPECT_FALSE(Find("https://b/"));
  EXPECT_EQ(Whole(Find("https://before/")), "here");
  EXPECT_THAT(Files(), SizeIs(1));
  // It takes more again.
  EXPECT_TRUE(Put("https://a/", Octets(kLarge)).ok());
}

TEST_F(StoreTest, AProcessThatIsKilledLeavesWholeResponsesOnly) {
  store_ = nullptr;
  for (int round = 0; round < 5; ++round) {
    // The child tells of each put; it is killed in the middle of the one after.
    int told[2];
    ASSERT_EQ(pipe(told), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      Open();
      for (int i = 0;; ++i) {
        const std::string url = absl::StrCat("https://", i % 10);
        (void)Put(url, absl::StrCat(url, "\n", Octets(i % 3 == 0 ? kLarge : 100, i)));
        if (write(told[1], "x", 1) != 1) _exit(1);
      }
    }
    close(told[1]);
    char octet = 0;
    for (int puts = 0; puts < 4 + 5 * round; ++puts) ASSERT_EQ(read(told[0], &octet, 1), 1);
    usleep(100 * round);
    kill(child, SIGKILL);
    close(told[0]);
    waitpid(child, nullptr, 0);
    Open();
    store_->WaitScanned();
    EXPECT_EQ(Meter::Read(meter_->damaged), 0);
    int found = 0;
    for (int i = 0; i < 10; ++i) {
      const std::string url = absl::StrCat("https://", i);
      const std::string body = Whole(Find(url));
      if (body == "(nothing)") continue;
      ++found;
      EXPECT_TRUE(body.starts_with(absl::StrCat(url, "\n"))) << body.substr(0, 100);
    }
    EXPECT_GE(found, 3);
    EXPECT_THAT(Files(), SizeIs(found));
    store_ = nullptr;
  }
}

}  // namespace
}  // namespace cache
