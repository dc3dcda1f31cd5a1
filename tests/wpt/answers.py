"""What the stand-in's resources have in common: the query of a request, the octets of an answer, and the
stash, in which one request leaves what another one takes."""

import threading
from urllib.parse import unquote_to_bytes

_BODILESS = {204, 205, 304}


class Query(dict):
    """The query's parameters, octets by name; of one that comes twice the first."""

    def __init__(self, request):
        super().__init__()
        for part in request.target.partition("?")[2].split("&"):
            name, _, value = part.replace("+", " ").partition("=")
            self.setdefault(unquote_to_bytes(name).decode("latin-1"), unquote_to_bytes(value))

    def number(self, name, default):
        return int(self.get(name, default))


class Stash:
    """Values by key, for all of a server's threads."""

    def __init__(self):
        self._lock = threading.Lock()
        self._values = {}

    def put(self, key, value):
        with self._lock:
            self._values[key] = value

    def take(self, key):
        """The value, which is not there any more then; None when there is none."""
        with self._lock:
            return self._values.pop(key, None)

    def change(self, key, default, function):
        """Puts what `function` makes of the value, and gives that."""
        with self._lock:
            self._values[key] = function(self._values.get(key, default))
            return self._values[key]


def octets(request, name, default=b""):
    """A header field as it came, its lines joined; `default` when there is none."""
    lines = [value for key, value in request.headers if key == name.lower()]
    return ", ".join(lines).encode("latin-1") if lines else default


def head(status=200, reason=b"OK", fields=()):
    """The octets before a body. `fields`: pairs of name and value."""
    lines = [b"HTTP/1.1 %d %s" % (status, reason), *(b"%s: %s" % field for field in fields)]
    return b"\r\n".join([*lines, b"", b""])


def answer(request, body=b"", status=200, reason=b"OK", fields=()):
    """A whole answer, as the request's method and the status allow."""
    if status in _BODILESS:
        return head(status, reason, fields)
    length = (b"Content-Length", b"%d" % len(body))
    return head(status, reason, [*fields, length]) + (b"" if request.method == "HEAD" else body)
