#pragma once

#include <string_view>

#include "src/http/message.h"

namespace host {

// Whether a request was meant for this machine by whoever sent it: its Host is localhost, a name
// below .localhost, a loopback address or `address`, that of the server, and so is its Origin if it
// has one. A page of another site that has its name resolve to this machine (DNS rebinding) sends
// that name.
bool IsForOwnHost(const http::RequestHead& head, std::string_view address = "");

}  // namespace host
