// The least that answers HTTP/1.1 with libuv and llhttp: what the benchmark compares with.
//
//   baseline_server PORT
//
// Every request is parsed in full and answered with the same octets, in one uv_try_write.
// Connections are kept alive; one that llhttp refuses, or that takes no octets, is closed.

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "llhttp.h"
#include "uv.h"

namespace {

constexpr std::string_view kAnswer =
    "HTTP/1.1 200 OK\r\n"
    "Content-Type: text/plain;charset=UTF-8\r\n"
    "Content-Length: 11\r\n"
    "\r\n"
    "Hello World";

struct Connection {
  uv_tcp_t tcp;
  llhttp_t parser;
};

// What all connections share: one thread serves them, so one read buffer does.
struct Server {
  uv_loop_t loop;
  uv_tcp_t listener;
  llhttp_settings_t settings;
  char buffer[64 << 10];
};

void Close(Connection* connection) {
  auto* handle = reinterpret_cast<uv_handle_t*>(&connection->tcp);
  if (uv_is_closing(handle)) return;
  uv_close(handle, [](uv_handle_t* closed) { delete static_cast<Connection*>(closed->data); });
}

int OnMessageComplete(llhttp_t* parser) {
  auto* connection = static_cast<Connection*>(parser->data);
  uv_buf_t answer = uv_buf_init(const_cast<char*>(kAnswer.data()), kAnswer.size());
  int written = uv_try_write(reinterpret_cast<uv_stream_t*>(&connection->tcp), &answer, 1);
  bool wrote_all = written == static_cast<int>(kAnswer.size());
  return wrote_all && llhttp_should_keep_alive(parser) ? HPE_OK : HPE_USER;
}

void OnRead(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  auto* connection = static_cast<Connection*>(stream->data);
  if (count < 0) return Close(connection);
  llhttp_errno_t result = llhttp_execute(&connection->parser, buffer->base, count);
  if (result != HPE_OK) Close(connection);
}

void OnAllocate(uv_handle_t* handle, size_t, uv_buf_t* buffer) {
  auto* server = static_cast<Server*>(handle->loop->data);
  *buffer = uv_buf_init(server->buffer, sizeof(server->buffer));
}

void OnConnection(uv_stream_t* listener, int status) {
  if (status < 0) return;
  auto* server = static_cast<Server*>(listener->data);
  auto* connection = new Connection;
  uv_tcp_init(&server->loop, &connection->tcp);
  connection->tcp.data = connection;
  auto* stream = reinterpret_cast<uv_stream_t*>(&connection->tcp);
  if (uv_accept(listener, stream) < 0) return Close(connection);
  uv_tcp_nodelay(&connection->tcp, 1);
  llhttp_init(&connection->parser, HTTP_REQUEST, &server->settings);
  connection->parser.data = connection;
  uv_read_start(stream, OnAllocate, OnRead);
}

int Serve(Server& server, int port) {
  uv_loop_init(&server.loop);
  server.loop.data = &server;
  llhttp_settings_init(&server.settings);
  server.settings.on_message_complete = OnMessageComplete;
  uv_tcp_init(&server.loop, &server.listener);
  server.listener.data = &server;
  sockaddr_in address;
  uv_ip4_addr("127.0.0.1", port, &address);
  int result = uv_tcp_bind(&server.listener, reinterpret_cast<sockaddr*>(&address), 0);
  auto* listener = reinterpret_cast<uv_stream_t*>(&server.listener);
  if (result == 0) result = uv_listen(listener, 1024, OnConnection);
  if (result < 0) {
    std::fprintf(stderr, "baseline_server: 127.0.0.1:%d: %s\n", port, uv_strerror(result));
    return 1;
  }
  return uv_run(&server.loop, UV_RUN_DEFAULT);
}

}  // namespace

int main(int argc, char** argv) {
  int port = argc == 2 ? std::atoi(argv[1]) : 0;
  if (port < 1 || port > 65535) {
    std::fprintf(stderr, "usage: baseline_server PORT\n");
    return 2;
  }
  auto server = std::make_unique<Server>();
  return Serve(*server, port);
}
