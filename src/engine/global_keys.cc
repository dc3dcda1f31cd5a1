#include "src/engine/global_keys.h"

#include "src/engine/v8_values.h"
#include "v8-profiler.h"

namespace engine {
namespace {

class Collections : public v8::QueryObjectPredicate {
 public:
  bool Filter(v8::Local<v8::Object> object) override {
    return object->IsMap() || object->IsSet() || object->IsWeakMap() || object->IsWeakSet();
  }
};

v8::Local<v8::Object> Member(v8::Local<v8::Context> context, v8::Local<v8::Object> object,
                             const char* name) {
  return object->Get(context, ToV8(context->GetIsolate(), name)).ToLocalChecked().As<v8::Object>();
}

// The method `has` of a class, as an empty context of the engine's own has it.
v8::Local<v8::Function> HasOf(v8::Local<v8::Context> context, const char* class_name) {
  v8::Local<v8::Object> prototype =
      Member(context, Member(context, context->Global(), class_name), "prototype");
  return Member(context, prototype, "has").As<v8::Function>();
}

bool Has(v8::Local<v8::Context> context, v8::Local<v8::Object> collection,
         v8::Local<v8::Function> weak_map_has, v8::Local<v8::Function> weak_set_has) {
  v8::Local<v8::Value> global = context->Global();
  if (collection->IsMap()) return collection.As<v8::Map>()->Has(context, global).FromMaybe(true);
  if (collection->IsSet()) return collection.As<v8::Set>()->Has(context, global).FromMaybe(true);
  v8::Local<v8::Function> has = collection->IsWeakMap() ? weak_map_has : weak_set_has;
  v8::Local<v8::Value> found;
  return !has->Call(context, collection, 1, &global).ToLocal(&found) || found->IsTrue();
}

}  // namespace

GlobalKeys::GlobalKeys(v8::Local<v8::Context> context)
    : isolate_(context->GetIsolate()),
      weak_map_has_(isolate_, HasOf(context, "WeakMap")),
      weak_set_has_(isolate_, HasOf(context, "WeakSet")) {}

bool GlobalKeys::Any(v8::Local<v8::Context> context) const {
  Collections collections;
  std::vector<v8::Global<v8::Object>> found;
  isolate_->GetHeapProfiler()->QueryObjects(context, &collections, &found);
  for (const v8::Global<v8::Object>& collection : found) {
    v8::HandleScope handles(isolate_);
    if (Has(context, collection.Get(isolate_), weak_map_has_.Get(isolate_),
            weak_set_has_.Get(isolate_))) {
      return true;
    }
  }
  return false;
}

}  // namespace engine
