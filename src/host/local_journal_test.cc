#include "src/host/local_journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace host {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;
using testing::SizeIs;

class LocalJournalTest : public testing::Test {
 protected:
  void Log(uint64_t request, std::string_view text, std::string_view level = "log") {
    const std::string id = request == 0 ? "" : worker::RequestIdText(request);
    journal().Log({"w", id, level, text});
  }
  void Report(uint64_t request, std::string_view target = "/") {
    worker::Report report;
    report.worker = "w";
    report.request = request;
    report.method = "GET";
    report.target = target;
    report.status = 200;
    report.wall_nanos = 20'000'000;
    report.cpu_nanos = 1'500'000;
    journal().Report(report);
  }
  // The targets of what has changed after `event`.
  std::vector<std::string> Targets(uint64_t event, size_t limit = 100) {
    std::vector<std::string> targets;
    for (const JournalEntry* entry : journal().ChangedAfter(event, limit)) {
      targets.push_back(entry->target);
    }
    return targets;
  }
  void Make(LocalJournal::Options options) { journal_.emplace(clock_, options); }
  LocalJournal& journal() {
    if (!journal_) journal_.emplace(clock_);
    return *journal_;
  }

  base::FakeClock clock_;
  std::optional<LocalJournal> journal_;
};

TEST_F(LocalJournalTest, BringsLinesErrorAndReportOfARequestTogether) {
  Log(7, "one");
  Log(7, "two", "warn");
  worker::Failure failure;
  failure.request_id = worker::RequestIdText(7);
  ErrorReport error;
  error.message = "boom";
  journal().Fail("w", failure, error);
  const JournalEntry* entry = journal().Find(1);
  ASSERT_NE(entry, nullptr);
  EXPECT_FALSE(entry->over);
  Report(7, "/a");
  ASSERT_EQ(journal().size(), 1u);
  EXPECT_TRUE(entry->over);
  EXPECT_EQ(entry->target, "/a");
  EXPECT_EQ(entry->wall_millis, 20);
  EXPECT_EQ(entry->cpu_millis, 1.5);
  EXPECT_EQ(entry->began_millis, clock_.WallMillis() - 20);
  ASSERT_THAT(entry->lines, SizeIs(2));
  EXPECT_EQ(entry->lines[1].level, "warn");
  EXPECT_EQ(entry->lines[1].text, "two");
  EXPECT_EQ(entry->error->message, "boom");
}

TEST_F(LocalJournalTest, KeepsNoLinesNearAnError) {
  ErrorReport error;
  error.nearby.before = {std::string(1'000'000, 'x')};
  journal().Fail("w", worker::Failure(), error);
  EXPECT_THAT(journal().Find(1)->error->nearby.before, IsEmpty());
}

TEST_F(LocalJournalTest, LinesOutsideOfInvocationsAreTheWorkers) {
  Log(0, "top level");
  Log(0, "timer");
  ASSERT_EQ(journal().size(), 1u);
  EXPECT_EQ(journal().Find(1)->request_id, "");
  EXPECT_THAT(journal().Find(1)->lines, SizeIs(2));
}

TEST_F(LocalJournalTest, TellsWhatHasChangedSince) {
  Report(1, "/1");
  Report(2, "/2");
  const uint64_t seen = journal().last_event();
  EXPECT_THAT(Targets(0), ElementsAre("/1", "/2"));
  EXPECT_THAT(Targets(seen), IsEmpty());
  Report(3, "/3");
  Log(1, "later");
  EXPECT_THAT(Targets(seen), ElementsAre("/3", "/1")) << "in the order of the changes";
  EXPECT_THAT(Targets(seen, 1), ElementsAre("/1")) << "the last ones";
  EXPECT_EQ(journal().total(), 3u);
}

TEST_F(LocalJournalTest, CallsBackAfterEachChange) {
  int calls = 0;
  journal().OnChange([&] { ++calls; });
  Log(1, "x");
  Report(1);
  journal().Clear();
  EXPECT_EQ(calls, 3);
}

TEST_F(LocalJournalTest, ForgetsWhatHasNotChangedForLongest) {
  LocalJournal::Options options;
  options.max_entries = 3;
  Make(options);
  for (uint64_t i = 1; i <= 3; ++i) Report(i, "/" + std::to_string(i));
  Log(1, "still there");
  Report(4, "/4");
  EXPECT_THAT(Targets(0), ElementsAre("/3", "/1", "/4"));
  EXPECT_EQ(journal().total(), 4u);
}

TEST_F(LocalJournalTest, OctetsAreBounded) {
  LocalJournal::Options options;
  options.max_bytes = 10'000;
  options.max_line_bytes = 2'000;
  Make(options);
  for (uint64_t i = 1; i <= 100; ++i) {
    Log(i, std::string(1'000, 'x'));
    EXPECT_LE(journal().bytes(), 10'000u);
  }
  EXPECT_GT(journal().size(), 3u);
  Log(200, std::string(5'000, 'y'));
  const std::string& text = journal().ChangedAfter(0, 1)[0]->lines[0].text;
  EXPECT_EQ(text.substr(0, 2'000), std::string(2'000, 'y'));
  EXPECT_THAT(text, EndsWith("... 3000 more octets"));
}

TEST_F(LocalJournalTest, NoCharacterIsCut) {
  LocalJournal::Options options;
  options.max_line_bytes = 4;
  Make(options);
  Log(1, "abc\xC3\xA4z");
  EXPECT_EQ(journal().Find(1)->lines[0].text, "abc... 3 more octets");
}

TEST_F(LocalJournalTest, KeepsTheLastLinesOfMany) {
  LocalJournal::Options options;
  options.max_lines = 2;
  Make(options);
  for (const char* text : {"a", "b", "c"}) Log(1, text);
  const JournalEntry* entry = journal().Find(1);
  ASSERT_THAT(entry->lines, SizeIs(2));
  EXPECT_EQ(entry->lines[0].text, "b");
  EXPECT_EQ(entry->lines_left_out, 1u);
}

TEST_F(LocalJournalTest, CountsOctetsBackToNothing) {
  LocalJournal::Options options;
  options.max_lines = 2;
  options.max_entries = 1;
  Make(options);
  Report(1);
  const size_t empty = journal().bytes();
  for (int i = 0; i < 5; ++i) Log(2, "some text");
  worker::Failure failure;
  failure.request_id = worker::RequestIdText(2);
  for (const char* message : {"a long message", "short"}) {
    ErrorReport error;
    error.message = message;
    journal().Fail("w", failure, error);
  }
  Report(2, "/long");
  Report(2, "/");
  Report(3);
  EXPECT_EQ(journal().bytes(), empty);
}

TEST_F(LocalJournalTest, ClearBeginsAnotherEpoch) {
  Report(1);
  const std::string before = journal().epoch();
  journal().Clear();
  EXPECT_NE(journal().epoch(), before);
  EXPECT_EQ(journal().last_event(), 0u);
  EXPECT_EQ(journal().bytes(), 0u);
  EXPECT_EQ(journal().Find(1), nullptr);
  Report(1);
  EXPECT_EQ(journal().ChangedAfter(0, 9)[0]->number, 2u) << "a number is of one entry alone";
}

}  // namespace
}  // namespace host
