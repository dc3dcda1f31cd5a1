#include "src/host/dev_settings.h"

#include "absl/strings/str_cat.h"

namespace host {
namespace {

template <std::optional<std::string> DevSettings::*kMember>
absl::Status ReadText(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      DevSettings& into) {
  return reader.ReadString(key, value, "an address", &(into.*kMember).emplace());
}

template <std::optional<uint16_t> DevSettings::*kMember>
absl::Status ReadPort(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      DevSettings& into) {
  int64_t port = 0;
  absl::Status status = reader.ReadInteger(key, value, 0, 65'535, &port);
  if (status.ok()) into.*kMember = static_cast<uint16_t>(port);
  return status;
}

absl::Status ReadProtocol(const ConfigReader& reader, std::string_view key,
                          const ConfigValue& value, DevSettings& into) {
  std::string& protocol = into.local_protocol.emplace();
  absl::Status status = reader.ReadString(key, value, "\"http\" or \"https\"", &protocol);
  if (status.ok() && protocol == "https") {
    reader.Warn(value.place, absl::StrCat("\"", key, "\" is not supported: it is \"http\""));
  }
  if (!status.ok() || protocol == "http" || protocol == "https") return status;
  return reader.Wrong(value.place, key, value.ToJson(), "\"http\" or \"https\"");
}

absl::Status ReadHost(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      DevSettings& into) {
  reader.Warn(value.place, absl::StrCat("\"", key, "\" is not supported: ignored"));
  return reader.ReadString(key, value, "a host", &into.host.emplace());
}

// What is about a server far away, or a kind of binding that is not there.
absl::Status Ignore(const ConfigReader&, std::string_view, const ConfigValue&, DevSettings&) {
  return absl::OkStatus();
}

constexpr ConfigKey<DevSettings> kKeys[] = {
    {"container_engine", Ignore},
    {"enable_containers", Ignore},
    {"generate_types", Ignore},
    {"host", ReadHost},
    {"inspector_ip", ReadText<&DevSettings::inspector_ip>},
    {"inspector_port", ReadPort<&DevSettings::inspector_port>},
    {"ip", ReadText<&DevSettings::ip>},
    {"local_protocol", ReadProtocol},
    {"port", ReadPort<&DevSettings::port>},
    {"upstream_protocol", Ignore},
};

}  // namespace

absl::Status ReadDevSettings(const ConfigReader& reader, std::string_view path,
                             const ConfigValue& value, DevSettings& into) {
  into = {};
  return ReadKeys<DevSettings>(reader, path, value, kKeys, into);
}

}  // namespace host
