"""Stands in for the server of the web-platform-tests, for the folders whose tests talk to one."""

import contextlib
import re
import ssl
import sys
from pathlib import Path

_E2E = Path(__file__).absolute().parent.parent / "e2e"
sys.path.append(str(_E2E))
from event_resources import RESOURCES  # noqa: E402
from origin import Origin  # noqa: E402
from socket_endpoints import ENDPOINTS  # noqa: E402

_FOLDERS = ("eventsource", "websockets")
_SUBSTITUTION = re.compile(r"\{\{(?:(host)|hosts\[alt\]\[(?:www)?\]|ports\[(\w+)\]\[0\])\}\}")
_HOST = "localhost"
_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
# The certificate of the server's issuer, for the runtimes to trust.
CA_FILE = _E2E / "tls" / "ca.pem"


def serves(test):
    """Whether the test is one of those that need a server."""
    return test.path.partition("/")[0] in _FOLDERS


class _Handlers(dict):
    def __missing__(self, path):
        return lambda connection, request: _NOT_FOUND


class _TlsOrigin(Origin):
    def __init__(self, handlers):
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(_E2E / "tls" / "server.pem")
        super().__init__(handlers)

    def wrap(self, sock):
        return self._context.wrap_socket(sock, server_side=True)


class StandIn(contextlib.ExitStack):
    """The server, from __enter__ to __exit__: http and ws on one port, https and wss on another."""

    def __enter__(self):
        super().__enter__()
        handlers = _Handlers({**RESOURCES, **ENDPOINTS})
        plain = self.enter_context(Origin(handlers))
        secure = self.enter_context(_TlsOrigin(handlers))
        self._ports = {"http": plain.port, "ws": plain.port, "https": secure.port, "wss": secure.port}
        return self

    def origin_of(self, test):
        """Where the test's own script has come from."""
        scheme = "https" if ".https." in test.path else "http"
        return f"{scheme}://{_HOST}:{self._ports[scheme]}"

    def substitute(self, text):
        """The text of a `.sub.js` file with the names and ports of this server in it."""

        def value(match):
            if match[2] is None:
                return _HOST if match[1] else "127.0.0.1"
            # A port of a protocol that this does not speak.
            return str(self._ports.get(match[2], 9))

        return _SUBSTITUTION.sub(value, text)
