#include "bindings/kv/kv_ops.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "bindings/kv/kv_binding.h"
#include "bindings/kv/value_collector.h"
#include "src/worker/invocation.h"

namespace bindings {
namespace {

using engine::Call;
using store::Operation;
using store::Result;

// Of one invocation.
constexpr uint32_t kMostOperations = 1'000;

absl::Status ToError(std::string_view method, const absl::Status& status) {
  const int code = absl::IsResourceExhausted(status) ? 507
                   : absl::IsNotFound(status)        ? 404
                   : absl::IsUnavailable(status)     ? 429
                                                     : 500;
  return absl::UnknownError(absl::StrCat("KV ", method, " failed: ", code, " ", status.message()));
}

// The binding at `place`, if the invocation may use it.
absl::StatusOr<KvBinding*> FindBinding(Call& call, std::string_view method, uint32_t place) {
  auto* binding = call.host<worker::TurnHost>().Grant<KvBinding>(place);
  if (binding == nullptr) {
    return absl::FailedPreconditionError("The worker was not granted this KV namespace.");
  }
  if (!binding->problem().ok()) return ToError(method, binding->problem());
  return binding;
}

// Counts one operation of the invocation. What the worker asks for at its top level, or too often,
// throws.
absl::Status Begin(Call& call) {
  worker::Invocation* invocation = call.host<worker::TurnHost>().Find(call.invocation());
  if (invocation == nullptr) {
    return absl::FailedPreconditionError(
        "Disallowed operation called within global scope: KV namespaces are read and written only "
        "while an event is handled.");
  }
  if (invocation->kv_operations >= kMostOperations) {
    return absl::FailedPreconditionError(
        "Too many API requests by single Worker invocation: a KV namespace may be used 1000 "
        "times.");
  }
  ++invocation->kv_operations;
  return absl::OkStatus();
}

// A value that was found, until JavaScript has read it.
struct FoundValue {
  store::Found found;
  size_t memory_bytes() const { return sizeof(*this) + found.bytes.size(); }
};

absl::StatusOr<std::optional<store::Found>> Find(Call& call, uint32_t place, std::string_view key,
                                                 Operation operation) {
  const std::string_view method = operation == Operation::kGetBulk ? "GET_BULK" : "GET";
  absl::StatusOr<KvBinding*> binding = FindBinding(call, method, place);
  if (!binding.ok()) return binding.status();
  const int64_t began = (*binding)->NowNanos();
  absl::StatusOr<std::optional<store::Found>> found =
      (*binding)->space().Get(key, (*binding)->NowSeconds());
  const Result result = !found.ok() ? Result::kError : *found ? Result::kOk : Result::kMiss;
  (*binding)->meter().Count(operation, result, (*binding)->NowNanos() - began);
  if (!found.ok()) return ToError(method, found.status());
  return found;
}

absl::StatusOr<std::optional<base::Bytes>> Whole(std::optional<store::Found> found) {
  if (!found) return std::nullopt;
  absl::StatusOr<base::Bytes> whole = store::ReadAll(*std::move(found));
  if (!whole.ok()) return ToError("GET", whole.status());
  return *std::move(whole);
}

// UTF-8; what is not becomes U+FFFD.
absl::StatusOr<std::optional<std::string>> GetText(Call& call, uint32_t place, std::string key) {
  if (absl::Status status = Begin(call); !status.ok()) return status;
  absl::StatusOr<std::optional<store::Found>> found = Find(call, place, key, Operation::kGet);
  if (!found.ok()) return found.status();
  absl::StatusOr<std::optional<base::Bytes>> whole = Whole(*std::move(found));
  if (!whole.ok()) return whole.status();
  if (!whole->has_value()) return std::nullopt;
  return std::string((*whole)->view());
}

absl::StatusOr<std::optional<std::unique_ptr<FoundValue>>> Open(Call& call, uint32_t place,
                                                                std::string key, bool bulk) {
  const Operation operation = bulk ? Operation::kGetBulk : Operation::kGet;
  absl::StatusOr<std::optional<store::Found>> found = Find(call, place, key, operation);
  if (!found.ok()) return found.status();
  if (!found->has_value()) return std::nullopt;
  return std::make_unique<FoundValue>(FoundValue{*std::move(*found)});
}

std::string Metadata(Call&, engine::Handle<FoundValue> value) { return value->found.metadata; }

double Size(Call&, engine::Handle<FoundValue> value) {
  return static_cast<double>(value->found.size);
}

absl::StatusOr<std::optional<base::Bytes>> ReadWhole(Call&, engine::Handle<FoundValue> value) {
  return Whole(std::move(value->found));
}

absl::StatusOr<std::string> ReadText(Call&, engine::Handle<FoundValue> value) {
  absl::StatusOr<std::optional<base::Bytes>> whole = Whole(std::move(value->found));
  if (!whole.ok()) return whole.status();
  return std::string((*whole)->view());
}

// The next piece; nullopt: the end.
absl::StatusOr<std::optional<base::Bytes>> ReadPiece(Call&, engine::Handle<FoundValue> value) {
  store::Found& found = value->found;
  if (found.reader == nullptr) {
    base::Bytes rest = std::exchange(found.bytes, {});
    if (rest.empty()) return std::nullopt;
    return rest;
  }
  absl::StatusOr<std::optional<base::Bytes>> piece = found.reader->Next();
  if (!piece.ok()) return ToError("GET", piece.status());
  return piece;
}

void Write(Call& call, uint32_t place, store::Write write, engine::Resolver<void> done) {
  const bool is_put = write.value.has_value();
  const std::string_view method = is_put ? "PUT" : "DELETE";
  absl::StatusOr<KvBinding*> binding = FindBinding(call, method, place);
  if (!binding.ok()) return done.Reject(binding.status());
  KvBinding& kv = **binding;
  absl::StatusOr<WriteRoom::Share> share =
      kv.room().Take(write.key.size() + write.metadata.size() + (is_put ? write.value->size() : 0));
  const Operation operation = is_put ? Operation::kPut : Operation::kDelete;
  if (!share.ok()) {
    kv.meter().Count(operation, Result::kRefused, 0);
    return done.Reject(ToError(method, share.status()));
  }
  std::vector<store::Write> writes;
  writes.push_back(std::move(write));
  kv.space().Apply(std::move(writes), [&meter = kv.meter(), began = kv.NowNanos(), method,
                                       operation, &clock = kv.clock(), share = *std::move(share),
                                       done = std::move(done)](absl::Status status) mutable {
    const Result result = status.ok()                         ? Result::kOk
                          : absl::IsResourceExhausted(status) ? Result::kRefused
                                                              : Result::kError;
    meter.Count(operation, result, clock.MonotonicNanos() - began);
    status.ok() ? done.Resolve() : done.Reject(ToError(method, status));
  });
}

void PutBytes(Call& call, uint32_t place, std::string key, base::Bytes value, std::string metadata,
              double expiration, engine::Resolver<void> done) {
  Write(call, place,
        {std::move(key), std::move(value), std::move(metadata), static_cast<int64_t>(expiration)},
        std::move(done));
}

void PutText(Call& call, uint32_t place, std::string key, std::string value, std::string metadata,
             double expiration, engine::Resolver<void> done) {
  PutBytes(call, place, std::move(key), base::Bytes(std::move(value)), std::move(metadata),
           expiration, std::move(done));
}

std::unique_ptr<ValueCollector> NewCollector(Call&) { return std::make_unique<ValueCollector>(); }

void AppendOctets(Call&, engine::Handle<ValueCollector> value, std::span<const uint8_t> octets) {
  value->Append(octets);
  value.SetBytes(value->memory_bytes());
}

// The collector has nothing then.
void PutCollected(Call& call, uint32_t place, std::string key, engine::Handle<ValueCollector> value,
                  std::string metadata, double expiration, engine::Resolver<void> done) {
  base::Bytes octets = value->Take();
  value.SetBytes(value->memory_bytes());
  PutBytes(call, place, std::move(key), std::move(octets), std::move(metadata), expiration,
           std::move(done));
}

void Delete(Call& call, uint32_t place, std::string key, engine::Resolver<void> done) {
  Write(call, place, {std::move(key)}, std::move(done));
}

// The cursor of the next page, "" if there is none; then name, metadata and expiration of each key.
absl::StatusOr<std::vector<std::string>> List(Call& call, uint32_t place, std::string prefix,
                                              std::string cursor, uint32_t limit) {
  if (absl::Status status = Begin(call); !status.ok()) return status;
  absl::StatusOr<KvBinding*> binding = FindBinding(call, "GET", place);
  if (!binding.ok()) return binding.status();
  KvBinding& kv = **binding;
  store::ListQuery query{std::move(prefix), std::nullopt, limit};
  std::string after;
  if (!cursor.empty()) {
    if (!absl::WebSafeBase64Unescape(cursor, &after)) {
      return absl::UnknownError("KV GET failed: 400 Invalid cursor.");
    }
    query.after = std::move(after);
  }
  const int64_t began = kv.NowNanos();
  absl::StatusOr<store::Page> page = kv.space().List(query, kv.NowSeconds());
  kv.meter().Count(Operation::kList, page.ok() ? Result::kOk : Result::kError,
                   kv.NowNanos() - began);
  if (!page.ok()) return ToError("GET", page.status());
  std::vector<std::string> flat;
  flat.reserve(1 + page->keys.size() * 3);
  flat.push_back(page->next ? absl::WebSafeBase64Escape(*page->next) : "");
  for (store::Listed& one : page->keys) {
    flat.push_back(std::move(one.key));
    flat.push_back(std::move(one.metadata));
    flat.push_back(one.expiration == 0 ? "" : absl::StrCat(one.expiration));
  }
  return flat;
}

// Seconds since the epoch, now.
absl::StatusOr<double> Now(Call& call, uint32_t place) {
  absl::StatusOr<KvBinding*> binding = FindBinding(call, "PUT", place);
  if (!binding.ok()) return binding.status();
  return static_cast<double>((*binding)->NowSeconds());
}

uint32_t Utf8Length(Call&, std::string text) { return static_cast<uint32_t>(text.size()); }

constexpr engine::Op kOps[] = {
    engine::Bind<&Begin>("begin"),
    engine::Bind<&GetText>("getText"),
    engine::Bind<&Open>("open"),
    engine::Bind<&Metadata>("metadataOf"),
    engine::Bind<&Size>("sizeOf"),
    engine::Bind<&ReadWhole>("readBytes"),
    engine::Bind<&ReadText>("readText"),
    engine::Bind<&ReadPiece>("readPiece"),
    engine::Bind<&PutBytes>("putBytes"),
    engine::Bind<&PutText>("putText"),
    engine::Bind<&Delete>("remove"),
    engine::Bind<&List>("list"),
    engine::Bind<&Now>("nowSeconds"),
    engine::Bind<&Utf8Length>("utf8Length"),
    engine::Bind<&NewCollector>("newCollector"),
    engine::Bind<&AppendOctets>("appendOctets"),
    engine::Bind<&PutCollected>("putCollected"),
};

}  // namespace

constinit const engine::Module kKvModule = {"native:kv", kOps};

}  // namespace bindings
