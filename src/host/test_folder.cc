#include "src/host/test_folder.h"

#include <fstream>

namespace host {

TestFolder::TestFolder()
    : folder_(TemporaryFolder::Make().value()), path_(std::filesystem::canonical(folder_.path())) {}

void TestFolder::Write(std::string_view name, std::string_view contents) const {
  const std::filesystem::path path = path_ / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << contents;
}

}  // namespace host
