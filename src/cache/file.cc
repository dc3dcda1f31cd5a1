#include "src/cache/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/crc/crc32c.h"
#include "absl/strings/str_cat.h"

namespace cache {
namespace {

absl::Status CutOff() { return absl::DataLossError("it is cut off"); }

// Exactly `count` octets.
absl::StatusOr<std::string> ReadAt(int file, uint64_t offset, size_t count) {
  std::string octets(count, '\0');
  size_t read = 0;
  while (read < count) {
    const ssize_t some =
        pread(file, octets.data() + read, count - read, static_cast<off_t>(offset + read));
    if (some < 0 && errno == EINTR) continue;
    if (some < 0) return absl::ErrnoToStatus(errno, "it cannot be read");
    if (some == 0) return CutOff();
    read += static_cast<size_t>(some);
  }
  return octets;
}

absl::Status WriteAt(int file, uint64_t offset, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t some = pwrite(file, octets.data(), octets.size(), static_cast<off_t>(offset));
    if (some < 0 && errno == EINTR) continue;
    if (some < 0) return absl::ErrnoToStatus(errno, "it cannot be written");
    offset += static_cast<uint64_t>(some);
    octets.remove_prefix(static_cast<size_t>(some));
  }
  return absl::OkStatus();
}

struct Opened {
  Descriptor file;
  FilePrefix prefix;
  StoredHead head;
  int64_t modified_nanos = 0;
};

absl::StatusOr<Opened> OpenChecked(const std::string& path) {
  Opened opened;
  opened.file = Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!opened.file.is_open()) return absl::ErrnoToStatus(errno, "it cannot be opened");
  struct stat found = {};
  if (fstat(opened.file.get(), &found) != 0) return absl::ErrnoToStatus(errno, "it has no size");
  if (!S_ISREG(found.st_mode)) return absl::DataLossError("it is no file");
  if (static_cast<uint64_t>(found.st_size) < kPrefixBytes) return CutOff();
  absl::StatusOr<std::string> octets = ReadAt(opened.file.get(), 0, kPrefixBytes);
  if (!octets.ok()) return octets.status();
  absl::StatusOr<FilePrefix> prefix = DecodePrefix(*octets);
  if (!prefix.ok()) return prefix.status();
  opened.prefix = *prefix;
  if (static_cast<uint64_t>(found.st_size) != prefix->file_bytes()) return CutOff();
  octets = ReadAt(opened.file.get(), kPrefixBytes, prefix->head_bytes);
  if (!octets.ok()) return octets.status();
  if (Checksum(*octets) != prefix->head_checksum) {
    return absl::DataLossError("the checksum of its head is wrong");
  }
  absl::StatusOr<StoredHead> head = DecodeHead(*octets);
  if (!head.ok()) return head.status();
  opened.head = *std::move(head);
  opened.modified_nanos =
      int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + int64_t{found.st_mtim.tv_nsec};
  return opened;
}

}  // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

Descriptor::~Descriptor() {
  if (number_ >= 0) close(number_);
}

absl::StatusOr<std::shared_ptr<const StoredFile>> StoredFile::Open(const std::string& path) {
  absl::StatusOr<Opened> opened = OpenChecked(path);
  if (!opened.ok()) return opened.status();
  auto stored = std::shared_ptr<StoredFile>(
      new StoredFile(std::move(opened->file), opened->prefix, std::move(opened->head)));
  const FilePrefix& prefix = stored->prefix_;
  absl::StatusOr<std::string> table =
      ReadAt(stored->file_.get(), prefix.table_offset(), prefix.pieces() * kChecksumBytes);
  if (!table.ok()) return table.status();
  if (Checksum(*table) != prefix.table_checksum) {
    return absl::DataLossError("the checksum of its checksums is wrong");
  }
  stored->table_ = *std::move(table);
  return stored;
}

absl::StatusOr<StoredHead> StoredFile::ReadHead(const std::string& path, FilePrefix* prefix,
                                                int64_t* modified_nanos) {
  absl::StatusOr<Opened> opened = OpenChecked(path);
  if (!opened.ok()) return opened.status();
  *prefix = opened->prefix;
  *modified_nanos = opened->modified_nanos;
  return std::move(opened->head);
}

absl::StatusOr<base::Bytes> StoredFile::ReadPiece(uint64_t piece) const {
  const uint64_t offset = piece * kPieceBytes;
  const size_t count =
      static_cast<size_t>(std::min<uint64_t>(kPieceBytes, prefix_.body_bytes - offset));
  absl::StatusOr<std::string> octets = ReadAt(file_.get(), prefix_.body_offset() + offset, count);
  if (!octets.ok()) return octets.status();
  if (Checksum(*octets) != ChecksumAt(table_, piece)) {
    return absl::DataLossError(
        absl::StrCat("the checksum of its octets from ", offset, " on is wrong"));
  }
  return base::Bytes(*std::move(octets));
}

absl::StatusOr<base::Bytes> StoredFile::ReadBody() const {
  if (prefix_.pieces() == 1) return ReadPiece(0);
  std::string whole;
  whole.reserve(prefix_.body_bytes);
  for (uint64_t piece = 0; piece < prefix_.pieces(); ++piece) {
    absl::StatusOr<base::Bytes> octets = ReadPiece(piece);
    if (!octets.ok()) return octets.status();
    whole.append(octets->view());
  }
  return base::Bytes(std::move(whole));
}

FileWriter::FileWriter(std::string path, StoredHead head)
    : path_(std::move(path)), head_(EncodeHead(head)) {}

FileWriter::~FileWriter() {
  if (file_.is_open() && !committed_) unlink(path_.c_str());
}

absl::Status FileWriter::Make() {
  file_ = Descriptor(open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  return file_.is_open() ? absl::OkStatus() : absl::ErrnoToStatus(errno, "it cannot be made");
}

absl::Status FileWriter::Open() {
  if (absl::Status status = Make(); !status.ok()) return status;
  // Until it is whole, its prefix is none.
  absl::Status status = WriteAt(file_.get(), 0, std::string(kPrefixBytes, '\0'));
  return status.ok() ? WriteAt(file_.get(), kPrefixBytes, head_) : status;
}

void FileWriter::EndPiece() {
  AppendChecksum(std::exchange(piece_checksum_, 0), table_);
  piece_bytes_ = 0;
}

absl::Status FileWriter::Append(std::string_view octets) {
  if (!file_.is_open()) {
    if (absl::Status status = Open(); !status.ok()) return status;
  }
  absl::Status status = WriteAt(file_.get(), kPrefixBytes + head_.size() + body_bytes_, octets);
  if (!status.ok()) return status;
  Count(octets);
  return absl::OkStatus();
}

void FileWriter::Count(std::string_view octets) {
  body_bytes_ += octets.size();
  while (!octets.empty()) {
    const std::string_view some = octets.substr(0, kPieceBytes - piece_bytes_);
    piece_checksum_ =
        static_cast<uint32_t>(absl::ExtendCrc32c(absl::crc32c_t{piece_checksum_}, some));
    piece_bytes_ += some.size();
    octets.remove_prefix(some.size());
    if (piece_bytes_ == kPieceBytes) EndPiece();
  }
}

FilePrefix FileWriter::MakePrefix() const {
  FilePrefix prefix;
  prefix.head_bytes = static_cast<uint32_t>(head_.size());
  prefix.head_checksum = Checksum(head_);
  prefix.body_bytes = body_bytes_;
  prefix.table_checksum = Checksum(table_);
  return prefix;
}

absl::Status FileWriter::WriteWhole(std::string_view body) {
  if (absl::Status status = Make(); !status.ok()) return status;
  Count(body);
  if (piece_bytes_ > 0) EndPiece();
  whole_ = true;
  return WriteAt(file_.get(), 0, absl::StrCat(EncodePrefix(MakePrefix()), head_, body, table_));
}

absl::StatusOr<FilePrefix> FileWriter::Commit(const std::string& path) {
  if (absl::Status status = whole_ ? absl::OkStatus() : Append(""); !status.ok()) return status;
  if (piece_bytes_ > 0) EndPiece();
  const FilePrefix prefix = MakePrefix();
  if (!whole_) {
    absl::Status status = WriteAt(file_.get(), prefix.table_offset(), table_);
    if (status.ok()) status = WriteAt(file_.get(), 0, EncodePrefix(prefix));
    if (!status.ok()) return status;
  }
  if (rename(path_.c_str(), path.c_str()) != 0) {
    return absl::ErrnoToStatus(errno, "it cannot be renamed");
  }
  committed_ = true;
  return prefix;
}

}  // namespace cache
