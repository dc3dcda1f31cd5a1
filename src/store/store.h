#pragma once

// Where workers' key-value pairs are kept.
//
// A Store has namespaces, a namespace has keys in the order of their octets. What a key or a value
// may be, when it counts as expired, and how a list is paged is said here; whoever implements Store
// keeps what it is given.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/base/bytes.h"

namespace store {

// In octets.
inline constexpr size_t kMaxKeyBytes = 512;
inline constexpr size_t kMaxValueBytes = 26'214'400;
inline constexpr size_t kMaxMetadataBytes = 1024;
inline constexpr size_t kMaxNamespaceIdBytes = 128;
// Of one page of a list.
inline constexpr size_t kMaxListedKeys = 1000;

// What is to become of a key.
struct Write {
  std::string key;                        // UTF-8
  std::optional<base::Bytes> value = {};  // nullopt: the key is deleted
  std::string metadata = {};              // JSON; empty: none
  int64_t expiration = 0;                 // seconds since the epoch; 0: never
};

// The rest of a large value, piece by piece, as it was when it was found. One thread at a time.
class ValueReader {
 public:
  virtual ~ValueReader() = default;
  // Nullopt: the end. kDataLoss: a piece is damaged.
  virtual absl::StatusOr<std::optional<base::Bytes>> Next() = 0;
};

// A key's value.
struct Found {
  std::string metadata;  // JSON; empty: none
  int64_t expiration = 0;
  uint64_t size = 0;                    // of the value, in octets
  base::Bytes bytes;                    // the value, where `reader` is null
  std::unique_ptr<ValueReader> reader;  // gives the value
};

// The whole of a value.
absl::StatusOr<base::Bytes> ReadAll(Found found);

struct Listed {
  std::string key;
  std::string metadata;
  int64_t expiration = 0;
};

// Some keys of a namespace, in order.
struct Page {
  std::vector<Listed> keys;
  // Where the next page goes on: it has keys after this one. Nullopt: there are no more.
  std::optional<std::string> next;
};

struct ListQuery {
  std::string prefix = {};
  std::optional<std::string> after = {};  // only keys greater than this
  size_t limit = kMaxListedKeys;          // 1 to kMaxListedKeys
};

struct Usage {
  uint64_t keys = 0;   // those that have expired and are not yet removed count
  uint64_t bytes = 0;  // of keys, values and metadata
};

struct NamespaceInfo {
  std::string id;
  std::string title;
  int64_t created = 0;  // seconds since the epoch
  Usage usage;
};

// One namespace of a store, which it outlives. Any thread.
class Namespace {
 public:
  using Done = absl::AnyInvocable<void(absl::Status)>;

  virtual ~Namespace() = default;

  // Nullopt: there is no such key, or it has expired at `now` (seconds since the epoch). kDataLoss:
  // what is stored is damaged.
  virtual absl::StatusOr<std::optional<Found>> Get(std::string_view key, int64_t now) = 0;
  // Keys that have not expired at `now`. A page may have fewer than `limit` keys, or none, and a
  // next page all the same.
  virtual absl::StatusOr<Page> List(const ListQuery& query, int64_t now) = 0;
  // Applies all of the writes, in order, or none. `done` is called once, on any thread, when they
  // are as safe as the store makes them. kResourceExhausted: the namespace's quota, or the disk, is
  // full.
  virtual void Apply(std::vector<Write> writes, Done done) = 0;
  virtual absl::StatusOr<Usage> GetUsage() = 0;
};

// Any thread.
class Store {
 public:
  // Told of how far long work is, in parts of some whole.
  using Progress = absl::FunctionRef<void(uint64_t done, uint64_t all)>;

  virtual ~Store() = default;

  // The namespace called `id`; made, with `id` as its title, if there is none and `create` says so.
  // kNotFound: there is none. kDataLoss: it is damaged, and others may not be. kInvalidArgument:
  // nothing can be called that.
  virtual absl::StatusOr<std::shared_ptr<Namespace>> Open(std::string_view id, bool create) = 0;
  // kAlreadyExists: there is one.
  virtual absl::Status Create(std::string_view id, std::string_view title) = 0;
  // kNotFound: there is none.
  virtual absl::Status Delete(std::string_view id) = 0;
  // In the order of their ids.
  virtual absl::StatusOr<std::vector<NamespaceInfo>> Namespaces() = 0;
};

// OK when a namespace may be called so: 1 to 128 octets of printable ASCII.
absl::Status CheckNamespaceId(std::string_view id);
// OK when the write keeps the limits above. Its message tells the limit and what was found.
absl::Status CheckWrite(const Write& write);

}  // namespace store
