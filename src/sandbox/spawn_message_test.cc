#include "src/sandbox/spawn_message.h"

#include <gtest/gtest.h>

#include "src/sandbox/program_rules.h"

namespace sandbox {
namespace {

using Kind = ArgumentRule::Kind;

SpawnRequest Request(std::vector<std::string> arguments, std::string folder = "/") {
  SpawnRequest request;
  request.arguments = std::move(arguments);
  request.folder = std::move(folder);
  return request;
}

TEST(SpawnRequest, ComesOutAsItWentIn) {
  SpawnRequest request = Request({"/bin/x", "", "--a=b", "c d\n"}, "/w");
  request.has_output = true;
  const absl::StatusOr<std::string> octets = EncodeSpawnRequest(request);
  ASSERT_TRUE(octets.ok()) << octets.status();
  const absl::StatusOr<SpawnRequest> read = DecodeSpawnRequest(*octets);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->arguments, request.arguments);
  EXPECT_EQ(read->folder, "/w");
  EXPECT_FALSE(read->has_input);
  EXPECT_TRUE(read->has_output);
  EXPECT_EQ(read->descriptors(), 3U);
}

TEST(SpawnRequest, IsRefusedWhenItCannotBeSaid) {
  using namespace std::string_literals;
  EXPECT_FALSE(EncodeSpawnRequest(Request({})).ok());
  EXPECT_FALSE(EncodeSpawnRequest(Request({"/a\0b"s})).ok());
  EXPECT_FALSE(EncodeSpawnRequest(Request({"/a"}, "/\0"s)).ok());
  EXPECT_FALSE(EncodeSpawnRequest(Request({std::string(kMaxSpawnRequest, 'a')})).ok());
  EXPECT_FALSE(
      EncodeSpawnRequest(Request(std::vector<std::string>(kMaxSpawnArguments + 1, "a"))).ok());
  EXPECT_TRUE(EncodeSpawnRequest(Request(std::vector<std::string>(kMaxSpawnArguments, "a"))).ok());
}

TEST(SpawnRequest, IsRefusedWhenItIsMalformed) {
  using namespace std::string_literals;
  for (const std::string& octets :
       {""s, "1"s, "2\0/\0a\0"s, "1\4/\0a\0"s, "1\0"s, "1\0/\0a"s, "1\0/\0"s, "1\0w\0a\0"s,
        "1\0\0a\0"s, "1\0/\0"s + std::string(2 * (kMaxSpawnArguments + 1), '\0'),
        "1\0/\0"s + std::string(kMaxSpawnRequest, 'a') + "\0"s}) {
    const absl::StatusOr<SpawnRequest> read = DecodeSpawnRequest(octets);
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument) << octets.size();
  }
}

TEST(SpawnReply, ComesOutAsItWentIn) {
  const std::string octets = EncodeSpawnReply({SpawnReply::Kind::kEnded, -7, "why"});
  const absl::StatusOr<SpawnReply> read = DecodeSpawnReply(octets);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->kind, SpawnReply::Kind::kEnded);
  EXPECT_EQ(read->number, -7);
  EXPECT_EQ(read->text, "why");
  EXPECT_FALSE(DecodeSpawnReply("").ok());
  EXPECT_FALSE(DecodeSpawnReply(octets.substr(0, 4)).ok());
  EXPECT_FALSE(DecodeSpawnReply("\xff" + octets.substr(1)).ok());
  EXPECT_FALSE(DecodeSpawnReply("\6" + octets.substr(1)).ok());
}

class ProgramRules : public testing::Test {
 protected:
  bool Allows(const std::vector<std::string>& arguments, const std::string& folder) const {
    return CheckProgram(rules_, Request(arguments, folder)).ok();
  }

  const std::vector<ProgramRule> rules_ = {
      {"/self", {"make"}, {}, {}},
      {"/self", {"check"}, {{Kind::kBelow, "", "/data"}, {Kind::kName, "", ""}}, {}},
      {"/es",
       {},
       {{Kind::kWord, "--bundle", ""},
        {Kind::kBelow, "--outdir=", "/tmp/n"},
        {Kind::kRelative, "", ""}},
       {"/w/one", "/w/two"}},
  };
};

TEST_F(ProgramRules, AllowWhatTheySay) {
  EXPECT_TRUE(Allows({"/self", "make"}, "/"));
  EXPECT_TRUE(Allows({"/self", "check", "/data/kv", "space"}, "/"));
  EXPECT_TRUE(Allows({"/self", "check", "/data"}, "/"));
  EXPECT_TRUE(Allows({"/es", "./src/a.ts", "--bundle", "--outdir=/tmp/n/x"}, "/w/one"));
  EXPECT_TRUE(Allows({"/es", "--bundle"}, "/w/two/below"));
}

TEST_F(ProgramRules, RefuseOtherPrograms) {
  EXPECT_FALSE(Allows({"/bin/sh", "-c", "id"}, "/"));
  EXPECT_FALSE(Allows({"/es/../bin/sh"}, "/w/one"));
  EXPECT_FALSE(Allows({""}, "/"));
}

TEST_F(ProgramRules, RefuseOtherArguments) {
  EXPECT_FALSE(Allows({"/self"}, "/"));
  EXPECT_FALSE(Allows({"/self", "serve"}, "/"));
  EXPECT_FALSE(Allows({"/self", "make", "more"}, "/"));
  EXPECT_FALSE(Allows({"/self", "check", "/etc"}, "/"));
  EXPECT_FALSE(Allows({"/self", "check", "/data/../etc"}, "/"));
  EXPECT_FALSE(Allows({"/self", "check", "/database"}, "/"));
  EXPECT_FALSE(Allows({"/self", "check", "--help"}, "/"));
  EXPECT_FALSE(Allows({"/es", "--bundle", "--servedir=/"}, "/w/one"));
  EXPECT_FALSE(Allows({"/es", "--outdir=/home"}, "/w/one"));
  EXPECT_FALSE(Allows({"/es", "--outdir=/tmp/n/../../home"}, "/w/one"));
  EXPECT_FALSE(Allows({"/es", "./../secret"}, "/w/one"));
  EXPECT_FALSE(Allows({"/es", "/etc/passwd"}, "/w/one"));
}

TEST_F(ProgramRules, RefuseOtherFolders) {
  EXPECT_FALSE(Allows({"/self", "make"}, "/w/one"));
  EXPECT_FALSE(Allows({"/es", "--bundle"}, "/"));
  EXPECT_FALSE(Allows({"/es", "--bundle"}, "/w/oneself"));
  EXPECT_FALSE(Allows({"/es", "--bundle"}, "/w/one/.."));
}

TEST_F(ProgramRules, SayWhatIsWrong) {
  EXPECT_EQ(CheckProgram(rules_, Request({"/self", "serve"})).message(),
            "/self: may not be started with \"serve\"");
  EXPECT_EQ(CheckProgram(rules_, Request({"/self"})).message(), "/self: too few arguments");
  EXPECT_EQ(CheckProgram(rules_, Request({"/es"}, "/etc")).message(),
            "/es: may not be started in /etc");
  EXPECT_EQ(CheckProgram(rules_, Request({"/no"})).message(),
            "/no: is not one of the programs that may be started");
}

}  // namespace
}  // namespace sandbox
