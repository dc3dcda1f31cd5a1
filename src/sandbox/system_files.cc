#include "src/sandbox/system_files.h"

#include <link.h>

#include <filesystem>
#include <system_error>

namespace sandbox {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFiles[] = {
    "/etc",
    "/usr",
    "/lib",
    "/lib64",
    "/proc/self",
    "/proc/sys",
    "/proc/stat",
    "/proc/meminfo",
    "/proc/cpuinfo",
    "/sys/fs/cgroup",
    "/sys/devices/system/cpu",
    "/dev/urandom",
    "/dev/random",
};

// Often links to where something writes them anew: the folder counts.
constexpr const char* kLinked[] = {
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/nsswitch.conf",
    "/etc/localtime",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
};

void AddFolderOf(const char* path, std::vector<std::string>& into) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  if (!error) into.push_back(real.parent_path().string());
}

int AddLibrary(dl_phdr_info* library, size_t, void* into) {
  if (library->dlpi_name != nullptr && library->dlpi_name[0] == '/') {
    AddFolderOf(library->dlpi_name, *static_cast<std::vector<std::string>*>(into));
  }
  return 0;
}

}  // namespace

std::vector<std::string> SystemFiles() {
  std::vector<std::string> files(std::begin(kFiles), std::end(kFiles));
  for (const char* path : kLinked) AddFolderOf(path, files);
  dl_iterate_phdr(&AddLibrary, &files);
  return files;
}

std::vector<std::string> HarmlessDevices() { return {"/dev/null", "/dev/zero"}; }

bool IsSanitized() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return true;
#else
  return false;
#endif
}

}  // namespace sandbox
