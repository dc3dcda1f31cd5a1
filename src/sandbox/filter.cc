#include "src/sandbox/filter.h"

#include <seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "src/sandbox/call_rules.h"

namespace sandbox {
namespace {

struct Release {
  void operator()(void* context) const { seccomp_release(context); }
};
using Context = std::unique_ptr<void, Release>;

// A tree of comparisons in place of a list; for calls that are always allowed the kernel asks the
// filter nothing (its bitmap).
constexpr uint32_t kBinaryTree = 2;

absl::StatusOr<Context> NewFilter(uint32_t otherwise, bool log) {
  Context filter(seccomp_init(otherwise));
  if (filter == nullptr) return absl::InternalError("seccomp_init: cannot make a filter");
  // Of libseccomp's attributes those that it does not know are none to fail for.
  seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, kBinaryTree);
  seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_LOG, log ? 1 : 0);
  if (const int error = seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1); error != 0) {
    return absl::UnimplementedError("the kernel cannot give a filter to all threads");
  }
  return filter;
}

// Adds a rule. What this machine, or libseccomp, has no such call of is left out.
absl::Status Add(const Context& filter, uint32_t action, const CallRule& rule) {
  const std::string name(rule.name);
  const int call = seccomp_syscall_resolve_name(name.c_str());
  if (call == __NR_SCMP_ERROR) return absl::OkStatus();
  std::vector<scmp_arg_cmp> comparisons;
  for (const ArgumentIs& is : rule.arguments) {
    comparisons.push_back({is.index, SCMP_CMP_MASKED_EQ, is.mask, is.value});
  }
  const int error = seccomp_rule_add_array(
      filter.get(), action, call, static_cast<unsigned>(comparisons.size()), comparisons.data());
  // Two rules that say the same are no trouble.
  if (error == 0 || error == -EEXIST) return absl::OkStatus();
  return absl::ErrnoToStatus(-error, absl::StrCat("a rule for ", name));
}

absl::Status Load(const Context& filter) {
  const int error = seccomp_load(filter.get());
  if (error == 0) return absl::OkStatus();
  if (error == -EINVAL || error == -ENOSYS || error == -EOPNOTSUPP) {
    return absl::UnimplementedError("the kernel takes no filter of system calls");
  }
  return absl::ErrnoToStatus(-error, "the filter of system calls cannot be installed");
}

}  // namespace

absl::Status InstallFilter(const FilterOptions& options) {
  absl::StatusOr<Context> filter = NewFilter(SCMP_ACT_ERRNO(EPERM), options.log);
  if (!filter.ok()) return filter.status();
  absl::Status status;
  for (std::string_view name : AllowedCalls()) {
    status.Update(Add(*filter, SCMP_ACT_ALLOW, {name, {}}));
  }
  for (std::string_view name : MissingCalls()) {
    status.Update(Add(*filter, SCMP_ACT_ERRNO(ENOSYS), {name, {}}));
  }
  for (const CallRule& rule : RestrictedCalls(getpid())) {
    status.Update(Add(*filter, SCMP_ACT_ALLOW, rule));
  }
  if (options.becomes != 0) {
    constexpr uint64_t kInt = 0xffffffff;
    const uint64_t id = options.becomes;
    status.Update(
        Add(*filter, SCMP_ACT_ALLOW, {"setresuid", {{0, kInt, id}, {1, kInt, id}, {2, kInt, id}}}));
    // The signal that tells whose end a process waits for is lost with the user.
    status.Update(Add(*filter, SCMP_ACT_ALLOW, {"prctl", {{0, kInt, PR_SET_PDEATHSIG}}}));
    status.Update(Add(*filter, SCMP_ACT_ALLOW, {"prctl", {{0, kInt, PR_GET_PDEATHSIG}}}));
  }
  if (!status.ok()) return status;
  return Load(*filter);
}

absl::Status FinishFilter() {
  absl::StatusOr<Context> filter = NewFilter(SCMP_ACT_ALLOW, /*log=*/false);
  if (!filter.ok()) return filter.status();
  // That is set, and the first filter allows no further prctl(2) of the kind.
  seccomp_attr_set(filter->get(), SCMP_FLTATR_CTL_NNP, 0);
  absl::Status status;
  for (std::string_view name : {"listen", "setresuid", "seccomp"}) {
    status.Update(Add(*filter, SCMP_ACT_ERRNO(EPERM), {name, {}}));
  }
  if (!status.ok()) return status;
  return Load(*filter);
}

}  // namespace sandbox
