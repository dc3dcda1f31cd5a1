#include "src/net/tcp_byte_stream.h"

#include <deque>
#include <span>
#include <string_view>
#include <utility>

namespace net {
namespace {

constexpr size_t kBulkBuffer = size_t{64} << 10;

// The socket, which outlives its stream until libuv has let go of it.
class Socket final : public loop::TcpStream::Listener {
 public:
  Socket(loop::Loop& loop, std::unique_ptr<loop::TcpStream> tcp)
      : loop_(loop), tcp_(std::move(tcp)) {
    tcp_->set_listener(this);
  }

  loop::TcpStream& tcp() { return *tcp_; }
  void set_listener(Stream::Listener* listener) { listener_ = listener; }
  void set_bulk(bool bulk) { bulk_ = bulk; }
  size_t unwritten() const { return tcp_->UnwrittenSize() + waiting_bytes_; }

  absl::Status Write(std::vector<base::Bytes> pieces) {
    if (!write_error_.ok()) return write_error_;
    if (unwritten() > 0) {
      for (base::Bytes& piece : pieces) Wait(std::move(piece));
      return absl::OkStatus();
    }
    std::vector<std::string_view> views;
    views.reserve(pieces.size());
    for (const base::Bytes& piece : pieces) views.push_back(piece.view());
    absl::StatusOr<size_t> written = tcp_->TryWrite(views);
    if (!written.ok()) return write_error_ = written.status();
    size_t skipped = *written;
    size_t done = 0;
    while (done < pieces.size() && pieces[done].size() <= skipped) skipped -= pieces[done++].size();
    pieces.erase(pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(done));
    if (pieces.empty()) return absl::OkStatus();
    pieces.front() = pieces.front().Slice(skipped);
    tcp_->WriteLater(std::move(pieces));
    return absl::OkStatus();
  }

  // The stream has gone.
  void Abandon() {
    listener_ = nullptr;
    waiting_.clear();
    waiting_bytes_ = 0;
    tcp_->Close();
  }

 private:
  std::span<char> OnAllocate() override {
    if (!bulk_) {
      owner_.reset();
      return buffer_ = loop_.read_buffer();
    }
    // Used again unless somebody has kept it.
    if (owner_ == nullptr || owner_.use_count() > 1) owner_.reset(new char[kBulkBuffer]);
    return buffer_ = {owner_.get(), kBulkBuffer};
  }
  void OnRead(size_t size) override {
    if (listener_ != nullptr) listener_->OnData({buffer_.data(), size}, owner_);
  }
  void OnEnd() override {
    if (listener_ != nullptr) listener_->OnEnd();
  }
  void OnError(const absl::Status& status) override {
    if (listener_ != nullptr) listener_->OnError(status);
  }
  void OnWritten() override {
    if (listener_ == nullptr) return;
    if (waiting_.empty()) return listener_->OnWritten();
    std::vector<base::Bytes> next(std::make_move_iterator(waiting_.begin()),
                                  std::make_move_iterator(waiting_.end()));
    waiting_.clear();
    waiting_bytes_ = 0;
    tcp_->WriteLater(std::move(next));
  }
  void OnClosed() override { delete this; }

  void Wait(base::Bytes piece) {
    waiting_bytes_ += piece.size();
    waiting_.push_back(std::move(piece));
  }

  loop::Loop& loop_;
  std::unique_ptr<loop::TcpStream> tcp_;
  Stream::Listener* listener_ = nullptr;
  bool bulk_ = false;
  std::span<char> buffer_;
  std::shared_ptr<char[]> owner_;
  std::deque<base::Bytes> waiting_;  // for what is being written
  size_t waiting_bytes_ = 0;
  absl::Status write_error_;
};

class TcpByteStream final : public Stream {
 public:
  TcpByteStream(loop::Loop& loop, std::unique_ptr<loop::TcpStream> tcp)
      : socket_(new Socket(loop, std::move(tcp))) {}
  ~TcpByteStream() override { socket_->Abandon(); }

  void set_listener(Listener* listener) override { socket_->set_listener(listener); }
  void StartReading() override { socket_->tcp().StartReading(); }
  void StopReading() override { socket_->tcp().StopReading(); }
  void SetBulk(bool bulk) override { socket_->set_bulk(bulk); }
  absl::Status Write(std::vector<base::Bytes> pieces) override {
    return socket_->Write(std::move(pieces));
  }
  size_t unwritten() const override { return socket_->unwritten(); }
  bool Quiet() const override { return socket_->tcp().Quiet(); }

 private:
  Socket* const socket_;  // deletes itself when it is closed
};

}  // namespace

std::unique_ptr<Stream> NewTcpByteStream(loop::Loop& loop, std::unique_ptr<loop::TcpStream> tcp) {
  return std::make_unique<TcpByteStream>(loop, std::move(tcp));
}

}  // namespace net
