#include <memory>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "simdutf.h"
#include "src/engine/module_loader.h"
#include "src/engine/snapshot.h"
#include "src/engine/snapshot_parts.h"
#include "src/engine/v8_platform.h"
#include "src/engine/v8_values.h"
#include "v8.h"

namespace engine {
namespace {

absl::Status CheckAscii(std::string_view name, std::string_view text) {
  if (simdutf::validate_ascii(text.data(), text.size())) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(name, " is not ASCII"));
}

v8::MaybeLocal<v8::Function> NewOp(v8::Local<v8::Context> context, const Op& op) {
  v8::Local<v8::Function> function;
  if (!v8::Function::New(context, op.callback, v8::Local<v8::Value>(), 0,
                         v8::ConstructorBehavior::kThrow)
           .ToLocal(&function)) {
    return {};
  }
  function->SetName(ToInternalized(context->GetIsolate(), op.name));
  return function;
}

// js-api and the native modules it imports, while the snapshot is made. V8's callbacks find the
// builder in the isolate's data.
class SnapshotBuilder {
 public:
  SnapshotBuilder(v8::Isolate* isolate, std::span<const Module* const> modules)
      : isolate_(isolate) {
    natives_.push_back(&kRuntimeModule);
    natives_.insert(natives_.end(), modules.begin(), modules.end());
    isolate_->SetData(0, this);
  }
  ~SnapshotBuilder() { isolate_->SetData(0, nullptr); }

  // Evaluates js-api and returns what it exports, as an object without prototype.
  absl::StatusOr<v8::Local<v8::Object>> Evaluate(v8::Local<v8::Context> context,
                                                 std::string_view name, SourceText& text) {
    v8::TryCatch try_catch(isolate_);
    v8::Local<v8::Module> module;
    v8::Local<v8::Value> result;
    if (!Compile(name, text).ToLocal(&module) ||
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
                                            v8::Local<v8::FixedArray>, v8::Local<v8::Module>) {
    SnapshotBuilder& builder = From(context->GetIsolate());
    const std::string name = ToUtf8(builder.isolate_, specifier);
    if (absl::StartsWith(name, "native:")) return builder.LoadNative(name);
    return builder.Throw(absl::StrCat("import of ", name, ": js-api is one file"));
  }

  v8::MaybeLocal<v8::Module> Throw(std::string_view message) {
    isolate_->ThrowException(v8::Exception::Error(ToV8(isolate_, message)));
    return {};
  }

  v8::MaybeLocal<v8::Module> Compile(std::string_view name, SourceText& text) {
    const std::string_view contents(text.data(), text.length());
    NoteImports(contents);
    v8::Local<v8::String> string;
    if (!v8::String::NewExternalOneByte(isolate_, &text).ToLocal(&string)) return {};
    v8::ScriptOrigin origin(ToV8(isolate_, absl::StrCat("atoll:", name)), 0, 0, false, -1,
                            v8::Local<v8::Value>(), false, false, true);
    v8::ScriptCompiler::Source source(string, origin);
    return v8::ScriptCompiler::CompileModule(isolate_, &source);
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
      if (!NewOp(context, op).ToLocal(&function)) return {};
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

  // Remembers the names in each `import {a, b as c} from "native:x"` of the text, and the modules
  // of each `import * as x from "native:x"`.
  void NoteImports(std::string_view text) {
    for (size_t at = text.find("\"native:"); at != std::string_view::npos;
         at = text.find("\"native:", at + 1)) {
      const std::string_view specifier = text.substr(at + 1, text.find('"', at + 1) - at - 1);
      const size_t import = text.rfind("import", at);
      if (import == std::string_view::npos) continue;
      const std::string_view statement = text.substr(import, at - import);
      if (absl::StrContains(statement, '*')) imported_whole_.insert(std::string(specifier));
      const size_t open = statement.find('{');
      const size_t close = statement.find('}');
      if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        continue;
      for (std::string_view clause :
           absl::StrSplit(statement.substr(open + 1, close - open - 1), ',')) {
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
      if (native->lazy || imported_whole_.contains(native->specifier)) continue;
      for (const Op& op : native->ops) {
        if (!imported_.contains(absl::StrCat(native->specifier, " ", op.name))) {
          return absl::InvalidArgumentError(absl::StrCat(
              "the op ", op.name, " of ", native->specifier, " is not imported by js-api"));
        }
      }
    }
    return absl::OkStatus();
  }

  v8::Isolate* isolate_;
  std::vector<const Module*> natives_;
  absl::flat_hash_map<std::string, v8::Local<v8::Module>> modules_;
  absl::flat_hash_map<int, std::string> names_;
  absl::flat_hash_set<std::string> imported_;
  absl::flat_hash_set<std::string> imported_whole_;  // modules

 public:
  // V8 keeps this address in the heap of the snapshot.
  static constexpr auto kExportOps = &ExportOps;
};

}  // namespace

SourceTexts::SourceTexts(const SnapshotSource& source) {
  texts_.emplace_back(source.text);
  for (const LazySource& lazy : source.lazy) lazy_[lazy.name] = &texts_.emplace_back(lazy.text);
}

SourceText* SourceTexts::FindLazy(std::string_view name) const {
  auto found = lazy_.find(name);
  return found != lazy_.end() ? found->second : nullptr;
}

v8::MaybeLocal<v8::Object> LazyOps(v8::Local<v8::Context> context,
                                   std::span<const Module* const> modules,
                                   std::string_view specifier) {
  v8::Isolate* isolate = context->GetIsolate();
  for (const Module* module : modules) {
    if (!module->lazy || module->specifier != specifier) continue;
    v8::LocalVector<v8::Name> names(isolate);
    v8::LocalVector<v8::Value> functions(isolate);
    for (const Op& op : module->ops) {
      v8::Local<v8::Function> function;
      if (!NewOp(context, op).ToLocal(&function)) return {};
      names.push_back(ToInternalized(isolate, op.name));
      functions.push_back(function);
    }
    return v8::Object::New(isolate, v8::Null(isolate), names.data(), functions.data(),
                           names.size());
  }
  return {};
}

std::vector<intptr_t> ExternalReferences(const SourceTexts& texts,
                                         std::span<const Module* const> modules) {
  std::vector<intptr_t> references = {reinterpret_cast<intptr_t>(SnapshotBuilder::kExportOps),
                                      ModuleLoader::SnapshotReference(),
                                      reinterpret_cast<intptr_t>(texts.boot())};
  auto add = [&references](const Module& module) {
    for (const Op& op : module.ops) references.push_back(reinterpret_cast<intptr_t>(op.callback));
  };
  add(kRuntimeModule);
  for (const Module* module : modules) add(*module);
  // Last, because the build makes the start-up snapshot without them.
  for (const SourceText& text : texts.all()) {
    if (&text != texts.boot()) references.push_back(reinterpret_cast<intptr_t>(&text));
  }
  references.push_back(0);
  return references;
}

absl::StatusOr<std::string> BuildSnapshot(Platform& platform, SnapshotSource source,
                                          std::span<const Module* const> modules) {
  if (absl::Status status = CheckAscii(source.name, source.text); !status.ok()) return status;
  for (const LazySource& lazy : source.lazy) {
    if (absl::Status status = CheckAscii(lazy.name, lazy.text); !status.ok()) return status;
  }
  const SourceTexts texts(source);
  const std::vector<intptr_t> references = ExternalReferences(texts, modules);
  v8::Isolate::CreateParams params;
  params.external_references = references.data();
  params.array_buffer_allocator_shared.reset(v8::ArrayBuffer::Allocator::NewDefaultAllocator());
  v8::Isolate* isolate = v8::Isolate::Allocate();
  // Goes last: the creator has entered the isolate, but does not own it.
  absl::Cleanup dispose = [&platform, isolate] { V8Platform::Of(platform).Dispose(isolate); };
  v8::SnapshotCreator creator(isolate, params);
  {
    v8::HandleScope handles(isolate);
    isolate->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
    v8::Local<v8::Context> context = v8::Context::New(isolate);
    v8::Context::Scope context_scope(context);
    SnapshotBuilder builder(isolate, modules);
    absl::StatusOr<v8::Local<v8::Object>> boot =
        builder.Evaluate(context, source.name, *texts.boot());
    if (!boot.ok()) {
      creator.SetDefaultContext(context);
      return boot.status();
    }
    creator.AddData(context, *boot);
    creator.SetDefaultContext(context);
  }
  v8::StartupData blob = creator.CreateBlob(v8::SnapshotCreator::FunctionCodeHandling::kClear);
  std::unique_ptr<const char[]> owner(blob.data);
  return std::string(blob.data, blob.raw_size);
}

}  // namespace engine
