#include "src/engine/resolver.h"

#include "src/engine/completion_queue.h"

namespace engine {

void CompletionTarget::Settle(Completion completion) {
  std::shared_ptr<CompletionQueue> queue = std::exchange(queue_, nullptr);
  queue->Push(promise_, std::move(completion), cpu_nanos_);
}

}  // namespace engine
