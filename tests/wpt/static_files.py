"""Files of the web-platform-tests as their server gives them: with the fields of a `.headers` file beside
them, as they are (`.asis`), and through the pipes that a query names."""

import mimetypes
import re
from pathlib import Path

from answers import Query, answer

_PIPE = re.compile(r"(\w+)\(([^)]*)\)")
_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def _kind(place):
    kind = mimetypes.guess_type(place.name)[0] or "text/plain"
    return (b"Content-Type", kind.encode())


def _fields(place):
    beside = place.with_name(place.name + ".headers")
    if not beside.is_file():
        return [_kind(place)]
    fields = []
    for line in beside.read_bytes().splitlines():
        name, colon, value = line.partition(b":")
        if colon:
            fields.append((name.strip(), value.strip()))
    named = {name.lower() for name, _ in fields}
    return fields if b"content-type" in named else [_kind(place), *fields]


def _piped(pipes, status, fields):
    """The status and the fields after the pipes `header(name,value)` and `status(code)`."""
    for name, arguments in _PIPE.findall(pipes.decode("latin-1")):
        first, _, rest = arguments.partition(",")
        if name == "status":
            status = int(first)
        elif name == "header":
            key = first.strip().encode("latin-1")
            fields = [field for field in fields if field[0].lower() != key.lower()]
            fields.append((key, rest.strip().encode("latin-1")))
    return status, fields


class StaticFiles:
    """A handler of origin.py for the files below `root`."""

    def __init__(self, root):
        self._root = Path(root).resolve()

    def __call__(self, connection, request):
        path = request.target.partition("?")[0]
        place = (self._root / path.lstrip("/")).resolve()
        if not place.is_relative_to(self._root) or not place.is_file() or place.suffix == ".py":
            return _NOT_FOUND
        if place.suffix == ".asis":
            connection.send(place.read_bytes())
            return None
        status, fields = _piped(Query(request).get("pipe", b""), 200, _fields(place))
        return answer(request, place.read_bytes(), status, b"OK", fields)
