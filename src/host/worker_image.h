#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "src/worker/spec.h"

namespace host {

// What a worker's isolate comes to be by its top level, and no more: the modules, the variables,
// and the memory that it may use. CBOR (RFC 8949).
std::string EncodeWorkerImage(const worker::Version& version);

// The version that was encoded, without what is not in the image. kInvalidArgument for anything
// else.
absl::StatusOr<worker::Version> DecodeWorkerImage(std::string_view image);

}  // namespace host
