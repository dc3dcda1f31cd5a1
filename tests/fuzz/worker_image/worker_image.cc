// Reads octets as a worker's image: what comes of it is an error, or a version that is written and
// read again as it is.

#include <string>
#include <string_view>
#include <vector>

#include "absl/log/check.h"
#include "src/host/worker_image.h"
#include "tests/fuzz/corpus.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<worker::Version> version = host::DecodeWorkerImage(octets);
  if (!version.ok()) {
    CHECK(version.status().message().starts_with("a worker's image: ")) << version.status();
    return 0;
  }
  CHECK(!version->graph.modules.empty());
  const std::string image = host::EncodeWorkerImage(*version);
  const absl::StatusOr<worker::Version> again = host::DecodeWorkerImage(image);
  CHECK(again.ok()) << again.status();
  CHECK(host::EncodeWorkerImage(*again) == image);
  return 0;
}

std::vector<std::string> FuzzSeeds() { return fuzz::ReadCorpus("tests/fuzz/worker_image/corpus"); }

std::vector<std::string> FuzzWords() {
  return {
      "\x66"
      "format",
      "\x66"
      "memory",
      "\x67"
      "modules",
      "\x66"
      "script",
      "\x64"
      "vars",
      "\x64"
      "name",
      "\x64"
      "kind",
      "\x68"
      "contents",
      "\xf4",
      "\xf5",
      "\x40",
      "\x41"
      "a",
      "\x80",
      "\x81",
      "\xa0",
      "\xa5",
      "\x01",
      "\x1b\xff\xff\xff\xff\xff\xff\xff\xff"};
}
