"""A server that answers as a test says, also as no server should.

It reads requests itself and writes octets as they are, so that a test decides about each of them.
"""

import contextlib
import socket
import threading
import time


class Request:
    def __init__(self, method, target, raw_headers, body):
        self.method = method
        self.target = target
        self.raw_headers = raw_headers  # a list of (name, value)
        self.headers = [(name.lower(), value) for name, value in raw_headers]
        self.body = body

    def get(self, name):
        """The first value of a header, or None."""
        return next((value for key, value in self.headers if key == name), None)


def response(body=b"", status="200 OK", **headers):
    """The octets of a response with a body of known length."""
    fields = "".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in headers.items())
    head = f"HTTP/1.1 {status}\r\n{fields}Content-Length: {len(body)}\r\n\r\n"
    return head.encode("latin-1") + body


class Connection:
    """One connection; a handler reads no more of it than its request, and writes what it likes."""

    def __init__(self, sock):
        self.socket = sock
        self._file = sock.makefile("rb")

    def send(self, octets):
        self.socket.sendall(octets)

    def chunk(self, octets):
        self.send(b"%x\r\n%s\r\n" % (len(octets), octets))

    def reset(self):
        """Ends the connection with a RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.close()

    def close(self):
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self._file.close()
        self.socket.close()

    def wait_closed(self):
        """Until the peer has closed."""
        with contextlib.suppress(OSError):
            while self._file.read(1 << 16):
                pass

    def read(self, size):
        """So many octets, or as many as there are before the end."""
        return self._file.read(size)

    def read_request(self):
        """The next one, or None at the end."""
        line = self._file.readline()
        if not line:
            return None
        method, target, _ = line.decode("latin-1").split(" ", 2)
        headers = []
        while (line := self._file.readline()) not in (b"\r\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            headers.append((name, value.strip(" \t\r\n")))
        request = Request(method, target, headers, b"")
        request.body = self._read_body(request)
        return request

    def _read_body(self, request):
        if request.get("transfer-encoding") == "chunked":
            body = b""
            while size := int(self._file.readline().split(b";")[0], 16):
                body += self._file.read(size)
                self._file.readline()
            self._file.readline()
            return body
        return self._file.read(int(request.get("content-length") or 0))


class Origin:
    """`handlers`: path -> function of (connection, request). One that returns True keeps the
    connection for another request; one that returns bytes has them sent, and keeps it too."""

    def __init__(self, handlers):
        self._handlers = handlers
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._lock = threading.Lock()
        self.requests = []
        self.connections = 0
        self._open = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # Whoever waits in accept() has the socket too, and goes on with it otherwise.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.socket.shutdown(socket.SHUT_RDWR)

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                with self._lock:
                    self.connections += 1
                threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def wrap(self, sock):
        """What a connection is read from and written to."""
        return sock

    def _serve(self, sock):
        try:
            connection = Connection(self.wrap(sock))
        except OSError:
            return sock.close()
        with self._lock:
            self._open.add(connection)
        with contextlib.suppress(OSError, ValueError):
            while request := connection.read_request():
                with self._lock:
                    self.requests.append(request)
                handler = self._handlers[request.target.partition("?")[0]]
                result = handler(connection, request)
                if isinstance(result, bytes):
                    connection.send(result)
                elif result is not True:
                    break
        with self._lock:
            self._open.discard(connection)
        with contextlib.suppress(OSError, ValueError):
            connection.close()


class Gate:
    """Handlers that wait until a test lets them go on; it knows how many wait."""

    def __init__(self):
        self._condition = threading.Condition()
        self._open = False
        self.waiting = 0
        self.most = 0

    def wait(self, patience=60):
        with self._condition:
            self.waiting += 1
            self.most = max(self.most, self.waiting)
            self._condition.wait_for(lambda: self._open, patience)
            self.waiting -= 1

    def open(self):
        with self._condition:
            self._open = True
            self._condition.notify_all()


def slowly(connection, octets, pause=0.002):
    """Sends octet by octet."""
    for i in range(len(octets)):
        connection.send(octets[i : i + 1])
        time.sleep(pause)
