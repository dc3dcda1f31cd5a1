#include "src/host/code_cache_store.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "src/host/test_folder.h"

namespace host {
namespace {

namespace fs = std::filesystem;
using engine::ScriptKind;

// A console whose text can be read back.
class ReadableConsole {
 public:
  ReadableConsole() {
    EXPECT_EQ(pipe2(ends_, O_NONBLOCK), 0);
    console_.emplace(ends_[1], ends_[1], false);
  }
  ~ReadableConsole() {
    close(ends_[0]);
    close(ends_[1]);
  }
  Console& console() { return *console_; }
  std::string Take() {
    char buffer[16384];
    const ssize_t count = read(ends_[0], buffer, sizeof(buffer));
    return count > 0 ? std::string(buffer, static_cast<size_t>(count)) : "";
  }

 private:
  int ends_[2];
  std::optional<Console> console_;
};

std::string Contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

class CodeCacheStoreTest : public testing::Test {
 protected:
  CodeCacheStore Open(std::string tag = "v8", uint64_t max_bytes = CodeCacheStore::kMaxBytes) {
    return CodeCacheStore(folder_.path() / "data" / "code-cache", std::move(tag),
                          console_.console(), max_bytes);
  }
  std::vector<fs::path> Files() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder_.path() / "data" / "code-cache")) {
      files.push_back(entry.path());
    }
    return files;
  }

  TestFolder folder_;
  ReadableConsole console_;
};

TEST_F(CodeCacheStoreTest, FindsWhatItKept) {
  CodeCacheStore store = Open();
  EXPECT_TRUE(store.Find("text", ScriptKind::kModule).empty());
  store.Keep("text", ScriptKind::kModule, base::Bytes("cache"));
  EXPECT_EQ(store.Find("text", ScriptKind::kModule).view(), "cache");
  EXPECT_EQ(Open().Find("text", ScriptKind::kModule).view(), "cache");
  EXPECT_TRUE(store.Find("other", ScriptKind::kModule).empty());
  EXPECT_TRUE(Open("another v8").Find("text", ScriptKind::kModule).empty());
  store.Keep("text", ScriptKind::kModule, base::Bytes("better"));
  EXPECT_EQ(store.Find("text", ScriptKind::kModule).view(), "better");
  EXPECT_EQ(Files().size(), 1);
  EXPECT_EQ(console_.Take(), "");
}

TEST_F(CodeCacheStoreTest, KeepsScriptsApartFromModules) {
  CodeCacheStore store = Open();
  store.Keep("text", ScriptKind::kModule, base::Bytes("module"));
  EXPECT_TRUE(store.Find("text", ScriptKind::kClassic).empty());
  store.Keep("text", ScriptKind::kClassic, base::Bytes("script"));
  EXPECT_EQ(store.Find("text", ScriptKind::kModule).view(), "module");
  EXPECT_EQ(store.Find("text", ScriptKind::kClassic).view(), "script");
}

TEST_F(CodeCacheStoreTest, RefusesAndRemovesADamagedFile) {
  CodeCacheStore store = Open();
  store.Keep("text", ScriptKind::kModule, base::Bytes("cache"));
  const fs::path path = Files().front();
  std::ofstream(path, std::ios::app) << "x";
  EXPECT_TRUE(store.Find("text", ScriptKind::kModule).empty());
  EXPECT_EQ(console_.Take(), "atoll: " + path.string() + ": is damaged; it is made again\n");
  EXPECT_TRUE(Files().empty());
  EXPECT_TRUE(store.Find("text", ScriptKind::kModule).empty());
  EXPECT_EQ(console_.Take(), "");
}

TEST_F(CodeCacheStoreTest, RefusesTheFileOfAnotherText) {
  CodeCacheStore store = Open();
  store.Keep("a", ScriptKind::kModule, base::Bytes("cache of a"));
  const fs::path of_a = Files().front();
  const std::string file = Contents(of_a);
  fs::remove(of_a);
  store.Keep("b", ScriptKind::kModule, base::Bytes("cache of b"));
  std::ofstream(Files().front(), std::ios::binary) << file;
  EXPECT_TRUE(store.Find("b", ScriptKind::kModule).empty());
}

TEST_F(CodeCacheStoreTest, RefusesEveryCorruption) {
  const std::string key(32, 'k');
  const std::string good = EncodeCodeCache(key, std::string(300, 'c'));
  ASSERT_EQ(DecodeCodeCache(key, good).size(), 300);
  std::mt19937 random(7);
  auto below = [&random](size_t bound) { return random() % bound; };
  for (int run = 0; run < 20'000; ++run) {
    std::string bad = good;
    switch (below(4)) {
      case 0:
        for (size_t n = 1 + below(8); n > 0; --n)
          bad[below(bad.size())] = static_cast<char>(random());
        break;
      case 1:
        bad.resize(below(bad.size()));
        break;
      case 2:
        bad.insert(below(bad.size()), std::string(1 + below(64), static_cast<char>(random())));
        break;
      default:
        bad.erase(below(bad.size()), 1 + below(64));
    }
    if (bad == good) continue;
    EXPECT_TRUE(DecodeCodeCache(key, bad).empty()) << run;
  }
  for (size_t at = 0; at < good.size() * 8; ++at) {
    std::string bad = good;
    bad[at / 8] = static_cast<char>(bad[at / 8] ^ (1 << (at % 8)));
    EXPECT_TRUE(DecodeCodeCache(key, bad).empty()) << at;
  }
}

TEST_F(CodeCacheStoreTest, WarnsOnceAndGoesOnWithoutAFolder) {
  folder_.Write("data", "a file where the folder would be");
  CodeCacheStore store = Open();
  for (int i = 0; i < 3; ++i) {
    store.Keep("text", ScriptKind::kModule, base::Bytes("cache"));
    EXPECT_TRUE(store.Find("text", ScriptKind::kModule).empty());
  }
  const std::string text = console_.Take();
  EXPECT_NE(text.find("code-cache is not kept"), std::string::npos) << text;
  EXPECT_EQ(text.find('\n'), text.size() - 1) << text;
}

TEST_F(CodeCacheStoreTest, RemovesTheOldestFilesPastItsBound) {
  CodeCacheStore store = Open("v8", 10'000);
  const auto now = fs::file_time_type::clock::now();
  for (int i = 0; i < 20; ++i) {
    const std::string text = "text " + std::to_string(i);
    const std::vector<fs::path> before = Files();
    store.Keep(text, ScriptKind::kModule, base::Bytes(std::string(900, 'c')));
    for (const fs::path& path : Files()) {
      if (std::find(before.begin(), before.end(), path) == before.end()) {
        fs::last_write_time(path, now - std::chrono::minutes(100 - i));
      }
    }
  }
  store.Trim();
  uint64_t total = 0;
  for (const fs::path& path : Files()) total += fs::file_size(path);
  EXPECT_LE(total, 10'000);
  EXPECT_GE(total, 7'000);
  EXPECT_FALSE(store.Find("text 19", ScriptKind::kModule).empty());
  EXPECT_TRUE(store.Find("text 0", ScriptKind::kModule).empty());
}

TEST_F(CodeCacheStoreTest, RemovesWhatACrashLeftBehind) {
  CodeCacheStore store = Open();
  folder_.Write("data/code-cache/.new-1-1", "half");
  folder_.Write("data/code-cache/.new-2-2", "half");
  fs::last_write_time(folder_.path() / "data/code-cache/.new-1-1",
                      fs::file_time_type::clock::now() - std::chrono::hours(2));
  store.Trim();
  EXPECT_EQ(Files(), std::vector{folder_.path() / "data/code-cache/.new-2-2"});
}

}  // namespace
}  // namespace host
