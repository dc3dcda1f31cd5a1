#include "src/host/deployments.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "src/host/test_folder.h"

namespace host {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kBoot = R"(
import * as ops from "native:runtime";
export { ops };
export function findBuiltin() {}
)";

using Result = absl::StatusOr<VersionSource::VersionPtr>;

class DeploymentsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    platform_ = engine::Platform::Start();
    absl::StatusOr<std::string> blob = engine::BuildSnapshot(*platform_, {"boot.js", kBoot}, {});
    ASSERT_TRUE(blob.ok()) << blob.status();
    blob_ = *std::move(blob);
    snapshot_ = std::make_unique<engine::Snapshot>(*platform_, blob_,
                                                   engine::SnapshotSource{"boot.js", kBoot},
                                                   std::span<const engine::Module* const>());
  }
  static void TearDownTestSuite() {
    snapshot_.reset();
    platform_.reset();
  }

  DeploymentsTest() : observer_(MakeConsole()) { options_.clock = &clock_; }
  ~DeploymentsTest() override {
    deployments_.reset();
    close(ends_[0]);
    close(ends_[1]);
  }

  // Adds a worker whose one script is `script`.
  void Add(const std::string& name, std::string_view script) {
    const std::string file = absl::StrCat("w", sources_.size(), "/index.js");
    folder_.Write(file, script);
    WorkerSource source;
    source.name = name;
    source.project.path = (folder_.path() / file).parent_path().string();
    sources_.push_back(std::move(source));
  }
  void Open() {
    deployments_ = std::make_unique<Deployments>(*snapshot_, std::move(sources_), options_,
                                                 observer_, *console_);
  }
  // Asks for a worker and waits for the answer.
  Result Ask(std::string_view name) {
    struct Answer {
      absl::Notification done;
      Result result;
    };
    auto answer = std::make_shared<Answer>();
    deployments_->Deploy(name, [answer](Result result) {
      answer->result = std::move(result);
      answer->done.Notify();
    });
    answer->done.WaitForNotification();
    return answer->result;
  }
  // What was printed since the last time.
  std::string Printed() {
    char buffer[1 << 16];
    const ssize_t count = read(ends_[0], buffer, sizeof(buffer));
    return count > 0 ? std::string(buffer, static_cast<size_t>(count)) : "";
  }

 private:
  Console& MakeConsole() {
    EXPECT_EQ(pipe2(ends_, O_NONBLOCK), 0);
    return console_.emplace(ends_[1], ends_[1], false);
  }
  int ends_[2];
  std::optional<Console> console_;

 protected:
  EdgeObserver observer_;
  TestFolder folder_;
  base::FakeClock clock_;
  Deployments::Options options_;
  std::vector<WorkerSource> sources_;
  std::unique_ptr<Deployments> deployments_;
  static inline std::unique_ptr<engine::Platform> platform_;
  static inline std::string blob_;
  static inline std::unique_ptr<engine::Snapshot> snapshot_;
};

TEST_F(DeploymentsTest, DeploysAWorkerWhenItIsAskedFor) {
  Add("Shop", "export default {};");
  Open();
  EXPECT_THAT(deployments_->names(), ElementsAre("Shop"));
  EXPECT_TRUE(deployments_->Has("shop"));
  EXPECT_FALSE(deployments_->Has("blog"));
  EXPECT_EQ(deployments_->Ready("shop"), nullptr);
  const Result first = Ask("shop");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ((*first)->spec.name, "Shop");
  EXPECT_EQ((*first)->id.size(), 16);
  EXPECT_EQ(deployments_->Ready("SHOP"), *first);
  EXPECT_EQ(*Ask("shop"), *first);
  EXPECT_EQ(deployments_->Ready("blog"), nullptr);
  EXPECT_EQ(Ask("blog").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Printed(), "");
}

TEST_F(DeploymentsTest, EverybodyWhoAsksGetsTheOneDeployment) {
  for (int i = 0; i < 8; ++i) Add(absl::StrCat("w", i), absl::StrCat("export default ", i, ";"));
  Open();
  std::vector<std::unique_ptr<absl::Notification>> done;
  std::vector<VersionSource::VersionPtr> versions(80);
  for (int i = 0; i < 80; ++i) {
    done.push_back(std::make_unique<absl::Notification>());
    deployments_->Deploy(absl::StrCat("w", i % 8), [&, i](Result result) {
      versions[i] = *result;
      done[i]->Notify();
    });
  }
  for (const auto& one : done) one->WaitForNotification();
  for (int i = 0; i < 80; ++i) EXPECT_EQ(versions[i], versions[i % 8]);
  EXPECT_NE(versions[0], versions[1]);
}

TEST_F(DeploymentsTest, ABrokenWorkerStopsNoOther) {
  Add("good", "export default {};");
  Add("bad", "export default ]");
  Open();
  EXPECT_EQ(Printed(), "");
  EXPECT_FALSE(Ask("bad").ok());
  EXPECT_THAT(Printed(), HasSubstr("worker \"bad\" was asked for and cannot run: "));
  EXPECT_TRUE(Ask("good").ok());
}

TEST_F(DeploymentsTest, TriesAgainAfterSomeTime) {
  Add("w", "export default ]");
  Open();
  EXPECT_FALSE(Ask("w").ok());
  EXPECT_NE(Printed(), "");
  folder_.Write("w0/index.js", "export default {};");
  EXPECT_FALSE(Ask("w").ok());
  EXPECT_EQ(Printed(), "");
  clock_.Advance(Deployments::kRetryNanos);
  EXPECT_TRUE(Ask("w").ok());
}

TEST_F(DeploymentsTest, TwoWorkersOfOneNameDoNotRun) {
  Add("twin", "export default 1;");
  Add("Twin", "export default 2;");
  Add("other", "export default 3;");
  Open();
  std::string line = Printed();
  EXPECT_THAT(line, HasSubstr("two workers are called \"twin\": "));
  EXPECT_THAT(line, HasSubstr("/w0 and "));
  EXPECT_THAT(line, HasSubstr("/w1; expected one"));
  EXPECT_THAT(deployments_->names(), ElementsAre("twin", "other"));
  EXPECT_EQ(Ask("twin").status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(Printed(), HasSubstr("worker \"twin\" was asked for and cannot run: "));
  clock_.Advance(Deployments::kRetryNanos);
  EXPECT_FALSE(Ask("twin").ok());
  EXPECT_EQ(Printed(), "");
  EXPECT_TRUE(Ask("other").ok());
}

TEST_F(DeploymentsTest, TellsAtOnceOfWhatIsKnownToBeBroken) {
  Add("w", "export default {};");
  sources_[0].problem = absl::InvalidArgumentError("wrangler.toml:1:1: bad");
  folder_.Write("w0/wrangler.toml", "=");
  Open();
  EXPECT_THAT(Printed(), HasSubstr("wrangler.toml:1:1: bad; the worker \"w\" cannot run\n"));
  EXPECT_FALSE(Ask("w").ok());
  EXPECT_THAT(Printed(), HasSubstr("wrangler.toml:1:"));
}

TEST_F(DeploymentsTest, DropsTheVersionsThatNobodyAskedForTheLongest) {
  const std::string large = absl::StrCat("export default '", std::string(4000, 'x'), "';");
  for (const char* name : {"a", "b", "c"}) Add(name, large);
  options_.kept_bytes = 21'000;  // two, with their code caches
  Open();
  const VersionSource::VersionPtr a = *Ask("a");
  const std::shared_ptr<worker::Meter> meter = a->meter;
  ASSERT_TRUE(Ask("b").ok());
  ASSERT_LE(deployments_->kept_bytes(), options_.kept_bytes);
  ASSERT_GT(deployments_->kept_bytes(), 14'000);
  EXPECT_NE(deployments_->Ready("a"), nullptr);
  ASSERT_TRUE(Ask("c").ok());
  EXPECT_NE(deployments_->Ready("a"), nullptr);
  EXPECT_EQ(deployments_->Ready("b"), nullptr);
  ASSERT_TRUE(Ask("b").ok());
  EXPECT_EQ(deployments_->Ready("c") == nullptr, true);
  ASSERT_TRUE(Ask("c").ok());
  const Result again = Ask("a");
  ASSERT_TRUE(again.ok());
  EXPECT_EQ((*again)->id, a->id);
  EXPECT_EQ((*again)->meter, meter);
}

TEST_F(DeploymentsTest, PreparesTheOthersInTheBackground) {
  Add("a", "export default 1;");
  Add("broken", "export default ]");
  Add("b", "export default 2;");
  Open();
  deployments_->PrepareInBackground();
  while (deployments_->Ready("b") == nullptr) usleep(1000);
  EXPECT_NE(deployments_->Ready("a"), nullptr);
  // Nobody has asked for it, so nobody is told.
  EXPECT_EQ(deployments_->Ready("broken"), nullptr);
  EXPECT_EQ(Printed(), "");
  EXPECT_FALSE(Ask("broken").ok());
  EXPECT_NE(Printed(), "");
}

TEST_F(DeploymentsTest, TheBackgroundFillsNoMoreThanMayBeKept) {
  for (int i = 0; i < 20; ++i) {
    Add(absl::StrCat("w", i), absl::StrCat("export default '", std::string(4000, 'x'), i, "';"));
  }
  options_.kept_bytes = 30'000;
  Open();
  deployments_->PrepareInBackground();
  while (deployments_->kept_bytes() < options_.kept_bytes) usleep(1000);
  // What was asked for takes the place of what was prepared, not the other way round.
  ASSERT_TRUE(Ask("w19").ok());
  EXPECT_NE(deployments_->Ready("w19"), nullptr);
  EXPECT_LE(deployments_->kept_bytes(), options_.kept_bytes);
}

TEST_F(DeploymentsTest, ForgetsWhoWaitsWhenItGoes) {
  for (int i = 0; i < 50; ++i) Add(absl::StrCat("w", i), "export default 1;");
  options_.threads = 1;
  Open();
  auto kept = std::make_shared<int>(0);
  for (int i = 0; i < 50; ++i) deployments_->Deploy(absl::StrCat("w", i), [kept](Result) {});
  deployments_.reset();
  EXPECT_EQ(kept.use_count(), 1);
}

}  // namespace
}  // namespace host
