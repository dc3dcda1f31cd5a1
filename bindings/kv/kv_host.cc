#include "bindings/kv/kv_host.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "bindings/kv/kv_binding.h"

namespace bindings {

KvHost::KvHost(OpenStore open, store::Meter& meter, Tell tell, const base::Clock& clock)
    : open_(std::move(open)), meter_(meter), tell_(std::move(tell)), clock_(clock) {}

absl::StatusOr<std::shared_ptr<store::Namespace>> KvHost::Open(std::string_view id) {
  absl::MutexLock lock(mutex_);
  if (!std::exchange(opened_, true)) {
    absl::StatusOr<std::unique_ptr<store::Store>> store = open_();
    problem_ = store.status();
    if (store.ok()) store_ = *std::move(store);
  }
  if (!problem_.ok()) return problem_;
  return store_->Open(id, /*create=*/true);
}

std::shared_ptr<worker::Capability> KvHost::Grant(const worker::BindingSpec& binding) {
  absl::StatusOr<std::shared_ptr<store::Namespace>> opened = Open(binding.resource);
  if (opened.ok()) return std::make_shared<KvBinding>(*std::move(opened), meter_, clock_);
  tell_(absl::StrCat("the KV namespace \"", binding.name,
                     "\" cannot be used: ", opened.status().message()));
  return std::make_shared<KvBinding>(opened.status(), meter_, clock_);
}

}  // namespace bindings
