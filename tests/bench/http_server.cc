// Atoll's HTTP server with a handler in C++: what requests cost before any JavaScript runs.
//
//   http_server PORT
//
// Answers every request with "Hello World", one with a body with that body as a stream.

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/status/status.h"
#include "src/http/server.h"
#include "src/loop/loop.h"

namespace {

void Answer(http::Request request, http::Responder responder) {
  http::ResponseHead head;
  head.headers.Add("Content-Type", "text/plain;charset=UTF-8");
  if (request.body == nullptr) {
    return responder->Send(std::move(head), base::Bytes::Static("Hello World"));
  }
  std::unique_ptr<http::ResponseSink> sink = responder.Release();
  sink->Start(std::move(head), request.body->length());
  http::Pump(std::move(request.body), std::move(sink), [](absl::Status) {});
}

}  // namespace

int main(int argc, char** argv) {
  int port = argc == 2 ? std::atoi(argv[1]) : 0;
  if (port < 1 || port > 65535) {
    std::fprintf(stderr, "usage: http_server PORT\n");
    return 2;
  }
  loop::Loop loop;
  http::Server server(loop, {}, Answer);
  if (absl::Status status = server.Listen("127.0.0.1", port, false); !status.ok()) {
    std::fprintf(stderr, "http_server: %s\n", status.ToString().c_str());
    return 1;
  }
  for (;;) loop.RunOnce(loop::Wait::kYes);
}
