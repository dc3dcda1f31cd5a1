#include "src/host/cron/cron_keys.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "absl/strings/str_cat.h"
#include "src/host/cron_expression.h"

namespace host {
namespace {

constexpr int kMostRetries = 10;
constexpr int64_t kMostRetryMillis = 300'000;

// One of a few words, each of which stands for a T.
template <typename T, size_t kCount>
absl::Status ReadWord(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      const std::pair<std::string_view, T> (&words)[kCount],
                      std::string_view expected, std::optional<T>& into) {
  const bool is_string = value.kind == ConfigValue::Kind::kString;
  for (const auto& [word, meaning] : words) {
    if (!is_string || value.text != word) continue;
    into = meaning;
    return absl::OkStatus();
  }
  return reader.Wrong(value.place, key, is_string ? value.ToJson() : value.KindName(), expected);
}

absl::Status ReadOverlap(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                         CronPolicyRequest& into) {
  static constexpr std::pair<std::string_view, Overlap> kWords[] = {{"skip", Overlap::kSkip},
                                                                    {"allow", Overlap::kAllow}};
  return ReadWord(reader, key, value, kWords, "\"skip\" or \"allow\"", into.overlap);
}

absl::Status ReadMissed(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                        CronPolicyRequest& into) {
  static constexpr std::pair<std::string_view, Missed> kWords[] = {
      {"latest", Missed::kLatest}, {"skip", Missed::kSkip}, {"all", Missed::kAll}};
  return ReadWord(reader, key, value, kWords, "\"latest\", \"skip\" or \"all\"", into.missed);
}

absl::Status ReadRetries(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                         CronPolicyRequest& into) {
  int64_t number = 0;
  absl::Status status = reader.ReadInteger(key, value, 0, kMostRetries, &number);
  if (status.ok()) into.retries = static_cast<int>(number);
  return status;
}

absl::Status ReadRetryMillis(const ConfigReader& reader, std::string_view key,
                             const ConfigValue& value, CronPolicyRequest& into) {
  int64_t number = 0;
  absl::Status status = reader.ReadInteger(key, value, 1, kMostRetryMillis, &number);
  if (status.ok()) into.retry_millis = number;
  return status;
}

constexpr ConfigKey<CronPolicyRequest> kPolicyKeys[] = {
    {"overlap", ReadOverlap},
    {"missed", ReadMissed},
    {"retries", ReadRetries},
    {"retry_ms", ReadRetryMillis},
};

absl::Status ReadCrons(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                       TriggersConfig& into) {
  into.crons.clear();
  // Wrangler writes it so for "whatever they are".
  if (value.kind == ConfigValue::Kind::kNull) return absl::OkStatus();
  if (value.kind != ConfigValue::Kind::kArray) {
    return reader.Wrong(value.place, key, value.KindName(), "a list of cron expressions");
  }
  for (size_t i = 0; i < value.items.size(); ++i) {
    const ConfigValue& item = value.items[i];
    const std::string item_key = absl::StrCat(key, "[", i, "]");
    std::string text;
    absl::Status status = reader.ReadString(item_key, item, "a cron expression", &text);
    if (!status.ok()) return status;
    if (absl::Status wrong = CronExpression::Parse(text).status(); !wrong.ok()) {
      return absl::InvalidArgumentError(
          AtPlace(reader.file(), item.place,
                  absl::StrCat("\"", item_key, "\" is ", item.ToJson(), ": ", wrong.message())));
    }
    if (std::ranges::find(into.crons, text) == into.crons.end()) {
      into.crons.push_back(std::move(text));
    }
  }
  return absl::OkStatus();
}

template <size_t kIndex>
constexpr ConfigKey<TriggersConfig> Beside() {
  return {kPolicyKeys[kIndex].name, [](const ConfigReader& reader, std::string_view key,
                                       const ConfigValue& value, TriggersConfig& into) {
            return kPolicyKeys[kIndex].read(reader, key, value, into.policy);
          }};
}

constexpr ConfigKey<TriggersConfig> kTriggersKeys[] = {
    {"crons", ReadCrons}, Beside<0>(), Beside<1>(), Beside<2>(), Beside<3>(),
};
static_assert(std::size(kTriggersKeys) == std::size(kPolicyKeys) + 1);

}  // namespace

absl::Status ReadTriggers(const ConfigReader& reader, std::string_view path,
                          const ConfigValue& value, TriggersConfig& into) {
  into = {};
  return ReadKeys<TriggersConfig>(reader, path, value, kTriggersKeys, into);
}

absl::Status ReadCronPolicy(const ConfigReader& reader, std::string_view path,
                            const ConfigValue& value, CronPolicyRequest& into) {
  return ReadKeys<CronPolicyRequest>(reader, path, value, kPolicyKeys, into);
}

}  // namespace host
