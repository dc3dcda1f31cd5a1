#include "bindings/fetch/upstream_body.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "src/base/weak.h"
#include "src/web/byte_transform.h"

namespace bindings::fetch {
namespace {

// Octets that one read gives at most of a body that was compressed.
constexpr size_t kMaxPiece = size_t{64} << 10;

absl::Status ForWorker(const absl::Status& status) {
  return absl::InvalidArgumentError(
      absl::StrCat("The response's body broke off: ", status.message(), "."));
}

// A body in no coding.
class PlainBody final : public http::BodySource {
 public:
  explicit PlainBody(http::Body body) : body_(std::move(body)) {}

  void Read(ReadCallback done) override {
    body_->Read([done = std::move(done)](absl::StatusOr<std::optional<base::Bytes>> chunk) mutable {
      if (chunk.ok()) return done(*std::move(chunk));
      done(ForWorker(chunk.status()));
    });
  }
  std::optional<base::Bytes> TakeArrived() override { return body_->TakeArrived(); }
  std::optional<uint64_t> length() const override { return body_->length(); }

 private:
  const http::Body body_;
};

// One whose coding is taken off as it is read.
class DecodedBody final : public http::BodySource {
 public:
  DecodedBody(http::Body body, std::string coding) : body_(std::move(body)), coding_(coding) {}

  void Read(ReadCallback done) override {
    begun_ = true;
    if (decoder_ == nullptr) {
      auto decoder = web::NewDecompressor(FormatOf(coding_));
      if (!decoder.ok()) return done(ForWorker(decoder.status()));
      decoder_ = *std::move(decoder);
    }
    done_ = std::move(done);
    Decode();
  }

  std::string_view coding() const override { return begun_ ? "" : coding_; }
  http::Body TakeEncoded() override { return std::move(body_); }

 private:
  using State = web::ByteTransform::Step::State;

  // Gives a piece, the end or an error, or asks for more.
  void Decode() {
    for (;;) {
      if (state_ == State::kEnd) {
        // What follows the compressed data is not the worker's, and is read for the connection's
        // sake.
        if (ended_) return Give(std::nullopt);
        input_ = base::Bytes();
      }
      if (state_ != State::kMore && input_.empty() && !ended_) {
        if (!Fetch()) return;
        continue;
      }
      if (ended_ && !begun_input_) return Give(std::nullopt);
      if (state_ == State::kEnd) continue;
      std::string piece(kMaxPiece, '\0');
      auto step = decoder_->Run(input_.span(), ended_,
                                {reinterpret_cast<uint8_t*>(piece.data()), piece.size()});
      if (!step.ok()) return Give(ForWorker(step.status()));
      state_ = step->state;
      input_ = input_.Slice(step->read);
      if (step->written > 0) {
        piece.resize(step->written);
        return Give(std::optional<base::Bytes>(std::move(piece)));
      }
      if (ended_ && state_ != State::kEnd && step->read == 0) {
        return Give(ForWorker(absl::InvalidArgumentError("the compressed data is cut off")));
      }
    }
  }

  // Asks for more; whether something has come at once. If not, Decode is called when it does, or
  // the body may be gone.
  bool Fetch() {
    fetching_ = true;
    const base::Weak<DecodedBody> weak = weak_.Get();
    body_->Read([weak](absl::StatusOr<std::optional<base::Bytes>> chunk) {
      if (weak) weak->OnFetched(std::move(chunk));
    });
    if (!weak) return false;
    fetching_ = false;
    return std::exchange(fetched_, false);
  }

  void OnFetched(absl::StatusOr<std::optional<base::Bytes>> chunk) {
    if (!chunk.ok()) return Give(ForWorker(chunk.status()));
    ended_ = !chunk->has_value();
    if (!ended_) {
      begun_input_ = true;
      input_ = **std::move(chunk);
    }
    if (fetching_) {
      fetched_ = true;
    } else {
      Decode();
    }
  }

  // The last that is done in a call: the reader may destroy the body.
  void Give(absl::StatusOr<std::optional<base::Bytes>> result) {
    std::exchange(done_, nullptr)(std::move(result));
  }

  http::Body body_;
  const std::string coding_;
  std::unique_ptr<web::ByteTransform> decoder_;
  ReadCallback done_;
  base::Bytes input_;
  bool begun_ = false;
  bool begun_input_ = false;
  bool ended_ = false;     // no more input comes
  bool fetching_ = false;  // in Fetch
  bool fetched_ = false;   // meanwhile, something came
  State state_ = State::kHungry;
  base::WeakOwner<DecodedBody> weak_{this};
};

}  // namespace

std::string_view FormatOf(std::string_view content_encoding) {
  const std::string_view coding = absl::StripAsciiWhitespace(content_encoding);
  if (absl::EqualsIgnoreCase(coding, "gzip") || absl::EqualsIgnoreCase(coding, "x-gzip")) {
    return "gzip";
  }
  if (absl::EqualsIgnoreCase(coding, "deflate")) return "deflate";
  if (absl::EqualsIgnoreCase(coding, "br")) return "brotli";
  if (absl::EqualsIgnoreCase(coding, "zstd")) return "zstd";
  return "";
}

http::Body NewUpstreamBody(http::Body body, std::string_view content_encoding) {
  if (content_encoding.empty()) return std::make_unique<PlainBody>(std::move(body));
  return std::make_unique<DecodedBody>(std::move(body),
                                       std::string(absl::StripAsciiWhitespace(content_encoding)));
}

}  // namespace bindings::fetch
