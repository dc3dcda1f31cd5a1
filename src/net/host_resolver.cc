#include "src/net/host_resolver.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/loop/dns.h"

namespace net {
namespace {

// Questions that are not answered yet.
class SystemLookup final : public HostLookup {
 public:
  explicit SystemLookup(loop::Loop& loop) : loop_(loop) {}

  void Lookup(const std::string& host, Callback done) override {
    const uint64_t number = ++last_;
    auto lookup = std::make_unique<loop::DnsLookup>(
        loop_, host,
        [this, number,
         done = std::move(done)](absl::StatusOr<std::vector<std::string>> found) mutable {
          Callback callback = std::move(done);
          lookups_.erase(number);
          if (!found.ok()) return callback(found.status());
          std::vector<IpAddress> addresses;
          for (const std::string& text : *found) {
            // An address with a zone is one of this machine's own links: it is passed over.
            if (auto address = IpAddress::Parse(text)) addresses.push_back(*address);
          }
          if (addresses.empty()) return callback(absl::NotFoundError("it has no address"));
          callback(std::move(addresses));
        });
    lookups_.emplace(number, std::move(lookup));
  }

 private:
  loop::Loop& loop_;
  uint64_t last_ = 0;
  absl::flat_hash_map<uint64_t, std::unique_ptr<loop::DnsLookup>> lookups_;
};

}  // namespace

std::unique_ptr<HostLookup> NewSystemLookup(loop::Loop& loop) {
  return std::make_unique<SystemLookup>(loop);
}

HostResolver::HostResolver(std::unique_ptr<HostLookup> lookup, std::function<int64_t()> now_millis,
                           HostResolverOptions options)
    : now_millis_(std::move(now_millis)), options_(options), lookup_(std::move(lookup)) {}

void HostResolver::Resolve(const std::string& host, HostLookup::Callback done) {
  if (const std::optional<IpAddress> address = IpAddress::Parse(host)) {
    return done(std::vector<IpAddress>{*address});
  }
  auto [it, added] = hosts_.try_emplace(host);
  Host& entry = it->second;
  if (added) entry.age = ages_.insert(ages_.end(), host);
  if (entry.known && now_millis_() < entry.until_millis) {
    HostLookup::Answer answer = entry.answer;
    return done(std::move(answer));
  }
  entry.known = false;
  entry.waiting.push_back(std::move(done));
  if (entry.waiting.size() > 1) return;
  ages_.splice(ages_.end(), ages_, entry.age);
  if (hosts_.size() > options_.max_hosts) ForgetOldest();
  lookup_->Lookup(host, [weak = weak_.Get(), host](HostLookup::Answer answer) {
    if (weak) weak->OnAnswer(host, std::move(answer));
  });
}

void HostResolver::OnAnswer(const std::string& host, HostLookup::Answer answer) {
  auto it = hosts_.find(host);
  if (it == hosts_.end()) return;
  Host& entry = it->second;
  entry.known = true;
  entry.answer = answer;
  entry.until_millis =
      now_millis_() + (answer.ok() ? options_.found_millis : options_.failed_millis);
  std::vector<HostLookup::Callback> waiting = std::exchange(entry.waiting, {});
  for (HostLookup::Callback& done : waiting) done(answer);
}

void HostResolver::ForgetOldest() {
  for (auto it = ages_.begin(); it != ages_.end(); ++it) {
    auto host = hosts_.find(*it);
    if (!host->second.waiting.empty()) continue;
    hosts_.erase(host);
    ages_.erase(it);
    return;
  }
}

}  // namespace net
