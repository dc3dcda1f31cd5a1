"""What the tests of EventSource fetch of their server, by path: each answers as the script of that name
in `eventsource/resources` of the web-platform-tests."""

import time

from answers import Query, octets

_STREAM = b"text/event-stream"
# A stream that says the same every two seconds until nobody listens.
_REPEATED = (b"data:msg\ndata: msg\n\n:\nfalsefield:msg\n\nfalsefield:msg\nData:data\n\n"
             b"data\n\ndata:end\n\n")


def _answer(body, kind=_STREAM, fields=()):
    lines = [b"HTTP/1.1 200 OK", b"Content-Type: " + kind, b"Content-Length: %d" % len(body), *fields]
    return b"\r\n".join([*lines, b"", body])


def _message(connection, request):
    del connection
    query = Query(request)
    time.sleep(query.number("sleep", 0) / 1000)
    end = b"\n" if query.get("newline") == b"none" else b"\n\n\n"
    return _answer(query.get("message", b"data: data") + end, query.get("mime", _STREAM))


def _message2(connection, request):
    del request
    connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                    b"Cache-Control: no-cache\r\nConnection: close\r\n\r\n")
    while True:
        connection.send(_REPEATED)
        time.sleep(2)


def _last_event_id(connection, request):
    del connection
    latest = octets(request, "last-event-id")
    if latest:
        return _answer(b"data: " + latest + b"\n\n")
    value = Query(request).get("idvalue", "\u2026".encode())
    return _answer(b"id: " + value + b"\nretry: 200\ndata: hello\n\n")


def _says(name):
    """Answers with a field of the request."""
    return lambda connection, request: _answer(b"data: " + octets(request, name) + b"\n\n")


def _cors(connection, request):
    """Another resource, for other origins too."""
    other = {b"message": _message, b"cache-control": _says("cache-control")}
    head, end, body = other[Query(request)["run"]](connection, request).partition(b"\r\n\r\n")
    allowed = Query(request).get("origin", octets(request, "origin"))
    return head + b"\r\nAccess-Control-Allow-Origin: " + allowed + b"\r\n" + (
        b"Access-Control-Allow-Credentials: true") + end + body


_FOLDER = "/eventsource/resources/"
RESOURCES = {_FOLDER + name: handler for name, handler in {
    "accept.event_stream": _says("accept"),
    "cache-control.event_stream": _says("cache-control"),
    "cors.py": _cors,
    "last-event-id.py": _last_event_id,
    "message.py": _message,
    "message2.py": _message2,
}.items()}
