#include <memory>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "src/engine/module_graph.h"
#include "src/engine/snapshot.h"
#include "src/engine/snapshot_parts.h"
#include "src/engine/v8_platform.h"
#include "src/engine/v8_values.h"
#include "v8.h"

namespace engine {
namespace {

// What the first request of nearly every worker runs is compiled into the snapshot. The rest is
// compiled when it is first called: bytecode takes most of the time that restoring an isolate does,
// and each isolate has its own.
v8::ScriptCompiler::CompileOptions OptionsFor(std::string_view name) {
  for (std::string_view folder : {"/worker/", "/fetch/", "/internal/", "/timers/"}) {
    if (absl::StrContains(name, folder)) return v8::ScriptCompiler::kEagerCompile;
  }
  return v8::ScriptCompiler::kNoCompileOptions;
}

// js-api's modules and the native modules they import, while the snapshot is made. V8's callbacks
// find the builder in the isolate's data.
class SnapshotBuilder {
 public:
  SnapshotBuilder(v8::Isolate* isolate, SourceReader read, std::span<const Module* const> modules)
      : isolate_(isolate), read_(read) {
    natives_.push_back(&kRuntimeModule);
    natives_.insert(natives_.end(), modules.begin(), modules.end());
    isolate_->SetData(0, this);
  }
  ~SnapshotBuilder() { isolate_->SetData(0, nullptr); }

  // Evaluates the root and returns what it exports, as an object without prototype.
  absl::StatusOr<v8::Local<v8::Object>> Evaluate(v8::Local<v8::Context> context,
                                                 std::string_view root) {
    v8::TryCatch try_catch(isolate_);
    v8::Local<v8::Module> module;
    v8::Local<v8::Value> result;
    if (!Load(context, std::string(root)).ToLocal(&module) ||
        !module->InstantiateModule(context, &Resolve).FromMaybe(false) ||
        !module->Evaluate(context).ToLocal(&result)) {
      return absl::InvalidArgumentError(ToException(isolate_, context, try_catch).Describe());
    }
    isolate_->PerformMicrotaskCheckpoint();
    v8::Local<v8::Promise> evaluation = result.As<v8::Promise>();
    if (evaluation->State() != v8::Promise::kFulfilled) {
      v8::Local<v8::Value> reason = evaluation->Result();
      Exception exception =
          ToException(isolate_, context, reason, v8::Exception::CreateMessage(isolate_, reason));
      return absl::InvalidArgumentError(absl::StrCat(exception.Describe(), "\n", exception.stack));
    }
    if (absl::Status status = CheckOps(); !status.ok()) return status;

    v8::Local<v8::Object> exports = module->GetModuleNamespace().As<v8::Object>();
    v8::Local<v8::Object> boot = v8::Object::New(isolate_, v8::Null(isolate_), nullptr, nullptr, 0);
    v8::Local<v8::Array> names = exports->GetOwnPropertyNames(context).ToLocalChecked();
    for (uint32_t i = 0; i < names->Length(); ++i) {
      v8::Local<v8::Name> name = names->Get(context, i).ToLocalChecked().As<v8::Name>();
      boot->CreateDataProperty(context, name, exports->Get(context, name).ToLocalChecked()).Check();
    }
    return boot;
  }

 private:
  static SnapshotBuilder& From(v8::Isolate* isolate) {
    return *static_cast<SnapshotBuilder*>(isolate->GetData(0));
  }

  static v8::MaybeLocal<v8::Module> Resolve(v8::Local<v8::Context> context,
                                            v8::Local<v8::String> specifier,
                                            v8::Local<v8::FixedArray>,
                                            v8::Local<v8::Module> referrer) {
    SnapshotBuilder& builder = From(context->GetIsolate());
    const std::string text = ToUtf8(builder.isolate_, specifier);
    if (absl::StartsWith(text, "native:")) return builder.LoadNative(text);
    absl::StatusOr<std::string> name =
        ResolveSpecifier(text, builder.names_[referrer->GetIdentityHash()]);
    if (!name.ok()) return builder.Throw(name.status().message());
    return builder.Load(context, *name);
  }

  v8::MaybeLocal<v8::Module> Throw(std::string_view message) {
    isolate_->ThrowException(v8::Exception::Error(ToV8(isolate_, message)));
    return {};
  }

  v8::MaybeLocal<v8::Module> Load(v8::Local<v8::Context> context, const std::string& name) {
    if (auto it = modules_.find(name); it != modules_.end()) return it->second;
    absl::StatusOr<std::string> text = read_(name);
    if (!text.ok()) return Throw(text.status().message());
    NoteImports(*text);
    v8::ScriptOrigin origin(ToV8(isolate_, absl::StrCat("atoll:", name)), 0, 0, false, -1,
                            v8::Local<v8::Value>(), false, false, true);
    v8::ScriptCompiler::Source source(ToV8(isolate_, *text), origin);
    v8::Local<v8::Module> module;
    if (!v8::ScriptCompiler::CompileModule(isolate_, &source, OptionsFor(name)).ToLocal(&module)) {
      return {};
    }
    modules_[name] = module;
    names_[module->GetIdentityHash()] = name;
    return module;
  }

  v8::MaybeLocal<v8::Module> LoadNative(const std::string& specifier) {
    if (auto it = modules_.find(specifier); it != modules_.end()) return it->second;
    const Module* native = FindNative(specifier);
    if (native == nullptr) return Throw(absl::StrCat("no native module is called ", specifier));
    v8::LocalVector<v8::String> names(isolate_);
    for (const Op& op : native->ops) names.push_back(ToInternalized(isolate_, op.name));
    v8::Local<v8::Module> module = v8::Module::CreateSyntheticModule(
        isolate_, ToV8(isolate_, specifier), {names.data(), names.size()}, &ExportOps);
    modules_[specifier] = module;
    names_[module->GetIdentityHash()] = specifier;
    return module;
  }

  static v8::MaybeLocal<v8::Value> ExportOps(v8::Local<v8::Context> context,
                                             v8::Local<v8::Module> module) {
    v8::Isolate* isolate = context->GetIsolate();
    SnapshotBuilder& builder = From(isolate);
    const Module* native = builder.FindNative(builder.names_[module->GetIdentityHash()]);
    for (const Op& op : native->ops) {
      v8::Local<v8::String> name = ToInternalized(isolate, op.name);
      v8::Local<v8::Function> function;
      if (!v8::Function::New(context, op.callback, v8::Local<v8::Value>(), 0,
                             v8::ConstructorBehavior::kThrow)
               .ToLocal(&function)) {
        return {};
      }
      function->SetName(name);
      if (module->SetSyntheticModuleExport(isolate, name, function).IsNothing()) return {};
    }
    v8::Local<v8::Promise::Resolver> done;
    if (!v8::Promise::Resolver::New(context).ToLocal(&done)) return {};
    done->Resolve(context, v8::Undefined(isolate)).Check();
    return done->GetPromise().As<v8::Value>();
  }

  const Module* FindNative(std::string_view specifier) const {
    for (const Module* native : natives_) {
      if (native->specifier == specifier) return native;
    }
    return nullptr;
  }

  // Remembers the names in each `import {a, b as c} from "native:x"` of a file.
  void NoteImports(std::string_view text) {
    for (size_t at = text.find("\"native:"); at != std::string_view::npos;
         at = text.find("\"native:", at + 1)) {
      const std::string_view specifier = text.substr(at + 1, text.find('"', at + 1) - at - 1);
      const size_t close = text.rfind('}', at);
      const size_t open = text.rfind('{', at);
      if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        continue;
      for (std::string_view clause : absl::StrSplit(text.substr(open + 1, close - open - 1), ',')) {
        const std::string_view name =
            absl::StripAsciiWhitespace(std::pair<std::string_view, std::string_view>(
                                           absl::StrSplit(clause, absl::MaxSplits(" as ", 1)))
                                           .first);
        imported_.insert(absl::StrCat(specifier, " ", name));
      }
    }
  }

  absl::Status CheckOps() const {
    for (const Module* native : natives_) {
      for (const Op& op : native->ops) {
        if (!imported_.contains(absl::StrCat(native->specifier, " ", op.name))) {
          return absl::InvalidArgumentError(absl::StrCat(
              "the op ", op.name, " of ", native->specifier, " is imported by no JavaScript file"));
        }
      }
    }
    return absl::OkStatus();
  }

  v8::Isolate* isolate_;
  SourceReader read_;
  std::vector<const Module*> natives_;
  absl::flat_hash_map<std::string, v8::Local<v8::Module>> modules_;
  absl::flat_hash_map<int, std::string> names_;
  absl::flat_hash_set<std::string> imported_;

 public:
  // V8 keeps this address in the heap of the snapshot.
  static constexpr auto kExportOps = &ExportOps;
};

}  // namespace

std::vector<intptr_t> ExternalReferences(std::span<const Module* const> modules) {
  std::vector<intptr_t> references = {reinterpret_cast<intptr_t>(SnapshotBuilder::kExportOps)};
  auto add = [&references](const Module& module) {
    for (const Op& op : module.ops) references.push_back(reinterpret_cast<intptr_t>(op.callback));
  };
  add(kRuntimeModule);
  for (const Module* module : modules) add(*module);
  references.push_back(0);
  return references;
}

absl::StatusOr<std::string> BuildSnapshot(Platform& platform, std::string_view root,
                                          SourceReader read,
                                          std::span<const Module* const> modules) {
  const std::vector<intptr_t> references = ExternalReferences(modules);
  v8::Isolate::CreateParams params;
  params.external_references = references.data();
  params.array_buffer_allocator_shared.reset(v8::ArrayBuffer::Allocator::NewDefaultAllocator());
  v8::Isolate* isolate = v8::Isolate::Allocate();
  // Goes last: the creator has entered the isolate, but does not own it.
  absl::Cleanup dispose = [&platform, isolate] {
    isolate->Dispose();
    V8Platform::Of(platform).Forget(isolate);
  };
  v8::SnapshotCreator creator(isolate, params);
  {
    v8::HandleScope handles(isolate);
    isolate->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
    v8::Local<v8::Context> context = v8::Context::New(isolate);
    v8::Context::Scope context_scope(context);
    SnapshotBuilder builder(isolate, read, modules);
    absl::StatusOr<v8::Local<v8::Object>> boot = builder.Evaluate(context, root);
    if (!boot.ok()) {
      creator.SetDefaultContext(context);
      return boot.status();
    }
    creator.AddData(context, *boot);
    creator.SetDefaultContext(context);
  }
  v8::StartupData blob = creator.CreateBlob(v8::SnapshotCreator::FunctionCodeHandling::kKeep);
  std::unique_ptr<const char[]> owner(blob.data);
  return std::string(blob.data, blob.raw_size);
}

}  // namespace engine
