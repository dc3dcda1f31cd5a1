#include "src/host/limit_keys.h"

#include <algorithm>
#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"

namespace host {
namespace {

using worker::Limits;
using worker::LimitsRequest;

// The key that stands for kMember, of which one unit of the key is kUnit.
template <auto kMember, int64_t kUnit = 1>
constexpr LimitKey Key(std::string_view name, int64_t least, int64_t most,
                       std::optional<int64_t> LimitsRequest::*asked) {
  using Value = std::remove_reference_t<decltype(Limits().*kMember)>;
  return {
      name,
      least,
      most,
      asked,
      [](const Limits& limits) { return static_cast<int64_t>(limits.*kMember) / kUnit; },
      [](Limits& limits, int64_t value) { limits.*kMember = static_cast<Value>(value * kUnit); }};
}

constexpr LimitKey kKeys[] = {
    Key<&Limits::cpu_millis>("cpu_ms", 1, 300'000, &LimitsRequest::cpu_ms),
    Key<&Limits::startup_cpu_millis>("startup_cpu_ms", 1, 60'000, &LimitsRequest::startup_cpu_ms),
    Key<&Limits::wall_millis>("wall_ms", 1, 900'000, &LimitsRequest::wall_ms),
    Key<&Limits::wait_until_millis>("wait_until_ms", 0, 900'000, &LimitsRequest::wait_until_ms),
    Key<&Limits::memory_bytes, int64_t{1} << 20>("memory_mb", 16, 4096, &LimitsRequest::memory_mb),
    Key<&Limits::subrequests>("subrequests", 0, 10'000'000, &LimitsRequest::subrequests),
    Key<&Limits::concurrency>("concurrency", 1, 1'000'000, &LimitsRequest::concurrency),
    Key<&Limits::queue>("queue", 0, 1'000'000, &LimitsRequest::queue),
};

const LimitKey* Find(std::string_view name) {
  for (const LimitKey& key : kKeys) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

std::vector<std::string_view> NamesAnd(std::span<const std::string_view> others) {
  std::vector<std::string_view> names;
  for (const LimitKey& key : kKeys) names.push_back(key.name);
  names.insert(names.end(), others.begin(), others.end());
  return names;
}

}  // namespace

std::span<const LimitKey> LimitKeys() { return kKeys; }

absl::Status ReadLimits(const ConfigReader& reader, std::string_view path, const ConfigValue& value,
                        std::span<const std::string_view> other_keys, OtherKeyReader read_other,
                        LimitsRequest& into) {
  if (absl::Status status = reader.CheckObject(path, value); !status.ok()) return status;
  for (const ConfigMember& member : value.members) {
    const std::string path_of_key = absl::StrCat(path, ".", member.key);
    absl::Status status;
    if (const LimitKey* key = Find(member.key)) {
      int64_t number = 0;
      status = reader.ReadInteger(path_of_key, member.value, key->least, key->most, &number);
      into.*key->asked = number;
    } else if (std::ranges::find(other_keys, member.key) != other_keys.end()) {
      status = read_other(path_of_key, member);
    } else {
      status = reader.Unexpected(path_of_key, member, NamesAnd(other_keys));
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReadLimits(const ConfigReader& reader, std::string_view path, const ConfigValue& value,
                        LimitsRequest& into) {
  return ReadLimits(
      reader, path, value, {},
      [](std::string_view, const ConfigMember&) { return absl::OkStatus(); }, into);
}

}  // namespace host
