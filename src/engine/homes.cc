#include "src/engine/homes.h"

#include <new>
#include <utility>
#include <vector>

#include "src/engine/isolate_impl.h"
#include "src/engine/residents.h"
#include "v8.h"

namespace engine {

// An Unlocker in a Locker: V8 keeps the state of a thread whose Locker is not the outermost one.
struct Homes::Home {
  explicit Home(IsolateImpl& isolate) : residents(isolate.residents()) {
    residents->Add();
    new (locker) v8::Locker(isolate.v8());
    new (unlocker) v8::Unlocker(isolate.v8());
  }
  ~Home() {
    residents->Remove([this] {
      std::launder(reinterpret_cast<v8::Unlocker*>(unlocker))->~Unlocker();
      std::launder(reinterpret_cast<v8::Locker*>(locker))->~Locker();
    });
  }
  Home(const Home&) = delete;

  const std::shared_ptr<Residents> residents;
  alignas(v8::Locker) unsigned char locker[sizeof(v8::Locker)];
  alignas(v8::Unlocker) unsigned char unlocker[sizeof(v8::Unlocker)];
};

Homes::Homes() = default;
Homes::~Homes() = default;

void Homes::Settle(IsolateImpl& isolate) {
  Residents* const residents = isolate.residents().get();
  if (latest_ != nullptr && latest_->residents.get() == residents) return;
  auto known = homes_.find(residents);
  if (known == homes_.end()) {
    Sweep();
    known = homes_.emplace(residents, std::make_unique<Home>(isolate)).first;
  }
  latest_ = known->second.get();
}

void Homes::Sweep() {
  latest_ = nullptr;
  std::vector<std::unique_ptr<Home>> left;
  for (auto it = homes_.begin(); it != homes_.end();) {
    if (!it->first->closing()) {
      ++it;
      continue;
    }
    left.push_back(std::move(it->second));
    homes_.erase(it++);
  }
}

void Homes::Leave(Isolate& isolate) {
  auto it = homes_.find(static_cast<IsolateImpl&>(isolate).residents().get());
  if (it == homes_.end()) return;
  latest_ = nullptr;
  homes_.erase(it);
}

void Homes::LeaveAll() {
  latest_ = nullptr;
  homes_.clear();
}

}  // namespace engine
