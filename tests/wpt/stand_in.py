"""Stands in for the server of the web-platform-tests, for the folders whose tests talk to one."""

import contextlib
import re
import ssl
import sys
from pathlib import Path

_E2E = Path(__file__).absolute().parent.parent / "e2e"
sys.path.append(str(_E2E))
import cache_resources  # noqa: E402
import fetch_resources  # noqa: E402
from event_resources import RESOURCES  # noqa: E402
from origin import Origin  # noqa: E402
from socket_endpoints import ENDPOINTS  # noqa: E402
from static_files import StaticFiles  # noqa: E402

_FOLDERS = ("eventsource", "fetch", "websockets", "xhr")
_SUBSTITUTION = re.compile(
    r"\{\{(?:(host|hosts\[\]\[\])|domains\[\w*\]|hosts\[\w*\]\[\w*\]|ports\[(\w+)\]\[([01])\])\}\}")
_HOST = "localhost"
# The certificate of the server's issuer, for the runtimes to trust.
CA_FILE = _E2E / "tls" / "ca.pem"


def serves(test):
    """Whether the test is one of those that need a server."""
    return test.path.partition("/")[0] in _FOLDERS


class _Handlers(dict):
    """By path; what has no handler is a file."""

    def __init__(self, files, handlers):
        super().__init__(handlers)
        self._files = files

    def __missing__(self, path):
        return self._files


class _TlsOrigin(Origin):
    def __init__(self, handlers):
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(_E2E / "tls" / "server.pem")
        super().__init__(handlers)

    def wrap(self, sock):
        return self._context.wrap_socket(sock, server_side=True)


class StandIn(contextlib.ExitStack):
    """The server of the files below `root`, from __enter__ to __exit__: http and ws on one port, https and
    wss on another; and twice, as another origin is another port."""

    def __init__(self, root):
        super().__init__()
        self._root = root

    def __enter__(self):
        super().__enter__()
        handlers = _Handlers(StaticFiles(self._root), {
            **RESOURCES, **ENDPOINTS, **fetch_resources.resources(), **cache_resources.resources()})
        plain = [self.enter_context(Origin(handlers)).port for _ in range(2)]
        secure = [self.enter_context(_TlsOrigin(handlers)).port for _ in range(2)]
        self._ports = {"http": plain, "ws": plain, "https": secure, "wss": secure}
        return self

    def origin_of(self, test):
        """Where the test's own script has come from."""
        scheme = "https" if ".https." in test.path else "http"
        return f"{scheme}://{_HOST}:{self._ports[scheme][0]}"

    def steady(self, text):
        """The text with the names of this server's ports, which are others each time, in their place."""
        for scheme in ("http", "https"):
            for i, port in enumerate(self._ports[scheme]):
                text = text.replace(f":{port}", f":{{{{ports[{scheme}][{i}]}}}}")
        return text

    def substitute(self, text):
        """The text of a `.sub.` file with the names and ports of this server in it."""

        def value(match):
            if match[2] is None:
                return _HOST if match[1] else "127.0.0.1"
            # A port of a protocol that this does not speak.
            return str(self._ports.get(match[2], (9, 9))[int(match[3])])

        return _SUBSTITUTION.sub(value, text)
