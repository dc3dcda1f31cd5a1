#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "src/base/bytes.h"
#include "src/base/weak.h"
#include "src/cache/selection.h"
#include "src/cache/store.h"
#include "src/engine/byte_string.h"
#include "src/engine/resolver.h"
#include "src/http/body.h"
#include "src/http/message.h"
#include "src/worker/invocation.h"
#include "src/worker/lane_parts.h"

namespace bindings {

// What one invocation has under way with the cache. It ends with the invocation: what is not stored
// then is not kept. Bound to the lane.
class CacheCalls final : public worker::LaneResource {
 public:
  // See fetch::HeadForWorker; nullopt: nothing was found.
  using Head = engine::Resolver<std::optional<std::vector<engine::ByteString>>>;
  using Done = engine::Resolver<void>;

  // Those of `invocation`, which owns them.
  static CacheCalls& Of(worker::LaneParts& lane, worker::Invocation& invocation);
  CacheCalls(worker::LaneParts& lane, worker::Invocation& invocation)
      : lane_(lane), invocation_(invocation) {}
  ~CacheCalls() override;

  // Looks on the disk. The body will be the native body `number`.
  void Find(cache::Store& store, std::string key, http::HeaderList request, uint32_t number,
            Head done);
  // Stores a response whose body is all there.
  static void Put(std::unique_ptr<cache::Insertion> into, base::Bytes body, Done done);
  // Stores one whose body natives have.
  void Pump(http::Body body, std::unique_ptr<cache::Insertion> into, Done done);
  // Stores one whose body comes by Write and Finish.
  void Start(uint32_t number, std::unique_ptr<cache::Insertion> into, Done done);
  void Write(uint32_t number, base::Bytes piece, Done done);
  void Finish(uint32_t number);
  void Abort(uint32_t number);

 private:
  struct Stream {
    std::unique_ptr<cache::Insertion> into;
    Done done;
  };

  worker::LaneParts& lane_;
  worker::Invocation& invocation_;
  absl::flat_hash_map<uint32_t, Stream> streams_;
  std::vector<std::weak_ptr<worker::BodyBreak>> pumps_;
  base::WeakOwner<CacheCalls> weak_{this};
};

// A response that was found, as JavaScript gets it.
struct FoundForWorker {
  std::vector<engine::ByteString> head;
  std::string coding;  // that is taken off the body
  cache::Part part;    // of the body; a length of 0: there is none
};
FoundForWorker MakeFound(const cache::Store& store, const cache::Found& found,
                         const http::HeaderList& request);
// The body of that.
http::Body OpenFound(worker::LaneParts& lane, cache::Store& store, const cache::Found& found,
                     const cache::Part& part, const std::string& coding);

// Settles a put with what became of it. What the disk did not take is not the worker's concern.
void Settle(CacheCalls::Done done, const absl::Status& status);

}  // namespace bindings
