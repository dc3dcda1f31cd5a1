#pragma once

// Inside the engine room only.

#include "src/engine/op.h"

namespace engine {

// What one isolate tells another: values as octets (HTML, section 2.7, as far as they can leave an
// isolate). V8's own format; both ends are of one process.

// serialize(value, referenceOf, newError) -> Uint8Array
//   referenceOf(object) -> a number that stands for it, or undefined for an ordinary object; asked
//       for every object that is none of ECMAScript's built-in ones and whose prototype is neither
//       null nor Object.prototype
//   newError(message) -> what is thrown when something cannot be serialized
void Serialize(const CallInfo& info);

// deserialize(octets: Uint8Array, objects: object[]) -> the value
//   objects: what the numbers stand for, by number
// An Error for octets that serialize did not write.
void Deserialize(const CallInfo& info);

}  // namespace engine
