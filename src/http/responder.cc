#include "src/http/responder.h"

#include <memory>
#include <utility>

namespace http {
namespace {

// A pump under way. It owns itself through the callback that is outstanding: whoever drops that
// callback drops the pump.
class PumpState : public std::enable_shared_from_this<PumpState> {
 public:
  PumpState(Body source, std::unique_ptr<ResponseSink> sink,
            absl::AnyInvocable<void(absl::Status)> done)
      : source_(std::move(source)), sink_(std::move(sink)), done_(std::move(done)) {
    source_->WillReadThrough();
  }

  // Goes on as long as both sides answer at once; a callback that comes later calls it again.
  void Run() {
    running_ = true;
    for (;;) {
      step_is_over_ = false;
      reading_ ? Read() : Write();
      if (done_ == nullptr || !step_is_over_) break;
    }
    running_ = false;
  }

 private:
  void Read() {
    source_->Read([self = shared_from_this()](absl::StatusOr<std::optional<base::Bytes>> chunk) {
      self->OnRead(std::move(chunk));
    });
  }

  void OnRead(absl::StatusOr<std::optional<base::Bytes>> chunk) {
    if (!chunk.ok()) return Finish(chunk.status());
    if (!chunk->has_value()) return Finish(absl::OkStatus());
    piece_ = **std::move(chunk);
    reading_ = false;
    StepIsOver();
  }

  void Write() {
    sink_->Write(std::move(piece_), [self = shared_from_this()](absl::Status status) {
      if (!status.ok()) return self->Finish(std::move(status));
      self->reading_ = true;
      self->StepIsOver();
    });
  }

  void StepIsOver() {
    step_is_over_ = true;
    if (!running_) Run();
  }

  void Finish(absl::Status status) {
    status.ok() ? sink_->End() : sink_->Abort();
    std::exchange(done_, nullptr)(std::move(status));
  }

  Body source_;
  std::unique_ptr<ResponseSink> sink_;
  absl::AnyInvocable<void(absl::Status)> done_;
  base::Bytes piece_;
  bool reading_ = true;
  bool running_ = false;
  bool step_is_over_ = false;
};

}  // namespace

void Pump(Body source, std::unique_ptr<ResponseSink> sink,
          absl::AnyInvocable<void(absl::Status)> done) {
  std::make_shared<PumpState>(std::move(source), std::move(sink), std::move(done))->Run();
}

}  // namespace http
