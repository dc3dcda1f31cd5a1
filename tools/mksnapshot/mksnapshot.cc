// Evaluates js-api and writes V8's start-up snapshot.
//
//   mksnapshot OUTPUT BUNDLE NAME
//
// BUNDLE is js-api in one file; stack traces call it by NAME.

#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "bindings/snapshot.h"
#include "src/engine/platform.h"
#include "src/engine/snapshot.h"

namespace {

absl::StatusOr<std::string> ReadFile(std::string_view path) {
  std::ifstream file{std::string(path), std::ios::binary};
  if (!file) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "mksnapshot: expected an output file, a bundle and its name\n";
    return 1;
  }
  std::unique_ptr<engine::Platform> platform = engine::Platform::Start();
  absl::StatusOr<std::string> text = ReadFile(argv[2]);
  if (!text.ok()) {
    std::cerr << "mksnapshot: " << text.status().message() << "\n";
    return 1;
  }
  absl::StatusOr<std::string> blob =
      engine::BuildSnapshot(*platform, {argv[3], *text}, bindings::Modules());
  if (!blob.ok()) {
    std::cerr << "mksnapshot: " << blob.status().message() << "\n";
    return 1;
  }
  std::ofstream out(argv[1], std::ios::binary);
  if (!out.write(blob->data(), static_cast<std::streamsize>(blob->size())) || !out.flush()) {
    std::cerr << "mksnapshot: " << argv[1] << ": cannot be written\n";
    return 1;
  }
  return 0;
}
