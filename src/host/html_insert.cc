#include "src/host/html_insert.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace host {
namespace {

constexpr std::string_view kPlace = "</body";

// Where `kPlace`, in any case, or a beginning of it at the end of `html` begins; the end otherwise.
size_t FindPlace(std::string_view html) {
  for (size_t at = html.find('<'); at != html.npos; at = html.find('<', at + 1)) {
    const std::string_view found = html.substr(at, kPlace.size());
    if (absl::EqualsIgnoreCase(found, kPlace.substr(0, found.size()))) return at;
  }
  return html.size();
}

class InsertingSink final : public http::ResponseSink {
 public:
  InsertingSink(std::string text, std::unique_ptr<http::ResponseSink> sink)
      : insert_(std::move(text)), sink_(std::move(sink)) {}

  void Send(http::ResponseHead head, base::Bytes body) override {
    if (!Prepare(head) || body.empty()) return sink_->Send(std::move(head), std::move(body));
    std::string page = insert_.Piece(body.view());
    page += insert_.End();
    sink_->Send(std::move(head), base::Bytes(std::move(page)));
  }
  void Start(http::ResponseHead head, std::optional<uint64_t> length) override {
    inserts_ = Prepare(head);
    sink_->Start(std::move(head), inserts_ ? std::nullopt : length);
  }
  void Write(base::Bytes piece, absl::AnyInvocable<void(absl::Status)> ready) override {
    if (inserts_) piece = base::Bytes(insert_.Piece(piece.view()));
    sink_->Write(std::move(piece), std::move(ready));
  }
  void End() override {
    if (inserts_) {
      std::string rest = insert_.End();
      if (!rest.empty()) sink_->Write(base::Bytes(std::move(rest)), [](const absl::Status&) {});
    }
    sink_->End();
  }
  void Abort() override { sink_->Abort(); }
  http::Upgraded Upgrade(http::ResponseHead head) override {
    return sink_->Upgrade(std::move(head));
  }
  void OnDisconnect(absl::AnyInvocable<void()> callback) override {
    sink_->OnDisconnect(std::move(callback));
  }

 private:
  // Whether the response with this head gets the text.
  static bool Prepare(http::ResponseHead& head) {
    if (head.status == 204 || head.status == 206 || head.status == 304) return false;
    const auto type = head.headers.Get("content-type");
    if (!type || !absl::StartsWithIgnoreCase(*type, "text/html")) return false;
    const auto coding = head.headers.Get("content-encoding");
    if (coding && !absl::EqualsIgnoreCase(*coding, "identity")) return false;
    for (const char* name : {"content-length", "etag", "last-modified"}) head.headers.Remove(name);
    return true;
  }

  HtmlInsert insert_;
  std::unique_ptr<http::ResponseSink> sink_;
  bool inserts_ = false;
};

}  // namespace

std::string HtmlInsert::Piece(std::string_view piece) {
  if (done_) return std::string(piece);
  const std::string html = absl::StrCat(std::exchange(held_, ""), piece);
  const size_t at = FindPlace(html);
  if (html.size() - at < kPlace.size()) {
    held_ = html.substr(at);
    return html.substr(0, at);
  }
  done_ = true;
  return absl::StrCat(html.substr(0, at), text_, html.substr(at));
}

std::string HtmlInsert::End() {
  if (std::exchange(done_, true)) return "";
  return absl::StrCat(std::exchange(held_, ""), text_);
}

std::unique_ptr<http::ResponseSink> InsertIntoHtml(std::string text,
                                                   std::unique_ptr<http::ResponseSink> sink) {
  return std::make_unique<InsertingSink>(std::move(text), std::move(sink));
}

}  // namespace host
