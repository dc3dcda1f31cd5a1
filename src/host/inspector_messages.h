#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host {

// What is changed of the messages of the DevTools protocol on their way between a debugger and V8.
// The code of the runtime is left out of what people see and step through; scripts that a bundler
// wrote are given their source maps. All else passes as it is, malformed or not.

// The messages that V8 is given for one of a debugger.
std::vector<std::string> MessagesToV8(std::string message);

// The message that a debugger is given for one of V8's; nullopt: none. `source_map_url` is asked
// for the source map of the script with that URL; it answers "" where there is none.
std::optional<std::string> MessageToDebugger(
    std::string message, const std::function<std::string(std::string_view url)>& source_map_url);

}  // namespace host
