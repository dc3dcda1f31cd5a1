"""The server's end of a WebSocket, on a connection of origin.py; it can also do what servers must not."""

import struct

from websocket_frames import (BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, accept_of, close_payload,
                              frame)


class Peer:
    """`head`: the octets that accept the handshake; nobody has sent them yet."""

    def __init__(self, connection, request, **fields):
        self.connection = connection
        accept = fields.pop("accept", accept_of(request.get("sec-websocket-key")))
        lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
                 f"Sec-WebSocket-Accept: {accept}",
                 *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items())]
        self.head = "\r\n".join([*lines, "", ""]).encode()

    def send(self, opcode, payload=b"", **options):
        self.connection.send(frame(opcode, payload, mask=False, **options))

    def read_frame(self):
        """(fin, opcode, payload) of the next frame; the opcode is None when the client has gone."""
        head = self.connection.read(2)
        if len(head) < 2:
            return True, None, b""
        if not head[1] & 0x80:
            raise AssertionError("a client's frame that is not masked")
        size = head[1] & 0x7F
        longer = {126: "!H", 127: "!Q"}.get(size)
        rest = self.connection.read(struct.calcsize(longer or "") + 4)
        if longer is not None and len(rest) > 4:
            size = struct.unpack(longer, rest[:-4])[0]
        payload = self.connection.read(size)
        if len(payload) < size:
            return True, None, b""
        key = int.from_bytes(rest[-4:] * (size // 4 + 1), "big") >> 8 * (4 - size % 4)
        return (head[0] & 0x80 != 0, head[0] & 0x0F,
                (int.from_bytes(payload, "big") ^ key).to_bytes(size, "big"))

    def read(self):
        """The next frame: opcode and payload."""
        return self.read_frame()[1:]

    def receive(self):
        """(opcode, payload) of the next message, or of a close frame; pings are answered."""
        kind, pieces = None, []
        while True:
            fin, opcode, payload = self.read_frame()
            if opcode == PING:
                self.send(PONG, payload)
            elif opcode in (None, CLOSE):
                return opcode, payload
            elif opcode != PONG:
                kind = kind if opcode == CONTINUATION else opcode
                pieces.append(payload)
                if fin:
                    return kind, b"".join(pieces)

    def send_message(self, data):
        """A str as text, bytes as they are."""
        if isinstance(data, str):
            self.send(TEXT, data.encode())
        else:
            self.send(BINARY, data)

    def close(self, code=None, reason=""):
        self.send(CLOSE, b"" if code is None else close_payload(code, reason))
