// Landlock, by its system calls: the C library has no functions for them, and older headers not all
// of the constants. Names are those of linux/landlock.h.

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "src/sandbox/file_rights.h"

namespace sandbox {
namespace {

// The numbers are the same on every architecture.
constexpr long kCreateRuleset = 444;
constexpr long kAddRule = 445;
constexpr long kRestrictSelf = 446;
constexpr unsigned kGetVersion = 1;
constexpr int kPathBeneath = 1;

constexpr uint64_t kExecute = uint64_t{1} << 0;
constexpr uint64_t kWriteFile = uint64_t{1} << 1;
constexpr uint64_t kReadFile = uint64_t{1} << 2;
constexpr uint64_t kReadDir = uint64_t{1} << 3;
constexpr uint64_t kRemoveDir = uint64_t{1} << 4;
constexpr uint64_t kRemoveAndMake = 0x1ff0;             // REMOVE_DIR .. MAKE_SYM
constexpr uint64_t kRefer = uint64_t{1} << 13;          // version 2
constexpr uint64_t kTruncate = uint64_t{1} << 14;       // version 3
constexpr uint64_t kDeviceControl = uint64_t{1} << 15;  // version 5
constexpr uint64_t kScopeSockets = uint64_t{1} << 0;    // version 6: abstract UNIX sockets
constexpr uint64_t kScopeSignals = uint64_t{1} << 1;
// Of what is made, no devices.
constexpr uint64_t kMakeDevices = (uint64_t{1} << 6) | (uint64_t{1} << 11);

struct RulesetAttr {
  uint64_t files = 0;
  uint64_t network = 0;
  uint64_t scoped = 0;
};

struct [[gnu::packed]] PathBeneathAttr {
  uint64_t allowed = 0;
  int32_t parent = -1;
};

uint64_t Existing(uint64_t rights, int version) {
  if (version < 3) rights &= ~kTruncate;
  if (version < 5) rights &= ~kDeviceControl;
  return rights;
}

class Ruleset {
 public:
  Ruleset(int file, uint64_t handled) : file_(file), handled_(handled) {}

  // Allows `rights` below `path`.
  absl::Status Allow(const std::string& path, uint64_t rights) const {
    const int at = open(path.c_str(), O_PATH | O_CLOEXEC);
    if (at < 0) {
      if (errno == ENOENT || errno == ENOTDIR || errno == EACCES) return absl::OkStatus();
      return absl::ErrnoToStatus(errno, path);
    }
    // The kernel finds a file of /proc again by what is remembered of it; this stays open, so that
    // it does not forget.
    const bool stays = absl::StartsWith(path, "/proc");
    absl::Cleanup close_at = [at, stays] {
      if (!stays) close(at);
    };
    struct stat about;
    if (fstat(at, &about) != 0) return absl::ErrnoToStatus(errno, path);
    if (!S_ISDIR(about.st_mode)) {
      rights &= kExecute | kWriteFile | kReadFile | kTruncate | kDeviceControl;
    }
    PathBeneathAttr rule;
    rule.allowed = rights & handled_;
    rule.parent = at;
    if (rule.allowed == 0) return absl::OkStatus();
    if (syscall(kAddRule, file_, kPathBeneath, &rule, 0) != 0) {
      return absl::ErrnoToStatus(errno, absl::StrCat("Landlock's rule for ", path));
    }
    return absl::OkStatus();
  }

 private:
  int file_;
  uint64_t handled_;
};

}  // namespace

int LandlockVersion() {
  const long version = syscall(kCreateRuleset, nullptr, 0, kGetVersion);
  return version > 0 ? static_cast<int>(version) : 0;
}

absl::Status RestrictFiles(const FileRights& rights, int version) {
  constexpr uint64_t kRead = kReadFile | kReadDir;
  constexpr uint64_t kWrite = kWriteFile | kRemoveAndMake | kRefer | kTruncate;
  RulesetAttr attributes;
  attributes.files = kWrite | kDeviceControl;
  if (!rights.reads_anything) attributes.files |= kRead;
  if (!rights.executes) attributes.files |= kExecute;
  attributes.files = Existing(attributes.files, version);
  if (version >= 6 && !rights.signals_anyone) attributes.scoped = kScopeSockets | kScopeSignals;
  const size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
  const int file = static_cast<int>(syscall(kCreateRuleset, &attributes, size, 0));
  if (file < 0) return absl::ErrnoToStatus(errno, "Landlock takes no rules");
  absl::Cleanup close_file = [file] { close(file); };

  const Ruleset ruleset(file, attributes.files);
  absl::Status status;
  for (const std::string& path : rights.readable) {
    status.Update(ruleset.Allow(path, kRead | kDeviceControl));
  }
  for (const std::string& path : rights.writable) {
    status.Update(ruleset.Allow(path, kRead | (kWrite & ~kMakeDevices)));
  }
  for (const std::string& path : rights.unlinking) status.Update(ruleset.Allow(path, kRemoveDir));
  for (const std::string& path : rights.devices) {
    status.Update(ruleset.Allow(path, kReadFile | kWriteFile | kTruncate | kDeviceControl));
  }
  if (!status.ok()) return status;
  if (syscall(kRestrictSelf, file, 0) != 0) {
    return absl::ErrnoToStatus(errno, "Landlock cannot be entered");
  }
  return absl::OkStatus();
}

}  // namespace sandbox
