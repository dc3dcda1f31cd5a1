// Feeds octets to the HTTP server twice, whole and in pieces, over a real connection. The answers
// must be the same, nothing of the connection may be left, and every answer belongs to a request
// that reached the handler or is the one refusal at the end.

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/log/check.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/fuzz/fuzz.h"
#include "tests/http/conversation.h"
#include "tests/http/exchange.h"

namespace {

struct Outcome {
  std::string answers;  // without Date, 100 and the server's port
  bool reset = false;
  int handled = 0;
};

// Small, so that inputs reach them.
http::ServerOptions Limits() {
  http::ServerOptions options;
  options.max_header_bytes = 2000;
  options.max_header_fields = 20;
  options.max_target_bytes = 300;
  options.max_body_bytes = 3000;
  return options;
}

// Cuts a refusal at the end down to that it is one: which of several faults is found first may
// depend on the octets at hand.
std::string WithoutReason(std::string answers) {
  size_t at = std::max(answers.rfind("HTTP/1.1 4") + 1, answers.rfind("HTTP/1.1 5") + 1);
  return at == 0 ? answers : absl::StrCat(answers.substr(0, at - 1), "refused");
}

// One octet of a short input; of a long one a size that depends on its octets.
size_t PieceSize(std::string_view octets) {
  constexpr size_t kShort = 200;
  if (octets.size() <= kShort) return 1;
  unsigned sum = 0;
  for (unsigned char octet : octets) sum = sum * 31 + octet;
  return 1 + sum % (octets.size() / 20);
}

Outcome Have(std::string_view octets, size_t piece) {
  http_test::Exchange exchange(Limits(), http_test::Handlers::Answer::kAlwaysShow);
  exchange.Send(octets, piece);
  exchange.peer().End();
  CHECK(exchange.Until([&] { return exchange.peer().closed(); })) << "the connection stays open";
  // The authority of a request without Host is the server's own address. 100 is sent only while
  // nothing of the body is there (RFC 9110, section 10.1.1).
  std::string port = absl::StrCat(":", exchange.port());
  Outcome outcome{absl::StrReplaceAll(exchange.peer().received(),
                                      {{port, ":PORT"}, {"HTTP/1.1 100 Continue\r\n\r\n", ""}}),
                  exchange.peer().was_reset(), exchange.handlers().count()};
  CHECK_OK(exchange.Leave());
  return outcome;
}

void CheckAnswers(const Outcome& outcome) {
  int answers = http_test::CountFinalResponses(outcome.answers);
  CHECK_LE(answers, outcome.handled + 1) << outcome.answers;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view octets(reinterpret_cast<const char*>(data), size);
  Outcome whole = Have(octets, size);
  Outcome pieces = Have(octets, PieceSize(octets));
  CheckAnswers(whole);
  CheckAnswers(pieces);
  if (!whole.reset && !pieces.reset) {
    CHECK_EQ(WithoutReason(whole.answers), WithoutReason(pieces.answers));
  };
  return 0;
}
