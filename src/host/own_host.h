#pragma once

#include <string_view>

#include "src/http/message.h"

namespace host {

// Whether a Host ("host:port", "[::1]:port" or a host alone) is this machine's: localhost, a name
// below .localhost, 127.0.0.1, [::1] or `address`, a literal IP address, that of the server. A page
// of another site that has its name resolve to this machine (DNS rebinding) sends that name.
bool IsOwnAuthority(std::string_view authority, std::string_view address = "");

// Whether an Origin (RFC 6454, section 7) is that of a page from there, by http or https.
bool IsOwnOrigin(std::string_view origin, std::string_view address = "");

// Whether a request was meant for this machine by whoever sent it: its Host is this machine's, and
// so is its Origin if it has one.
bool IsForOwnHost(const http::RequestHead& head, std::string_view address = "");

}  // namespace host
