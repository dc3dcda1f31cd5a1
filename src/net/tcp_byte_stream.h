#pragma once

#include <memory>

#include "src/loop/loop.h"
#include "src/loop/tcp.h"
#include "src/net/stream.h"

namespace net {

// The octets of a TCP connection as they are. `loop` is borrowed.
std::unique_ptr<Stream> NewTcpByteStream(loop::Loop& loop, std::unique_ptr<loop::TcpStream> tcp);

}  // namespace net
