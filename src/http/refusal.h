#pragma once

#include <string>

namespace http {

// Why a request cannot be served: the status that answers it, and what was found and expected, in
// one line. The connection ends after it.
struct Refusal {
  int status = 400;
  std::string message;
};

}  // namespace http
