#pragma once

#include <string>
#include <string_view>

#include "src/http/message.h"

namespace cache {

// Whether Vary has "*", which no request matches (RFC 9111, section 4.1).
bool VariesOnEverything(const http::HeaderList& response);

// The fields of a request that a response was selected by: each name that Vary has, in lower case,
// and the request's value of it, all with a line feed after them. "": every request selects it.
//
// Accept-Encoding is left out where the stored octets have no content coding: nobody refuses these.
// `decodes`: also where they have one, as whoever gives them out takes it off for those who need
// that.
std::string SelectingFields(const http::HeaderList& response, const http::HeaderList& request,
                            bool decodes);

// Whether a request has the fields that `selecting` says.
bool Selects(std::string_view selecting, const http::HeaderList& request);

}  // namespace cache
