#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace host {

// Bits of ModuleGraph::compat, as js-api/worker/dispatch.js has them.
inline constexpr uint32_t kCompatBlobMessages = 1;

// What the compatibility date ("2026-01-31", or empty for today's) and flags of a worker change in
// js-api, as the hosted platform decides it: `websocket_standard_binary_type`, and every date from
// 2026-03-17 on without `no_websocket_standard_binary_type`, has the messages of WebSockets be
// Blobs.
uint32_t CompatBitsOf(std::string_view date, const std::vector<std::string>& flags);

}  // namespace host
