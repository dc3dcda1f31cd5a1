// Reads octets as what a process asks its spawner for, and as what that says: what comes of it is
// an error, or a message that is written and read again as it is. What the rules allow is never
// more than they say.

#include <string>
#include <string_view>
#include <vector>

#include "absl/log/check.h"
#include "src/sandbox/program_rules.h"
#include "src/sandbox/spawn_message.h"
#include "tests/fuzz/fuzz.h"

namespace {

using Kind = sandbox::ArgumentRule::Kind;

const std::vector<sandbox::ProgramRule>& Rules() {
  static const auto* rules = new std::vector<sandbox::ProgramRule>{
      {"/self", {"make"}, {}, {}},
      {"/self", {"check"}, {{Kind::kBelow, "", "/data"}, {Kind::kName, "", ""}}, {}},
      {"/es",
       {},
       {{Kind::kWord, "--bundle", ""},
        {Kind::kBelow, "--outdir=", "/tmp/n"},
        {Kind::kRelative, "", ""}},
       {"/w"}},
  };
  return *rules;
}

bool LeadsUp(std::string_view path) {
  return path == ".." || path.starts_with("../") || path.ends_with("/..") ||
         path.find("/../") != path.npos;
}

void CheckAllowed(const sandbox::SpawnRequest& request) {
  CHECK(request.arguments[0] == "/self" || request.arguments[0] == "/es");
  CHECK(!LeadsUp(request.folder));
  for (const std::string& argument : request.arguments) {
    CHECK(!LeadsUp(argument.substr(argument.find('=') + 1))) << argument;
    CHECK(!argument.starts_with('-') || argument == "--bundle" ||
          argument.starts_with("--outdir=/tmp/n"))
        << argument;
  }
}

void ReadRequest(std::string_view octets) {
  const absl::StatusOr<sandbox::SpawnRequest> request = sandbox::DecodeSpawnRequest(octets);
  if (!request.ok()) {
    CHECK(request.status().message().starts_with("a request to start a program: "));
    return;
  }
  CHECK(!request->arguments.empty());
  CHECK_LE(request->descriptors(), 4U);
  const absl::StatusOr<std::string> written = sandbox::EncodeSpawnRequest(*request);
  CHECK(written.ok()) << written.status();
  CHECK(*written == octets);
  if (sandbox::CheckProgram(Rules(), *request).ok()) CheckAllowed(*request);
}

void ReadReply(std::string_view octets) {
  const absl::StatusOr<sandbox::SpawnReply> reply = sandbox::DecodeSpawnReply(octets);
  if (reply.ok()) CHECK(sandbox::EncodeSpawnReply(*reply) == octets);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  ReadRequest(octets);
  ReadReply(octets);
  return 0;
}

std::vector<std::string> FuzzSeeds() {
  std::vector<std::string> seeds;
  for (const sandbox::SpawnRequest& request : {
           sandbox::SpawnRequest{{"/self", "make"}, "/", true, true},
           sandbox::SpawnRequest{{"/self", "check", "/data/kv", "space"}, "/", false, true},
           sandbox::SpawnRequest{
               {"/es", "./a/b.ts", "--bundle", "--outdir=/tmp/n/x"}, "/w/one", false, false},
       }) {
    seeds.push_back(sandbox::EncodeSpawnRequest(request).value());
  }
  seeds.push_back(sandbox::EncodeSpawnReply({sandbox::SpawnReply::Kind::kEnded, 256, ""}));
  seeds.push_back(sandbox::EncodeSpawnReply({sandbox::SpawnReply::Kind::kRefused, 0, "why"}));
  return seeds;
}

std::vector<std::string> FuzzWords() {
  using namespace std::string_literals;
  return {"\0"s,     "1\0/\0"s, "1\3/w\0"s,  "../",      "/..",    "/self", "/es", "check\0"s,
          "make\0"s, "/data",   "--outdir=", "--bundle", "/tmp/n", "./",    "-"};
}
