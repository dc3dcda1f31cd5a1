"""A client that costs little: one keep-alive connection, whole requests out, whole answers in."""

import re
import socket
import time

_STATUS = re.compile(rb"HTTP/1\.1 (\d{3})")
_CLOSE = re.compile(rb"\r\nconnection:[ \t]*close", re.IGNORECASE)
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)", re.IGNORECASE)


def request(host, path="/"):
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode("ascii")


def parse(data, ended=False):
    """(status, body, whether the connection stays open) of one answer; None while octets are
    missing. `ended`: no more will come."""
    head_end = data.find(b"\r\n\r\n")
    if head_end < 0:
        return None
    status = _STATUS.match(data)
    if not status:
        raise ValueError(f"an answer begins with {data[:40]!r}; expected HTTP/1.1 and a status")
    length = _LENGTH.search(data, 0, head_end)
    body = data[head_end + 4:]
    if not (len(body) >= int(length[1]) if length else ended):
        return None
    return int(status[1]), body, not (ended or _CLOSE.search(data, 0, head_end))


class Connection:
    """Blocking; for one thread."""

    def __init__(self, port, timeout=20):
        self._port = port
        self._timeout = timeout
        self._socket = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self._socket:
            self._socket.close()
            self._socket = None

    def ask(self, octets):
        """(nanoseconds from the first octet out to the last in, status, body)"""
        if not self._socket:
            self._socket = socket.create_connection(("127.0.0.1", self._port), self._timeout)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        begun = time.perf_counter_ns()
        self._socket.sendall(octets)
        data = b""
        while True:
            more = self._socket.recv(65536)
            took = time.perf_counter_ns() - begun
            data += more
            answer = parse(data, ended=not more)
            if not more or answer and not answer[2]:
                self.close()
            if answer:
                return took, *answer[:2]
            if not more:
                raise ConnectionResetError(f"the connection ended after {data[:80]!r}")
