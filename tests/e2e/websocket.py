"""A WebSocket client of plain octets, which can also do what clients must not."""

import base64
import os
import struct

import atoll
from websocket_frames import (BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT,  # noqa: F401
                              accept_of, close_payload, frame)


class Client:
    """A connection to a server of atoll.py whose handshake has been answered with 101."""

    def __init__(self, server, target="/", receive_buffer=None, **headers):
        self.connection = server.connect(receive_buffer)
        self._read = b""
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {target} HTTP/1.1",
            "Host: localhost",
            "Connection: keep-alive, Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key}",
            *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
        ]
        self.connection.sendall("\r\n".join([*lines, "", ""]).encode())
        while b"\r\n\r\n" not in self._read:
            self._more()
        head, self._read = self._read.split(b"\r\n\r\n", 1)
        status, *fields = head.decode().split("\r\n")
        self.headers = {name.lower(): value for name, value in (f.split(": ", 1) for f in fields)}
        if not status.startswith("HTTP/1.1 101 "):
            raise AssertionError(f"{head.decode()}\n{server.output()}")
        expected = accept_of(key)
        if self.headers.get("sec-websocket-accept") != expected:
            raise AssertionError(f"Sec-WebSocket-Accept is not {expected}: {head.decode()}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def _more(self):
        octets = self.connection.recv(1 << 16)
        if not octets:
            raise EOFError(f"the server has closed; left: {self._read[:200]!r}")
        self._read += octets

    def _take(self, size):
        pieces, have = [self._read], len(self._read)
        while have < size:
            octets = self.connection.recv(1 << 16)
            if not octets:
                raise EOFError("the server has closed within a frame")
            pieces.append(octets)
            have += len(octets)
        whole = b"".join(pieces)
        self._read = whole[size:]
        return whole[:size]

    def send(self, opcode, payload=b"", **options):
        self.connection.sendall(frame(opcode, payload, **options))

    def send_text(self, text, **options):
        self.send(TEXT, text.encode(), **options)

    def receive_frame(self):
        """(fin, opcode, payload) of the next frame."""
        first, second = self._take(2)
        if second & 0x80:
            raise AssertionError("the server has masked a frame")
        size = second & 0x7F
        if size == 126:
            size = struct.unpack("!H", self._take(2))[0]
        elif size == 127:
            size = struct.unpack("!Q", self._take(8))[0]
        return first & 0x80 != 0, first & 0x7F, self._take(size)

    def receive(self):
        """(opcode, payload) of the next frame, which must be a whole message."""
        fin, opcode, payload = self.receive_frame()
        if not fin:
            raise AssertionError("the server has sent a fragment")
        return opcode, payload

    def receive_text(self):
        opcode, payload = self.receive()
        if opcode != TEXT:
            raise AssertionError(f"found opcode {opcode}, {payload[:200]!r}; expected text")
        return payload.decode()

    def receive_close(self):
        """(code, reason) of the close frame that comes next, after messages; code None: none."""
        while True:
            opcode, payload = self.receive()
            if opcode == CLOSE:
                break
        if not payload:
            return None, ""
        return struct.unpack("!H", payload[:2])[0], payload[2:].decode()

    def close(self, code=None, reason=""):
        self.send(CLOSE, b"" if code is None else close_payload(code, reason))

    def ended(self):
        """Whether the server closes without another octet."""
        return self._read == b"" and atoll.read_all(self.connection) == b""
