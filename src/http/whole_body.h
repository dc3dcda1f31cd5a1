#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "src/base/bytes.h"
#include "src/http/body.h"

namespace http {

// A body that is all there.
class WholeBody final : public BodySource {
 public:
  explicit WholeBody(base::Bytes bytes) : bytes_(std::move(bytes)) {}

  void Read(ReadCallback done) override {
    if (bytes_.empty()) return done(std::nullopt);
    done(std::exchange(bytes_, base::Bytes()));
  }
  std::optional<base::Bytes> TakeArrived() override { return std::exchange(bytes_, base::Bytes()); }
  std::optional<uint64_t> length() const override { return bytes_.size(); }

 private:
  base::Bytes bytes_;
};

}  // namespace http
