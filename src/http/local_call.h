#pragma once

#include <memory>

#include "absl/functional/function_ref.h"
#include "src/http/client.h"
#include "src/http/responder.h"

namespace http {

// Asks `service` within the process, as Client::Fetch asks a server: `service` is called before
// this returns, and whatever it sends, then or later, is the response. `done` may be called before
// this returns, too. A service that drops its duty answers 500. Both ends are bound to one loop's
// thread; either may go first: a caller that gives up is a client that goes away, and a sink that
// goes in the middle of a body breaks it off.
//
// A piece of the body waits for its reader: while 64 KB do, whoever writes has to wait.
std::unique_ptr<ClientCall> CallLocally(Request request, Client::Callback done,
                                        absl::FunctionRef<void(Request&&, Responder&&)> service);

}  // namespace http
