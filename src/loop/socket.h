#pragma once

// Inside the loop room only.

#include <sys/socket.h>

#include <string>
#include <string_view>

#include "src/loop/tcp.h"

namespace loop {

// What an errno value means, in words.
std::string ErrorText(int error);
// The error that a socket has met, as an errno value, and forgets with this.
int PendingError(int fd);
Endpoint ToEndpoint(const sockaddr_storage& storage);

}  // namespace loop
