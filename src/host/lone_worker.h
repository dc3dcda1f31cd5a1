#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "src/worker/service.h"

namespace host {

// The one worker of a node: what serves every host, and all that it may call. Bound to its lane's
// thread.
class LoneWorker : public worker::Service, public worker::Directory {
 public:
  LoneWorker(std::string name, std::unique_ptr<worker::Service> service)
      : name_(std::move(name)), service_(std::move(service)) {}

  void Fetch(http::Request&& request, http::Responder&& responder) override {
    service_->Fetch(std::move(request), std::move(responder));
  }
  void Scheduled(worker::ScheduledEvent event, worker::ScheduledDone done) override {
    service_->Scheduled(std::move(event), std::move(done));
  }

  void Warm(std::string_view worker) override { service_->Warm(worker); }

  bool Has(const std::string& worker) const override { return worker == name_; }
  void CallWorker(const std::string&, worker::ServiceCall call, http::Request&& request,
                  http::Responder&& responder) override {
    service_->Call(std::move(call), std::move(request), std::move(responder));
  }

 private:
  const std::string name_;
  const std::unique_ptr<worker::Service> service_;
};

}  // namespace host
