#include "src/web/byte_transform.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/web/brotli_transform.h"
#include "src/web/zlib_transform.h"
#include "src/web/zstd_transform.h"

namespace web {
namespace {

absl::StatusOr<std::unique_ptr<ByteTransform>> OrNoMemory(
    std::unique_ptr<ByteTransform> transform) {
  if (transform == nullptr)
    return absl::ResourceExhaustedError("there is no memory to compress in");
  return transform;
}

absl::Status NoFormat(std::string_view format) {
  return absl::InvalidArgumentError(
      absl::StrCat("there is no format \"", format,
                   "\"; expected \"deflate\", \"deflate-raw\", \"gzip\", \"brotli\" or \"zstd\""));
}

}  // namespace

absl::StatusOr<std::unique_ptr<ByteTransform>> NewCompressor(std::string_view format) {
  if (format == "deflate") return OrNoMemory(NewDeflate(ZlibFormat::kZlib));
  if (format == "deflate-raw") return OrNoMemory(NewDeflate(ZlibFormat::kRaw));
  if (format == "gzip") return OrNoMemory(NewDeflate(ZlibFormat::kGzip));
  if (format == "brotli") return OrNoMemory(NewBrotliEncoder());
  if (format == "zstd") return OrNoMemory(NewZstdCompressor());
  return NoFormat(format);
}

absl::StatusOr<std::unique_ptr<ByteTransform>> NewDecompressor(std::string_view format) {
  if (format == "deflate") return OrNoMemory(NewInflate(ZlibFormat::kZlib));
  if (format == "deflate-raw") return OrNoMemory(NewInflate(ZlibFormat::kRaw));
  if (format == "gzip") return OrNoMemory(NewInflate(ZlibFormat::kGzip));
  if (format == "brotli") return OrNoMemory(NewBrotliDecoder());
  if (format == "zstd") return OrNoMemory(NewZstdDecompressor());
  return NoFormat(format);
}

}  // namespace web
