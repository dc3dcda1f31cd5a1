// [outbound].

#include <string>
#include <vector>

#include "src/host/node_config_keys.h"

namespace host {
namespace {

using Reach = net::OutboundPolicy::Reach;

constexpr std::string_view kEntry = "a host or addresses";

absl::Status ReadReach(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                       NodeConfig& into) {
  const bool is_string = value.kind == ConfigValue::Kind::kString;
  if (is_string && value.text == "public") {
    into.outbound.reach = Reach::kPublic;
  } else if (is_string && value.text == "all") {
    into.outbound.reach = Reach::kAll;
  } else if (is_string && value.text == "none") {
    into.outbound.reach = Reach::kNone;
  } else {
    return reader.Wrong(value.place, key, is_string ? value.ToJson() : value.KindName(),
                        "\"public\", \"all\" or \"none\"");
  }
  return absl::OkStatus();
}

absl::Status ReadHosts(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                       net::HostList& into) {
  std::vector<std::string> entries;
  if (absl::Status status = reader.ReadStrings(key, value, kEntry, &entries); !status.ok()) {
    return status;
  }
  for (size_t i = 0; i < entries.size(); ++i) {
    if (into.Add(entries[i]).ok()) continue;
    return reader.Wrong(value.items[i].place, key, value.items[i].ToJson(),
                        "a host such as \"example.com\" or \"*.example.com\", or addresses such as "
                        "\"10.0.0.0/8\" or \"::1\"");
  }
  return absl::OkStatus();
}

constexpr ConfigKey<NodeConfig> kOutboundKeys[] = {
    {"reach", ReadReach},
    {"allow", [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                 NodeConfig& into) { return ReadHosts(reader, key, value, into.outbound.allow); }},
    {"ca_file", [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                   NodeConfig& into) { return ReadPath(reader, key, value, &into.ca_file); }},
    {"deny", [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                NodeConfig& into) { return ReadHosts(reader, key, value, into.outbound.deny); }},
};

}  // namespace

absl::Status ReadOutbound(const ConfigReader& reader, std::string_view key,
                          const ConfigValue& value, NodeConfig& into) {
  return ReadKeys<NodeConfig>(reader, key, value, kOutboundKeys, into);
}

}  // namespace host
