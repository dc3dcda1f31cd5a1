#include "src/host/html_insert.h"

#include <gtest/gtest.h>

#include <optional>
#include <utility>
#include <vector>

namespace host {
namespace {

// What comes of a document in pieces.
std::string Insert(const std::vector<std::string>& pieces) {
  HtmlInsert insert("[X]");
  std::string html;
  for (const std::string& piece : pieces) html += insert.Piece(piece);
  return html + insert.End();
}

TEST(HtmlInsert, PutsTheTextBeforeTheEndOfTheBody) {
  EXPECT_EQ(Insert({"<body>a</body></html>"}), "<body>a[X]</body></html>");
  EXPECT_EQ(Insert({"<body>a</BoDy >"}), "<body>a[X]</BoDy >");
  EXPECT_EQ(Insert({"a</body>b</body>"}), "a[X]</body>b</body>");
}

TEST(HtmlInsert, PutsItAtTheEndWhereThereIsNone) {
  EXPECT_EQ(Insert({"<p>a"}), "<p>a[X]");
  EXPECT_EQ(Insert({"<p>a</bo"}), "<p>a</bo[X]");
  EXPECT_EQ(Insert({}), "[X]");
}

TEST(HtmlInsert, FindsThePlaceAcrossPieces) {
  const std::string html = "<body>a<</bodice></body></html>";
  for (size_t i = 0; i <= html.size(); ++i) {
    for (size_t j = i; j <= html.size(); ++j) {
      EXPECT_EQ(Insert({html.substr(0, i), html.substr(i, j - i), html.substr(j)}),
                "<body>a<</bodice>[X]</body></html>");
    }
  }
}

TEST(HtmlInsert, HoldsBackOnlyWhatMayBeThePlace) {
  HtmlInsert insert("[X]");
  EXPECT_EQ(insert.Piece("<p>a</"), "<p>a");
  EXPECT_EQ(insert.Piece("p>b"), "</p>b");
}

// Notes what it is given.
struct Sent {
  http::ResponseHead head;
  std::string body;
  std::optional<uint64_t> length;
  bool ended = false;
};
class NotingSink : public http::ResponseSink {
 public:
  explicit NotingSink(Sent& sent) : sent_(sent) {}
  void Send(http::ResponseHead head, base::Bytes body) override {
    sent_.head = std::move(head);
    sent_.body = std::string(body.view());
  }
  void Start(http::ResponseHead head, std::optional<uint64_t> length) override {
    sent_.head = std::move(head);
    sent_.length = length;
  }
  void Write(base::Bytes piece, absl::AnyInvocable<void(absl::Status)> ready) override {
    sent_.body += piece.view();
    ready(absl::OkStatus());
  }
  void End() override { sent_.ended = true; }
  void Abort() override {}
  void OnDisconnect(absl::AnyInvocable<void()>) override {}

 private:
  Sent& sent_;
};

http::ResponseHead HeadOf(std::string_view type, std::string_view coding = "") {
  http::ResponseHead head;
  head.headers.Add("Content-Type", type);
  head.headers.Add("Content-Length", "5");
  head.headers.Add("ETag", "\"a\"");
  if (!coding.empty()) head.headers.Add("Content-Encoding", coding);
  return head;
}

TEST(InsertIntoHtml, ChangesHtmlThatIsSentAtOnce) {
  Sent sent;
  auto sink = InsertIntoHtml("[X]", std::make_unique<NotingSink>(sent));
  sink->Send(HeadOf("text/html;charset=utf-8"), base::Bytes(std::string("<p>hi")));
  EXPECT_EQ(sent.body, "<p>hi[X]");
  EXPECT_FALSE(sent.head.headers.Has("content-length"));
  EXPECT_FALSE(sent.head.headers.Has("etag"));
}

TEST(InsertIntoHtml, ChangesHtmlThatComesInPieces) {
  Sent sent;
  auto sink = InsertIntoHtml("[X]", std::make_unique<NotingSink>(sent));
  sink->Start(HeadOf("text/html"), 12);
  EXPECT_EQ(sent.length, std::nullopt);
  for (const char* piece : {"<p>hi</b", "ody>"}) {
    sink->Write(base::Bytes(std::string(piece)), [](const absl::Status&) {});
  }
  sink->End();
  EXPECT_EQ(sent.body, "<p>hi[X]</body>");
  EXPECT_TRUE(sent.ended);
}

TEST(InsertIntoHtml, LeavesOthersAsTheyAre) {
  for (const auto& [type, coding] : std::vector<std::pair<std::string, std::string>>{
           {"text/plain", ""}, {"text/html", "gzip"}}) {
    Sent sent;
    auto sink = InsertIntoHtml("[X]", std::make_unique<NotingSink>(sent));
    sink->Start(HeadOf(type, coding), 5);
    sink->Write(base::Bytes(std::string("12345")), [](const absl::Status&) {});
    sink->End();
    EXPECT_EQ(sent.body, "12345");
    EXPECT_EQ(sent.length, 5);
    EXPECT_TRUE(sent.head.headers.Has("etag"));
  }
}

}  // namespace
}  // namespace host
