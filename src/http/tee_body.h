#pragma once

#include <utility>

#include "src/http/body.h"

namespace http {

// Two bodies with the octets of one, which may go at any time. The faster reader gets ahead of one
// that reads it through (BodySource::WillReadThrough) by 1 MB, and waits then. Of one that may
// never read it waits for nothing; when more than 128 MB lie there, that body breaks off. Bound to
// the loop's thread.
std::pair<Body, Body> TeeBody(Body source);

}  // namespace http
