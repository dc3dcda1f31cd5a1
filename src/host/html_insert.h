#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "src/http/responder.h"

namespace host {

// Puts text before the first "</body" of an HTML document that comes in pieces, or at its end where
// there is none. Holds back only what may be the beginning of that.
class HtmlInsert {
 public:
  explicit HtmlInsert(std::string text) : text_(std::move(text)) {}

  // The next piece, with what was held back, and the text if its place is in it.
  std::string Piece(std::string_view piece);
  // What is left at the end of the document.
  std::string End();

 private:
  std::string text_;
  std::string held_;
  bool done_ = false;
};

// Stands before `sink` and puts `text` into a response that is HTML and has no content coding. Such
// a response loses what names its octets: Content-Length, ETag, Last-Modified.
std::unique_ptr<http::ResponseSink> InsertIntoHtml(std::string text,
                                                   std::unique_ptr<http::ResponseSink> sink);

}  // namespace host
