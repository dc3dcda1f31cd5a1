#include "src/host/local_pages.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "src/base/clock.h"
#include "src/host/dev_worker.h"

namespace host {

LocalPages::LocalPages(DevSite& site, worker::Lane& lane, LocalSite::Options options)
    : site_(site),
      journal_(base::Clock::Real()),
      local_(lane.loop(), lane.port(), site, journal_, std::move(options)) {}

bool LocalPages::Fetch(http::Request& request, http::Responder& responder) {
  if (!LocalSite::Takes(request.head.target)) return false;
  local_.Fetch(std::move(request), std::move(responder));
  return true;
}

void LocalPages::OnReload(std::string_view worker, const ErrorReport*) {
  // All of them: one that has another name now, or its first, is no longer there under the old one.
  std::vector<std::string> gone;
  for (const LocalWorker& known : local_.workers().all()) {
    const bool there =
        absl::c_any_of(site_.workers(), [&](const auto& one) { return one->name() == known.name; });
    if (!there) gone.push_back(known.name);
  }
  for (const std::string& name : gone) local_.workers().Remove(name);
  for (const auto& one : site_.workers()) {
    // Those without a name share a place.
    if (one->name() != worker && !one->name().empty()) continue;
    if (one->version() != nullptr) local_.workers().SetRunning(*one->version());
    if (one->error() != nullptr) {
      local_.workers().SetProblem(one->name(), RenderText(*one->error()),
                                  one->version() != nullptr);
    }
  }
}

}  // namespace host
