#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/base/bytes.h"
#include "src/cache/head_code.h"

namespace cache {

// A file descriptor that is closed with its owner.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();

  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

// A stored response on disk, open for reading: it can be read to its end also when somebody removes
// it meanwhile. What was changed in it is found before it is given to anybody. Blocks; any thread.
class StoredFile {
 public:
  // kNotFound when there is none; kDataLoss when it is not as it was written.
  static absl::StatusOr<std::shared_ptr<const StoredFile>> Open(const std::string& path);
  // The same without the checksums of the body, for whoever wants to know what is there.
  static absl::StatusOr<StoredHead> ReadHead(const std::string& path, FilePrefix* prefix,
                                             int64_t* modified_nanos);

  const std::shared_ptr<const StoredHead>& head() const { return head_; }
  uint64_t body_bytes() const { return prefix_.body_bytes; }
  // The piece of that number: kPieceBytes, or what is left of the body. kDataLoss when it is
  // damaged.
  absl::StatusOr<base::Bytes> ReadPiece(uint64_t piece) const;
  absl::StatusOr<base::Bytes> ReadBody() const;

 private:
  StoredFile(Descriptor file, FilePrefix prefix, StoredHead head)
      : file_(std::move(file)),
        prefix_(prefix),
        head_(std::make_shared<const StoredHead>(std::move(head))) {}

  Descriptor file_;
  FilePrefix prefix_;
  std::shared_ptr<const StoredHead> head_;
  std::string table_;
};

// A stored response that is being written under a temporary name. Blocks; one thread at a time.
// Destroying it before Commit removes the file.
class FileWriter {
 public:
  // `path`: the temporary name.
  FileWriter(std::string path, StoredHead head);
  ~FileWriter();

  absl::Status Append(std::string_view octets);
  // In place of Append: the whole body, with few system calls. Then Commit.
  absl::Status WriteWhole(std::string_view body);
  // Gives it its name. The file is then whole; whether it outlives a loss of power is the kernel's
  // business.
  absl::StatusOr<FilePrefix> Commit(const std::string& path);

 private:
  absl::Status Make();
  absl::Status Open();
  void Count(std::string_view octets);
  void EndPiece();
  FilePrefix MakePrefix() const;

  const std::string path_;
  const std::string head_;
  Descriptor file_;
  bool committed_ = false;
  bool whole_ = false;  // prefix and table are written
  uint64_t body_bytes_ = 0;
  uint32_t piece_checksum_ = 0;
  size_t piece_bytes_ = 0;
  std::string table_;
};

}  // namespace cache
