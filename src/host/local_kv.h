#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "src/base/clock.h"
#include "src/base/weak.h"
#include "src/host/local_workers.h"
#include "src/http/responder.h"
#include "src/store/store.h"
#include "src/worker/lane_port.h"

namespace host {

// The KV namespaces of a dev server's workers, over HTTP, below /cdn-cgi/local/api/kv:
//
//   GET .../kv                                     the namespaces
//   GET .../kv/keys?namespace=&prefix=&cursor=&limit=   keys, in order, `limit` of them (100)
//   GET .../kv/value?namespace=&key=               the value as JSON; with &raw=1 its octets
//   PUT .../kv/value?namespace=&key=&metadata=&expiration=&ttl=   the body is the value; with
//                                                  `if-none-match: *` only where there is none: 412
//   DELETE .../kv/value?namespace=&key=
//
// Namespaces that no worker has are not shown. Bound to the lane's thread.
class LocalKv {
 public:
  // Opens the namespace called `id`. Null: there is no store.
  using Open =
      std::function<absl::StatusOr<std::shared_ptr<store::Namespace>>(std::string_view id)>;
  // Of a value's octets, as JSON.
  static constexpr size_t kMaxShownBytes = size_t{1} << 20;

  // `workers` and `clock` are borrowed.
  LocalKv(Open open, const LocalWorkers& workers, std::shared_ptr<worker::LanePort> port,
          const base::Clock& clock);
  ~LocalKv();

  // `path`: what follows /cdn-cgi/local/api/kv, without the query.
  void Fetch(std::string_view path, http::Request&& request, http::Responder&& responder);

 private:
  using Space = std::shared_ptr<store::Namespace>;
  absl::StatusOr<Space> OpenNamed(std::string_view target) const;
  void List(const http::RequestHead& head, http::Responder&& responder) const;
  void Get(const http::RequestHead& head, http::Responder&& responder) const;
  void Put(http::Request&& request, http::Responder&& responder);
  absl::StatusOr<store::Write> ReadWrite(const http::RequestHead& head) const;
  // Answers, and returns true, where the key is there already or cannot be looked for.
  bool RefusesToAdd(const Space& space, const std::string& key, http::Responder& responder) const;
  // Applies it, and answers when that is done.
  void Apply(const Space& space, store::Write write, http::Responder&& responder);
  int64_t Now() const { return static_cast<int64_t>(clock_.WallMillis() / 1000); }

  const Open open_;
  const LocalWorkers& workers_;
  const std::shared_ptr<worker::LanePort> port_;
  const base::Clock& clock_;
  uint64_t last_write_ = 0;
  absl::flat_hash_map<uint64_t, http::Responder> writing_;  // who waits for which write
  base::WeakOwner<LocalKv> weak_{this};
};

}  // namespace host
