"""What the tests of fetch() ask of their server, by path: each answers as the script of that name in the
web-platform-tests."""

import json
import time
from urllib.parse import urlencode, urlsplit

from answers import Query, Stash, answer, head, octets

_PLAIN = (b"Content-Type", b"text/plain")
_NO_CACHE = (b"Cache-Control", b"no-cache")
_ANY_ORIGIN = (b"Access-Control-Allow-Origin", b"*")
_CLOSE = (b"Connection", b"close")
_USER = b"Basic dXNlcjpwYXNzd29yZA=="  # user:password


def _method(request):
    return request.method.encode("latin-1")


def _allow_origin(request):
    """The fields by which a page of any origin may read the answer."""
    origin = octets(request, "Origin")
    if not origin:
        return [_ANY_ORIGIN]
    return [(_ANY_ORIGIN[0], origin), (b"Access-Control-Allow-Credentials", b"true")]


def _authentication(connection, request):
    del connection
    if octets(request, "Authorization") == _USER:
        return answer(request, b"Authentication done")
    realm = Query(request).get("realm", b"test")
    return answer(request, b"Please log in", 401, b"Unauthorized",
                  [(b"WWW-Authenticate", b'Basic realm="%s"' % realm)])


def _bad_chunk_encoding(connection, request):
    query = Query(request)
    pause = query.number("ms", 1000) / 1000
    time.sleep(pause)
    connection.send(head(fields=[(b"Transfer-Encoding", b"chunked")]))
    for _ in range(query.number("count", 50)):
        time.sleep(pause)
        connection.chunk(b"TEST_CHUNK")
    time.sleep(pause)
    connection.send(b"garbage")


def _bad_coding(name):
    """A body that is not in the coding that its head names."""
    return lambda connection, request: answer(
        request, b"this is no %s at all" % name, fields=[(b"Content-Encoding", name)])


def _dump_authorization(connection, request):
    del connection
    fields = [(b"Content-Type", b"text/html"), _NO_CACHE, *_allow_origin(request),
              (b"Access-Control-Allow-Headers", b"Authorization")]
    return answer(request, octets(request, "Authorization", b"none"), fields=fields)


def _echo_content(connection, request):
    del connection
    said = [(b"X-Request-" + name, octets(request, name.decode(), b"NO"))
            for name in (b"Content-Length", b"Content-Type")]
    return answer(request, request.body,
                  fields=[(b"X-Request-Method", _method(request)), *said, _PLAIN])


def _echo_headers(connection, request):
    del connection
    lines = "".join(f"{name}: {value}\n" for name, value in request.raw_headers)
    return answer(request, lines.encode("latin-1"), fields=[_PLAIN])


def _empty_location(connection, request):
    del connection
    return answer(request, status=302, reason=b"Found", fields=[(b"Location", b"")])


def _inspect_headers(connection, request):
    del connection
    query = Query(request)
    names = [name for name in query.get("headers", b"").split(b"|") if name]
    fields = [(b"x-request-" + name, value) for name in names
              if (value := octets(request, name.decode("latin-1"), None)) is not None]
    if "cors" in query:
        exposed = b", ".join(b"x-request-" + name for name in names)
        fields += [*_allow_origin(request), (b"Access-Control-Expose-Headers", exposed)]
    return answer(request, fields=[*fields, _PLAIN])


def _echo_method(connection, request):
    del connection
    names = (b"content-type", b"content-length", b"content-encoding", b"content-language",
             b"content-location")
    fields = [(b"x-request-" + name, octets(request, name.decode(), b"NO")) for name in names]
    fields.append((b"x-request-method", _method(request)))
    return answer(request, request.body, fields=fields)


def _parse_headers(connection, request):
    del connection
    value = Query(request).get("my-custom-header")
    return answer(request, fields=[] if value is None else [(b"My-Custom-Header", value)])


def _status(connection, request):
    del connection
    query = Query(request)
    fields = [(b"Content-Type", query.get("type", b"")), (b"X-Request-Method", _method(request))]
    return answer(request, query.get("content", b""), query.number("code", 200),
                  query.get("text", b"OMG"), fields)


def _trickle(connection, request):
    query = Query(request)
    pause = query.number("ms", 500) / 1000
    time.sleep(pause)
    connection.send(head(fields=[_CLOSE] if "notype" in query else [_CLOSE, _PLAIN]))
    for _ in range(query.number("count", 50)):
        time.sleep(pause)
        connection.send(b"TEST_TRICKLE\n")
    time.sleep(pause)


def _simple_redirect(connection, request):
    del connection
    query = Query(request)
    return answer(request, status=query.number("status", 302), reason=b"Found",
                  fields=[(b"Location", query["location"])])


def _redirect_target(query, count):
    """Where a redirection goes to: the location, with the parameters of the query after it, so that the
    next one finds them too, and with the count, so that no two are the same."""
    target = query["location"].decode("latin-1")
    if "simple" in query or urlsplit(target).scheme not in ("", "http", "https"):
        return target.encode("latin-1")
    more = urlencode({**query, "count": count}, encoding="latin-1")
    return f"{target}{'&' if '?' in target else '?'}{more}".encode("latin-1")


class _Stashing:
    """Those that have one request know what others were."""

    def __init__(self):
        self._stash = Stash()

    def redirect(self, connection, request):
        del connection
        query = Query(request)
        count = 1
        if "token" in query:
            count = self._stash.change(query["token"], 0, lambda value: value + 1)
            if "max_count" in query and count > query.number("max_count", 0):
                return answer(request, b"%d" % (count - 1))
        fields = [_PLAIN, _NO_CACHE, *_allow_origin(request)]
        if "location" in query:
            fields.append((b"Location", _redirect_target(query, count)))
        if "redirect_referrerpolicy" in query:
            fields.append((b"Referrer-Policy", query["redirect_referrerpolicy"]))
        time.sleep(query.number("delay", 0) / 1000)
        return answer(request, b"", query.number("redirect_status", 302), b"Redirect", fields)

    def clean(self, connection, request):
        del connection
        was_there = self._stash.take(Query(request)["token"]) is not None
        return answer(request, b"1" if was_there else b"0")

    def put(self, connection, request):
        del connection
        query = Query(request)
        self._stash.put(query["key"], query["value"].decode("latin-1"))
        return answer(request, b"done", fields=[_ANY_ORIGIN])

    def take(self, connection, request):
        del connection
        value = json.dumps(self._stash.take(Query(request)["key"]))
        return answer(request, value.encode(),
                      fields=[_ANY_ORIGIN, (b"Content-Type", b"application/json")])

    def infinite(self, connection, request):
        """Octets until the client goes or another request says so; the stash knows which."""
        query = Query(request)
        if "stateKey" in query:
            self._stash.put(query["stateKey"], "open")
        try:
            connection.send(head(fields=[_PLAIN, _CLOSE]) + b"." * 2048)
            while "abortKey" not in query or not self._stash.take(query["abortKey"]):
                connection.send(b".")
                time.sleep(0.01)
        finally:
            if "stateKey" in query:
                self._stash.put(query["stateKey"], "closed")

    def sound(self, connection, request):
        """So many octets as five minutes of sound are, or a range of them."""
        del connection
        total = 2_400_044
        self._stash.put(Query(request).get("accept-encoding-key", b""),
                        octets(request, "Accept-Encoding").decode("latin-1"))
        fields = [(b"Content-Type", b"audio/wav"), _NO_CACHE, *_allow_origin(request)]
        unit, _, wanted = octets(request, "Range").partition(b"=")
        first, _, last = wanted.partition(b"-")
        if unit != b"bytes" or not first.isdigit():
            return answer(request, bytes(total), fields=fields)
        first, last = int(first), int(last or total - 1)
        fields.append((b"Content-Range", b"bytes %d-%d/%d" % (first, last, total)))
        return answer(request, bytes(max(last + 1 - first, 0)), 206, b"Partial Content", fields)

    def connections(self, connection, request):
        """How often this was asked for, and on how many connections."""
        query = Query(request)
        seen = self._stash.change(query["uuid"], (), lambda value: (*value, id(connection)))
        text = (f"ok. Request was sent {len(seen)} times. "
                f"{len(set(seen))} connections were created.")
        return answer(request, text.encode(), query.number("status", 200))


def resources():
    """{path: handler}, with a stash of their own."""
    stashing = _Stashing()
    folders = {
        "/common/": {"redirect.py": _simple_redirect},
        "/fetch/api/resources/": {
            "authentication.py": _authentication,
            "bad-chunk-encoding.py": _bad_chunk_encoding,
            "clean-stash.py": stashing.clean,
            "dump-authorization-header.py": _dump_authorization,
            "echo-content.py": _echo_content,
            "infinite-slow-response.py": stashing.infinite,
            "inspect-headers.py": _inspect_headers,
            "method.py": _echo_method,
            "redirect-empty-location.py": _empty_location,
            "redirect.py": stashing.redirect,
            "stash-put.py": stashing.put,
            "stash-take.py": stashing.take,
            "status.py": _status,
            "trickle.py": _trickle,
        },
        "/fetch/connection-pool/resources/": {"network-partition-key.py": stashing.connections},
        "/fetch/content-encoding/br/resources/": {"bad-br-body.py": _bad_coding(b"br")},
        "/fetch/content-encoding/gzip/resources/": {"bad-gzip-body.py": _bad_coding(b"gzip")},
        "/fetch/content-encoding/zstd/resources/": {"bad-zstd-body.py": _bad_coding(b"zstd")},
        "/fetch/range/resources/": {"long-wav.py": stashing.sound, "stash-take.py": stashing.take},
        "/xhr/resources/": {
            "echo-headers.py": _echo_headers,
            "parse-headers.py": _parse_headers,
            "status.py": _status,
        },
    }
    return {folder + name: handler for folder, handlers in folders.items()
            for name, handler in handlers.items()}
