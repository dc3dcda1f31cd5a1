#include "bindings/cache/cache_ops.h"
#include "bindings/fetch/fetch.h"
#include "bindings/kv/kv_ops.h"
#include "bindings/service/service_ops.h"
#include "bindings/snapshot.h"
#include "src/web/compression.h"
#include "src/web/crypto.h"
#include "src/web/crypto/key_pair_ops.h"
#include "src/web/crypto/modern_ops.h"
#include "src/web/crypto/symmetric_ops.h"
#include "src/web/encoding.h"
#include "src/web/node_buffer.h"
#include "src/web/node_crypto.h"
#include "src/web/url.h"
#include "src/worker/invocation_ops.h"
#include "src/worker/scheduled_ops.h"
#include "src/worker/socket_ops.h"
#include "src/worker/timer_ops.h"

namespace bindings {

// The one ordered list of what JavaScript can call. mksnapshot and the program link the same one.
std::span<const engine::Module* const> Modules() {
  static constexpr const engine::Module* kModules[] = {
      &kCacheModule,
      &fetch::kFetchModule,
      &kKvModule,
      &kServiceModule,
      &worker::kInvocationModule,
      &worker::kScheduledModule,
      &worker::kSocketModule,
      &worker::kTimersModule,
      &web::kCompressionModule,
      &web::kCryptoModule,
      &web::kEncodingModule,
      &web::kKeyPairsModule,
      &web::kModernCryptoModule,
      &web::kNodeBufferModule,
      &web::kNodeCryptoModule,
      &web::kSymmetricCryptoModule,
      &web::kUrlModule,
  };
  return kModules;
}

}  // namespace bindings
