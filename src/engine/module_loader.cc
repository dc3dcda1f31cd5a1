#include "src/engine/module_loader.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/engine/isolate_impl.h"
#include "src/engine/v8_values.h"

namespace engine {
namespace {

// A module up to this size is compiled as a whole for its code cache.
constexpr size_t kEagerBytes = size_t{32} << 10;

// Where the modules' names are in the data of a snapshot's context: after what boot.js exports.
constexpr size_t kNamesData = 1;

v8::ScriptOrigin OriginOf(v8::Isolate* isolate, std::string_view name, bool is_module) {
  return v8::ScriptOrigin(ToV8(isolate, name), 0, 0, false, -1, v8::Local<v8::Value>(), false,
                          false, is_module);
}

// The source with V8's code cache, which V8 checks against the text, its version and its flags.
v8::ScriptCompiler::Source SourceOf(v8::Isolate* isolate, const ModuleSource& source,
                                    bool is_module) {
  v8::ScriptCompiler::CachedData* cache = nullptr;
  if (!source.code_cache.empty()) {
    cache = new v8::ScriptCompiler::CachedData(source.code_cache.span().data(),
                                               static_cast<int>(source.code_cache.size()));
  }
  return v8::ScriptCompiler::Source(ToV8(isolate, source.contents.view()),
                                    OriginOf(isolate, source.name, is_module), cache);
}

v8::ScriptCompiler::CompileOptions OptionsFor(const ModuleSource& source, bool make_cache) {
  if (!source.code_cache.empty()) return v8::ScriptCompiler::kConsumeCodeCache;
  // A request of a small module compiles nothing. Of a large one, most is never called, and
  // reading all of it from the cache takes longer than compiling what is.
  const bool eager = make_cache && source.contents.size() <= kEagerBytes;
  return eager ? v8::ScriptCompiler::kEagerCompile : v8::ScriptCompiler::kNoCompileOptions;
}

// The code cache to keep of what was compiled: the one that `source` came with, or a new one.
template <class Compiled>
base::Bytes CacheOf(const ModuleSource& source, const v8::ScriptCompiler::Source& compiled_from,
                    v8::Local<Compiled> compiled) {
  const v8::ScriptCompiler::CachedData* used = compiled_from.GetCachedData();
  if (used != nullptr && !used->rejected) return source.code_cache;
  std::unique_ptr<const v8::ScriptCompiler::CachedData> made(
      v8::ScriptCompiler::CreateCodeCache(compiled));
  if (!made) return {};
  return base::Bytes::Copy(std::span<const uint8_t>(made->data, static_cast<size_t>(made->length)));
}

v8::MaybeLocal<v8::Value> ValueOf(v8::Local<v8::Context> context, const ModuleSource& source) {
  v8::Isolate* isolate = context->GetIsolate();
  switch (source.kind) {
    case ModuleKind::kJson:
      return v8::JSON::Parse(context, ToV8(isolate, source.contents.view()));
    case ModuleKind::kText:
      return ToV8(isolate, source.contents.view()).As<v8::Value>();
    case ModuleKind::kData:
      return ToV8(isolate, base::Bytes::Copy(source.contents.view()))->Buffer().As<v8::Value>();
    case ModuleKind::kWasm: {
      v8::Local<v8::WasmModuleObject> module;
      std::span<const uint8_t> bytes = source.contents.span();
      if (!v8::WasmModuleObject::Compile(isolate, {bytes.data(), bytes.size()}).ToLocal(&module)) {
        return {};
      }
      return module.As<v8::Value>();
    }
    case ModuleKind::kESModule:
      break;
  }
  return v8::Undefined(isolate).As<v8::Value>();
}

}  // namespace

void ModuleLoader::Install(v8::Isolate* isolate) {
  isolate->SetHostImportModuleDynamicallyCallback(&ImportDynamically);
  isolate->SetHostInitializeImportMetaObjectCallback(&InitializeImportMeta);
}

void ModuleLoader::Save(v8::Local<v8::Context> context, v8::SnapshotCreator& creator) const {
  if (graph_ == nullptr) return;
  v8::Isolate* isolate = context->GetIsolate();
  v8::LocalVector<v8::Value> names(isolate);
  for (const Record& record : records_) names.push_back(ToV8(isolate, record.name));
  creator.AddData(context, v8::Array::New(isolate, names.data(), names.size()));
  for (const Record& record : records_) creator.AddData(context, record.module.Get(isolate));
}

bool ModuleLoader::Restore(v8::Local<v8::Context> context) {
  v8::Isolate* isolate = context->GetIsolate();
  v8::Local<v8::Array> names;
  if (!context->GetDataFromSnapshotOnce<v8::Array>(kNamesData).ToLocal(&names)) return false;
  for (uint32_t i = 0; i < names->Length(); ++i) {
    v8::Local<v8::Module> module =
        context->GetDataFromSnapshotOnce<v8::Module>(kNamesData + 1 + i).ToLocalChecked();
    const v8::Local<v8::Value> name = names->Get(context, i).ToLocalChecked();
    records_.push_back({ToUtf8(isolate, name.As<v8::String>()),
                        module->GetIdentityHash(),
                        v8::Global<v8::Module>(isolate, module),
                        {}});
  }
  return true;
}

std::optional<Exception> ModuleLoader::Evaluate(IsolateImpl& isolate,
                                                v8::Local<v8::Context> context,
                                                const ModuleGraph& graph,
                                                absl::FunctionRef<void()> drain,
                                                v8::Local<v8::Value>* exports) {
  SetGraph(graph);
  v8::TryCatch try_catch(isolate.v8());
  const ModuleSource& main = graph.modules.front();
  if (graph.service_worker) {
    *exports = v8::Null(isolate.v8());
    v8::Local<v8::UnboundScript> script;
    if (!CompileScript(context, main).ToLocal(&script) ||
        script->BindToCurrentContext()->Run(context).IsEmpty()) {
      if (!try_catch.HasTerminated()) {
        isolate.TellException(context, try_catch.Exception(), try_catch.Message());
      }
      return ToException(isolate.v8(), context, try_catch);
    }
    drain();
    return std::nullopt;
  }

  v8::Local<v8::Module> module;
  v8::Local<v8::Value> result;
  if (!Add(context, main).ToLocal(&module) || !Instantiate(context, module) ||
      !module->Evaluate(context).ToLocal(&result)) {
    return ToException(isolate.v8(), context, try_catch);
  }
  v8::Local<v8::Promise> evaluation = result.As<v8::Promise>();
  evaluation->MarkAsHandled();
  drain();
  if (evaluation->State() == v8::Promise::kRejected) {
    v8::Local<v8::Value> reason = evaluation->Result();
    isolate.TellException(context, reason, v8::Local<v8::Message>());
    return ToException(isolate.v8(), context, reason,
                       v8::Exception::CreateMessage(isolate.v8(), reason));
  }
  if (evaluation->State() == v8::Promise::kPending) {
    Exception exception;
    exception.message = "Error: a top-level await never finished: nothing is left to wait for";
    exception.file = main.name;
    return exception;
  }
  *exports = module->GetModuleNamespace();
  return std::nullopt;
}

v8::MaybeLocal<v8::UnboundScript> ModuleLoader::CompileScript(v8::Local<v8::Context> context,
                                                              const ModuleSource& source,
                                                              base::Bytes* code_cache) {
  v8::Isolate* isolate = context->GetIsolate();
  v8::ScriptCompiler::Source script_source = SourceOf(isolate, source, false);
  v8::Local<v8::UnboundScript> script;
  if (!v8::ScriptCompiler::CompileUnboundScript(isolate, &script_source,
                                                OptionsFor(source, code_cache != nullptr))
           .ToLocal(&script)) {
    return {};
  }
  if (code_cache != nullptr) *code_cache = CacheOf(source, script_source, script);
  return script;
}

v8::MaybeLocal<v8::Module> ModuleLoader::Add(v8::Local<v8::Context> context,
                                             const ModuleSource& source, base::Bytes* code_cache) {
  v8::Isolate* isolate = context->GetIsolate();
  if (source.kind != ModuleKind::kESModule) {
    v8::Local<v8::Value> value;
    if (!ValueOf(context, source).ToLocal(&value)) return {};
    v8::Local<v8::Name> name = ToInternalized(isolate, "default");
    return AddSynthetic(context, source.name,
                        v8::Object::New(isolate, v8::Null(isolate), &name, &value, 1));
  }
  v8::ScriptCompiler::Source script_source = SourceOf(isolate, source, true);
  v8::Local<v8::Module> module;
  if (!v8::ScriptCompiler::CompileModule(isolate, &script_source,
                                         OptionsFor(source, code_cache != nullptr))
           .ToLocal(&module)) {
    return {};
  }
  if (code_cache != nullptr) {
    *code_cache = CacheOf(source, script_source, module->GetUnboundModuleScript());
  }
  records_.push_back(
      {source.name, module->GetIdentityHash(), v8::Global<v8::Module>(isolate, module), {}});
  return module;
}

v8::Local<v8::Module> ModuleLoader::AddSynthetic(v8::Local<v8::Context> context,
                                                 std::string_view name,
                                                 v8::Local<v8::Object> exports) {
  v8::Isolate* isolate = context->GetIsolate();
  v8::Local<v8::Array> properties = exports->GetOwnPropertyNames(context).ToLocalChecked();
  v8::LocalVector<v8::String> names(isolate);
  for (uint32_t i = 0; i < properties->Length(); ++i) {
    names.push_back(properties->Get(context, i).ToLocalChecked().As<v8::String>());
  }
  v8::Local<v8::Module> module = v8::Module::CreateSyntheticModule(
      isolate, ToV8(isolate, name), {names.data(), names.size()}, &SetExports);
  records_.push_back({std::string(name), module->GetIdentityHash(),
                      v8::Global<v8::Module>(isolate, module),
                      v8::Global<v8::Object>(isolate, exports)});
  return module;
}

v8::MaybeLocal<v8::Value> ModuleLoader::SetExports(v8::Local<v8::Context> context,
                                                   v8::Local<v8::Module> module) {
  v8::Isolate* isolate = context->GetIsolate();
  const Record* record = IsolateImpl::From(isolate).modules().Find(module);
  v8::Local<v8::Object> exports = record->exports.Get(isolate);
  v8::Local<v8::Array> names = exports->GetOwnPropertyNames(context).ToLocalChecked();
  for (uint32_t i = 0; i < names->Length(); ++i) {
    v8::Local<v8::String> name = names->Get(context, i).ToLocalChecked().As<v8::String>();
    v8::Local<v8::Value> value;
    if (!exports->Get(context, name).ToLocal(&value) ||
        module->SetSyntheticModuleExport(isolate, name, value).IsNothing()) {
      return {};
    }
  }
  v8::Local<v8::Promise::Resolver> done;
  if (!v8::Promise::Resolver::New(context).ToLocal(&done) ||
      done->Resolve(context, v8::Undefined(isolate)).IsNothing()) {
    return {};
  }
  return done->GetPromise().As<v8::Value>();
}

bool ModuleLoader::IsUsable(v8::Isolate* isolate, const base::Bytes& code_cache) {
  v8::ScriptCompiler::CachedData data(code_cache.span().data(),
                                      static_cast<int>(code_cache.size()));
  return data.CompatibilityCheck(isolate) == v8::ScriptCompiler::CachedData::kSuccess;
}

bool ModuleLoader::Instantiate(v8::Local<v8::Context> context, v8::Local<v8::Module> module) {
  return module->InstantiateModule(context, &Resolve).FromMaybe(false);
}

absl::Status ModuleLoader::FindBuiltin(v8::Local<v8::Context> context, std::string_view specifier,
                                       v8::Local<v8::Object>* exports) const {
  v8::Isolate* isolate = context->GetIsolate();
  const IsolateImpl& impl = IsolateImpl::From(isolate);
  v8::TryCatch try_catch(isolate);
  v8::Local<v8::Value> arguments[] = {
      ToV8(isolate, specifier),
      v8::Integer::NewFromUnsigned(isolate, static_cast<uint32_t>(node_))};
  v8::Local<v8::Value> found;
  if (!impl.function(impl.Entry("findBuiltin"))
           ->Call(context, v8::Undefined(isolate), 2, arguments)
           .ToLocal(&found)) {
    if (try_catch.HasTerminated()) return absl::CancelledError("terminated");
    return absl::InternalError(absl::StrCat("The module \"", specifier, "\" cannot be loaded: ",
                                            ToException(isolate, context, try_catch).Describe()));
  }
  if (found->IsString()) {
    return absl::FailedPreconditionError(ToUtf8(isolate, found.As<v8::String>()));
  }
  if (found->IsObject()) *exports = found.As<v8::Object>();
  return absl::OkStatus();
}

v8::MaybeLocal<v8::Module> ModuleLoader::Load(v8::Local<v8::Context> context,
                                              std::string_view specifier,
                                              std::string_view referrer) {
  v8::Isolate* isolate = context->GetIsolate();
  if (const Record* known = Find(specifier)) return known->module.Get(isolate);

  v8::Local<v8::Object> builtin;
  if (absl::Status status = FindBuiltin(context, specifier, &builtin); !status.ok()) {
    isolate->ThrowException(v8::Exception::Error(ToV8(isolate, status.message())));
    return {};
  }
  if (!builtin.IsEmpty()) return AddSynthetic(context, specifier, builtin);

  absl::StatusOr<std::string> name = ResolveSpecifier(specifier, referrer);
  if (!name.ok()) {
    isolate->ThrowException(ToException(isolate, name.status()));
    return {};
  }
  if (const Record* known = Find(*name)) return known->module.Get(isolate);
  const ModuleSource* source = graph_ != nullptr ? graph_->Find(*name) : nullptr;
  if (source == nullptr) {
    isolate->ThrowException(v8::Exception::Error(ToV8(
        isolate, absl::StrCat("No such module \"", *name, "\", imported from \"", referrer,
                              "\". Only modules that are imported statically are deployed."))));
    return {};
  }
  return Add(context, *source);
}

v8::MaybeLocal<v8::Module> ModuleLoader::Resolve(v8::Local<v8::Context> context,
                                                 v8::Local<v8::String> specifier,
                                                 v8::Local<v8::FixedArray>,
                                                 v8::Local<v8::Module> referrer) {
  v8::Isolate* isolate = context->GetIsolate();
  ModuleLoader& loader = IsolateImpl::From(isolate).modules();
  const Record* record = loader.Find(referrer);
  const std::string referrer_name = record != nullptr ? record->name : "";
  return loader.Load(context, ToUtf8(isolate, specifier), referrer_name);
}

v8::MaybeLocal<v8::Promise> ModuleLoader::ImportDynamically(v8::Local<v8::Context> context,
                                                            v8::Local<v8::Data>,
                                                            v8::Local<v8::Value> resource_name,
                                                            v8::Local<v8::String> specifier,
                                                            v8::Local<v8::FixedArray>) {
  v8::Isolate* isolate = context->GetIsolate();
  ModuleLoader& loader = IsolateImpl::From(isolate).modules();
  v8::Local<v8::Promise::Resolver> resolver;
  if (!v8::Promise::Resolver::New(context).ToLocal(&resolver)) return {};
  const std::string referrer =
      resource_name->IsString() ? ToUtf8(isolate, resource_name.As<v8::String>()) : "";

  v8::TryCatch try_catch(isolate);
  v8::Local<v8::Module> module;
  v8::Local<v8::Promise> imported;
  if (!loader.Load(context, ToUtf8(isolate, specifier), referrer).ToLocal(&module) ||
      !loader.Instantiate(context, module) || !loader.Import(context, module).ToLocal(&imported)) {
    if (try_catch.HasTerminated()) return {};
    if (resolver->Reject(context, try_catch.Exception()).IsNothing()) return {};
    return resolver->GetPromise();
  }
  return imported;
}

v8::MaybeLocal<v8::Promise> ModuleLoader::Import(v8::Local<v8::Context> context,
                                                 v8::Local<v8::Module> module) {
  if (module->GetStatus() == v8::Module::kEvaluating) return ImportLater(context, module);
  v8::Local<v8::Value> evaluation;
  if (!module->Evaluate(context).ToLocal(&evaluation)) return {};
  // The namespace is handed over when the evaluation, which may await, is done.
  auto fulfilled = [](const v8::FunctionCallbackInfo<v8::Value>& info) {
    info.GetReturnValue().Set(info.Data());
  };
  v8::Local<v8::Function> to_namespace;
  if (!v8::Function::New(context, fulfilled, module->GetModuleNamespace()).ToLocal(&to_namespace)) {
    return {};
  }
  return evaluation.As<v8::Promise>()->Then(context, to_namespace);
}

v8::MaybeLocal<v8::Promise> ModuleLoader::ImportLater(v8::Local<v8::Context> context,
                                                      v8::Local<v8::Module> module) {
  v8::Isolate* isolate = context->GetIsolate();
  auto import = [](const v8::FunctionCallbackInfo<v8::Value>& info) {
    v8::Isolate* isolate = info.GetIsolate();
    v8::Local<v8::Context> context = isolate->GetCurrentContext();
    ModuleLoader& loader = IsolateImpl::From(isolate).modules();
    const Record& record = loader.records_[info.Data().As<v8::Uint32>()->Value()];
    v8::Local<v8::Module> module = record.module.Get(isolate);
    v8::Local<v8::Promise> imported;
    if (module->GetStatus() == v8::Module::kEvaluating) {
      isolate->ThrowException(v8::Exception::Error(ToV8(
          isolate, absl::StrCat("The module \"", record.name,
                                "\" is being evaluated; expected an import of it to be awaited"))));
    } else if (loader.Import(context, module).ToLocal(&imported)) {
      info.GetReturnValue().Set(imported);
    }
  };
  const auto place = static_cast<uint32_t>(Find(module) - records_.data());
  v8::Local<v8::Promise::Resolver> now;
  v8::Local<v8::Function> callback;
  if (!v8::Promise::Resolver::New(context).ToLocal(&now) ||
      now->Resolve(context, v8::Undefined(isolate)).IsNothing() ||
      !v8::Function::New(context, import, v8::Integer::NewFromUnsigned(isolate, place))
           .ToLocal(&callback)) {
    return {};
  }
  return now->GetPromise()->Then(context, callback);
}

void ModuleLoader::InitializeImportMeta(v8::Local<v8::Context> context,
                                        v8::Local<v8::Module> module, v8::Local<v8::Object> meta) {
  v8::Isolate* isolate = context->GetIsolate();
  const Record* record = IsolateImpl::From(isolate).modules().Find(module);
  if (record == nullptr) return;
  meta->CreateDataProperty(context, ToInternalized(isolate, "url"),
                           ToV8(isolate, absl::StrCat("file:///", record->name)))
      .Check();
}

const ModuleLoader::Record* ModuleLoader::Find(v8::Local<v8::Module> module) const {
  const int identity = module->GetIdentityHash();
  for (const Record& record : records_) {
    if (record.identity == identity && record.module == module) return &record;
  }
  return nullptr;
}

const ModuleLoader::Record* ModuleLoader::Find(std::string_view name) const {
  auto it = std::find_if(records_.begin(), records_.end(),
                         [name](const Record& record) { return record.name == name; });
  return it != records_.end() ? &*it : nullptr;
}

}  // namespace engine
