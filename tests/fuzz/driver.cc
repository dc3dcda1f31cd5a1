// Makes a test of a fuzzer; README.md says how.

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#include "absl/log/check.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mutator.h"

namespace {

constexpr size_t kMaxInput = 16 << 10;

struct Options {
  uint64_t runs = 4000;
  uint64_t seed = 1;
};

// Keeps the input that is about to run in a file, for the case of a crash.
class CurrentInput {
 public:
  CurrentInput() {
    std::string path = Folder() + "/current-input";
    fd_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    PCHECK(fd_ >= 0) << path;
  }
  ~CurrentInput() { close(fd_); }
  CurrentInput(const CurrentInput&) = delete;
  CurrentInput& operator=(const CurrentInput&) = delete;

  void Set(std::string_view octets) {
    PCHECK(pwrite(fd_, octets.data(), octets.size(), 0) == static_cast<ssize_t>(octets.size()));
    PCHECK(ftruncate(fd_, static_cast<off_t>(octets.size())) == 0);
  }

 private:
  static std::string Folder() {
    for (const char* variable : {"TEST_UNDECLARED_OUTPUTS_DIR", "TEST_TMPDIR"}) {
      if (const char* folder = std::getenv(variable)) return folder;
    }
    return std::filesystem::temp_directory_path();
  }

  int fd_;
};

void Write(const std::string& path, std::string_view octets) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(octets.data(), static_cast<std::streamsize>(octets.size()));
  CHECK(file.good()) << path;
}

void RunOne(std::string_view input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
}

class Seeds : public testing::Test {
  void TestBody() override {
    CurrentInput current;
    for (const std::string& seed : FuzzSeeds()) {
      current.Set(seed);
      RunOne(seed);
    }
    EXPECT_FALSE(FuzzSeeds().empty());
  }
};

class Mutations : public testing::Test {
 public:
  explicit Mutations(const Options& options) : options_(options) {}

 private:
  void TestBody() override {
    CurrentInput current;
    fuzz::Mutator mutator(FuzzSeeds(), FuzzWords(), options_.seed);
    for (uint64_t run = 0; run < options_.runs; ++run) {
      std::string input = mutator.Next(kMaxInput);
      current.Set(input);
      RunOne(input);
    }
  }

  const Options options_;
};

int WriteSeeds(const std::string& folder) {
  int number = 0;
  std::filesystem::create_directories(folder);
  for (const std::string& seed : FuzzSeeds()) {
    Write(absl::StrCat(folder, "/", ++number), seed);
  }
  std::cout << number << " seeds in " << folder << "\n";
  return 0;
}

int RunFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  CHECK(file.good()) << path;
  RunOne(std::string{std::istreambuf_iterator<char>(file), {}});
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  Options options;
  for (int i = 1; i < argc; ++i) {
    std::string_view argument = argv[i];
    if (absl::ConsumePrefix(&argument, "--write=")) return WriteSeeds(std::string(argument));
    if (absl::ConsumePrefix(&argument, "--input=")) return RunFile(std::string(argument));
    bool runs = absl::ConsumePrefix(&argument, "--runs=");
    bool known = runs || absl::ConsumePrefix(&argument, "--seed=");
    if (!known || !absl::SimpleAtoi(argument, runs ? &options.runs : &options.seed)) {
      std::cerr << "found " << argv[i] << "; expected --runs=N, --seed=N, --input=FILE or "
                << "--write=FOLDER\n";
      return 2;
    }
  }
  testing::RegisterTest("Fuzz", "Seeds", nullptr, nullptr, __FILE__, __LINE__,
                        []() -> testing::Test* { return new Seeds; });
  testing::RegisterTest("Fuzz", "Mutations", nullptr, nullptr, __FILE__, __LINE__,
                        [options]() -> testing::Test* { return new Mutations(options); });
  return RUN_ALL_TESTS();
}
