"""A server that speaks HTTP/2 as a test says, also as no server should.

It reads frames and keeps the windows; what it writes is each test's own business.
"""

import contextlib
import socket
import ssl
import struct
import sys
import threading

sys.path[:0] = ["../hpack/tree/usr/lib/python3/dist-packages"]
from hpack import Decoder  # noqa: E402

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RESET, SETTINGS, PUSH_PROMISE, PING, GOAWAY, UPDATE, CONTINUATION = range(10)
END_STREAM, ACK, END_HEADERS, PADDED, PRIORITY_FLAG = 1, 1, 4, 8, 32
CANCEL, REFUSED_STREAM, HTTP_1_1_REQUIRED = 8, 7, 13
MAX_CONCURRENT_STREAMS, INITIAL_WINDOW_SIZE = 3, 4


def frame(kind, flags, stream, payload=b""):
    return struct.pack("!I", len(payload))[1:] + struct.pack("!BBI", kind, flags, stream) + payload


def _text(text):
    text = text if isinstance(text, bytes) else text.encode()
    size = len(text)
    if size < 127:
        return bytes([size]) + text
    head, rest = b"\x7f", size - 127
    while rest >= 128:
        head, rest = head + bytes([128 | rest & 127]), rest >> 7
    return head + bytes([rest]) + text


def block(fields):
    """A header block without compression."""
    return b"".join(b"\0" + _text(name) + _text(value) for name, value in fields)


class Gone(OSError):
    """The stream, or its connection, has gone."""


class Request:
    """A request, and the stream that it came on."""

    def __init__(self, connection, stream, fields):
        self.connection = connection
        self.stream = stream
        self.fields = fields  # a list of (name, value), as they came
        self.body = b""
        self.ended = False
        self.done = False  # for handlers
        self.reset = None  # the code that the client has reset it with
        self.window = connection.initial_window

    def get(self, name):
        return next((value for key, value in self.fields if key == name), None)

    @property
    def method(self):
        return self.get(":method")

    @property
    def target(self):
        return self.get(":path")

    def read(self):
        """The whole body, once it is there."""
        self.connection.wait(lambda: self.ended or self.reset is not None)
        return self.body

    def headers(self, status=200, fields=(), last=False):
        self.connection.send(HEADERS, END_HEADERS | (END_STREAM if last else 0), self.stream,
                             block([(":status", str(status)), *fields]))

    def data(self, data=b"", last=False):
        """Sends as the windows allow."""
        while data:
            size = min(len(data), 16_384, self.connection.take_window(self, len(data)))
            piece, data = data[:size], data[size:]
            self.connection.send(DATA, END_STREAM if last and not data else 0, self.stream, piece)
            if last and not data:
                return
        if last:
            self.connection.send(DATA, END_STREAM, self.stream)

    def answer(self, body=b"", status=200, **fields):
        self.headers(status, [(name.replace("_", "-"), value) for name, value in fields.items()])
        self.data(body, True)

    def wait_reset(self):
        self.connection.wait(lambda: self.reset is not None)
        return self.reset


class Connection:
    def __init__(self, origin, sock):
        self.origin = origin
        self.socket = sock
        self.condition = threading.Condition()
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = origin.context.wrap_bio(self.incoming, self.outgoing, server_side=True)
        self.requests = {}
        self.frames = []  # (kind, flags, stream, payload), as they came
        self.window = self.initial_window = 65_535
        self.closed = False

    def wait(self, condition, patience=60):
        with self.condition:
            if not self.condition.wait_for(lambda: self.closed or condition(), patience):
                raise AssertionError("waited too long")
            if not condition():
                raise Gone("the connection has ended")

    def raw(self, octets):
        with self.condition:
            if self.closed:
                raise Gone("the connection has ended")
            self.tls.write(octets)
            self._flush()

    def send(self, kind, flags, stream, payload=b""):
        self.raw(frame(kind, flags, stream, payload))

    def goaway(self, last, code=0):
        self.send(GOAWAY, 0, 0, struct.pack("!II", last, code))

    def update(self, stream, size):
        self.send(UPDATE, 0, stream, struct.pack("!I", size))

    def reset(self, stream, code):
        self.send(RESET, 0, stream, struct.pack("!I", code))

    def settings(self, **settings):
        names = {"max_concurrent_streams": MAX_CONCURRENT_STREAMS,
                 "initial_window_size": INITIAL_WINDOW_SIZE}
        self.send(SETTINGS, 0, 0,
                  b"".join(struct.pack("!HI", names[name], value) for name, value in settings.items()))

    def take_window(self, request, wanted):
        """Waits for room, and takes it: how many octets."""
        with self.condition:
            self.wait(lambda: request.reset is not None or min(request.window, self.window) > 0)
            if request.reset is not None:
                raise Gone("the stream was reset")
            size = min(wanted, 16_384, request.window, self.window)
            request.window -= size
            self.window -= size
            return size

    def close(self):
        with self.condition:
            self.closed = True
            self.condition.notify_all()
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)

    def serve(self):
        with contextlib.suppress(OSError, EOFError):
            self._handshake()
            self._serve()
        self.close()
        self.socket.close()

    def _flush(self):
        octets = self.outgoing.read()
        if octets:
            self.socket.sendall(octets)

    def _receive(self):
        octets = self.socket.recv(1 << 16)
        if not octets:
            raise EOFError
        return octets

    def _handshake(self):
        while True:
            with self.condition:
                try:
                    self.tls.do_handshake()
                    self._flush()
                    break
                except ssl.SSLWantReadError:
                    self._flush()
            self.incoming.write(self._receive())
        self.protocol = self.tls.selected_alpn_protocol()
        with self.origin.lock:
            self.origin.protocols.append(self.protocol)

    def _read(self):
        while True:
            with self.condition:
                try:
                    octets = self.tls.read(1 << 16)
                    if not octets:
                        raise EOFError
                    return octets
                except ssl.SSLWantReadError:
                    self._flush()
            octets = self._receive()
            with self.condition:
                self.incoming.write(octets)

    def _serve(self):
        if self.protocol != "h2":
            return self.origin.serve_http1(self)
        self.origin.greet(self)
        decoder, pending, headers = Decoder(), b"", b""
        while True:
            pending += self._read()
            if PREFACE.startswith(pending[:len(PREFACE)]) and len(pending) < len(PREFACE):
                continue
            if pending.startswith(PREFACE):
                pending = pending[len(PREFACE):]
            while len(pending) >= 9:
                size = int.from_bytes(pending[:3], "big")
                if len(pending) < 9 + size:
                    break
                kind, flags, stream = struct.unpack("!BBI", pending[3:9])
                payload, pending = pending[9:9 + size], pending[9 + size:]
                headers = self._take(decoder, headers, kind, flags, stream, payload)

    def _take(self, decoder, headers, kind, flags, stream, payload):
        begun = None
        with self.condition:
            self.frames.append((kind, flags, stream, payload))
            request = self.requests.get(stream)
            if kind in (HEADERS, CONTINUATION):
                headers += payload
                if flags & END_HEADERS:
                    begun = Request(self, stream, decoder.decode(headers))
                    headers = b""
                    self.requests[stream] = begun
                    begun.ended = any(f[0] == HEADERS and f[2] == stream and f[1] & END_STREAM
                                      for f in self.frames)
            elif kind == DATA and request:
                request.body += payload
                request.ended = bool(flags & END_STREAM)
            elif kind == RESET and request:
                request.reset = int.from_bytes(payload, "big")
            elif kind == UPDATE:
                size = int.from_bytes(payload, "big")
                if stream == 0:
                    self.window += size
                elif request:
                    request.window += size
            elif kind == SETTINGS and not flags & ACK:
                for name, value in struct.iter_unpack("!HI", payload):
                    if name == INITIAL_WINDOW_SIZE:
                        for one in self.requests.values():
                            one.window += value - self.initial_window
                        self.initial_window = value
            self.condition.notify_all()
        if kind == SETTINGS and not flags & ACK:
            self.send(SETTINGS, ACK, 0)
        elif kind == PING and not flags & ACK:
            self.send(PING, ACK, 0, payload)
        elif kind == DATA and payload and self.origin.updates:
            self.update(0, len(payload))
            if request and not request.ended:
                self.update(stream, len(payload))
        if begun:
            threading.Thread(target=self.origin.handle, args=(begun,), daemon=True).start()
        return headers


class Http2Origin:
    """`handlers`: path -> function of a Request. `greet`: what is said first, a function of the
    connection; settings without any by default. `updates`: whether windows are opened again."""

    def __init__(self, handlers, certificate, greet=None, updates=True, alpn=("h2", "http/1.1"),
                 http1=None):
        self.handlers = handlers
        self.greet = greet or (lambda connection: connection.settings())
        self.updates = updates
        self.serve_http1 = http1
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        if alpn:
            self.context.set_alpn_protocols(alpn)
        self.lock = threading.Lock()
        self.protocols = []
        self.requests = []
        self.connections = []
        self.failures = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self._listener.getsockname()[1]
        self.url = f"https://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self.lock:
            connections = list(self.connections)
        for connection in connections:
            connection.close()
        if kind is None and self.failures:
            raise self.failures[0]

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                connection = Connection(self, sock)
                with self.lock:
                    self.connections.append(connection)
                threading.Thread(target=connection.serve, daemon=True).start()

    def handle(self, request):
        with self.lock:
            self.requests.append(request)
        try:
            self.handlers[request.target.partition("?")[0]](request)
        except OSError:
            pass
        except Exception as error:  # pylint: disable=broad-except
            self.failures.append(error)
