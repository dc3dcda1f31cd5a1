#pragma once

#include <vector>

#include "v8.h"

namespace engine {

// Whether JavaScript has the global object as a key of a Map, Set, WeakMap or WeakSet. A heap that
// does cannot become a snapshot: V8 gives a context that it restores another global object, whose
// hash is not that under which the collection holds it, so that it would not be found there.
// Thread: the isolate's.
class GlobalKeys {
 public:
  // Keeps what it calls later: to be made before a worker can replace that.
  explicit GlobalKeys(v8::Local<v8::Context> context);

  // Looks at all collections of the heap, after a garbage collection.
  bool Any(v8::Local<v8::Context> context) const;

 private:
  v8::Isolate* isolate_;
  v8::Global<v8::Function> weak_map_has_;
  v8::Global<v8::Function> weak_set_has_;
};

}  // namespace engine
