#pragma once

// native:node_crypto, what node:crypto needs of C++: hashes, key derivation, keys and signatures.
// Lazy: no isolate has it that does not load node:crypto. No op takes long: what can be asked for
// at will is done in pieces, between which the isolate can be ended, or bounded.

#include "src/engine/op.h"

namespace web {

extern const engine::Module kNodeCryptoModule;

}  // namespace web
