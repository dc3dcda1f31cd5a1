"""What the tests of caches ask of their server, by path: each answers as the script of that name in the
web-platform-tests, and tells what it was asked."""

import base64
import json
import time
from email.utils import formatdate

from answers import Query, Stash, answer, octets

_PLAIN = (b"Content-Type", b"text/plain")
_ANY_ORIGIN = (b"Access-Control-Allow-Origin", b"*")
_ETAG = b'"123abc"'
_DATES = {"date", "expires", "last-modified"}
_REMEMBERED = {"content-type", "access-control-allow-origin", "last-modified", "etag"}


def _conditional(connection, request):
    del connection
    if octets(request, "If-None-Match") == _ETAG:
        return answer(request, status=304, reason=b"Not Modified", fields=[(b"X-HTTP-STATUS", b"304")])
    return answer(request, b"lorem ipsum dolor sit amet", fields=[(b"ETag", _ETAG), _PLAIN])


def _fields_of(query, tag):
    """The fields of an answer that are as the query wants them."""
    fields = [_ANY_ORIGIN]
    if tag:
        fields.append((b"ETag", tag))
    elif "date" in query:
        fields.append((b"Last-Modified", query["date"]))
    names = {"expires": b"Expires", "vary": b"Vary", "cache_control": b"Cache-Control"}
    return fields + [(field, query[name]) for name, field in names.items() if name in query]


class _Recorded:
    """Answers as its query says, and tells which of the fields that are about caches came."""

    def __init__(self):
        self._stash = Stash()

    def __call__(self, connection, request):
        del connection
        query = Query(request)
        if "querystate" in query:
            state = json.dumps(self._stash.take(query["token"]))
            return answer(request, state.encode(), fields=[_PLAIN])
        names = ("If-None-Match", "If-Modified-Since", "Pragma", "Cache-Control")
        came = {name: value.decode("latin-1") for name in names if (value := octets(request, name))}
        state = {} if "ignore" in query else came
        self._stash.change(query["token"], (), lambda states: (*states, state))
        tag = b'"%s"' % query["tag"] if "tag" in query else b""
        fields = _fields_of(query, tag)
        if "redirect" in query:
            fields.append((b"Location", query["redirect"]))
            return answer(request, b"", 302, b"Redirect", fields)
        same_tag = tag and octets(request, "If-None-Match") == tag
        same_date = octets(request, "If-Modified-Since", None) == query.get("date", b"")
        if same_tag or same_date:
            return answer(request, b"", 304, b"Not Modified", fields)
        return answer(request, query.get("content", b""), fields=[*fields, _PLAIN])


class _Scripted:
    """Answers the requests of one test in turn, each as the test says in the request itself."""

    def __init__(self):
        self._stash = Stash()

    def __call__(self, connection, request):
        del connection
        query = Query(request)
        if query.get("dispatch") == b"state":
            states = json.dumps(self._stash.take(query["uuid"]) or [])
            return answer(request, states.encode(), fields=[_PLAIN])
        script = json.loads(base64.b64decode(octets(request, "Test-Requests")))
        turn = len(self._stash.change(query["uuid"], [], lambda states: [*states, {}]))
        step = script[turn - 1]
        fields = self._fields(request, step)
        state = {"request_method": request.method, "request_headers": dict(request.headers),
                 "response_headers": {n.lower(): v for n, v in fields if n.lower() in _REMEMBERED}}
        states = self._stash.change(query["uuid"], [], lambda states: [*states[:-1], state])
        code, reason = self._status(request, step, states[0]["response_headers"])
        known = state["response_headers"]
        fields += [("Server-Request-Count", str(turn)), ("Access-Control-Allow-Credentials", "true")]
        fields += [] if "access-control-allow-origin" in known else [("Access-Control-Allow-Origin", "*")]
        fields += [] if "content-type" in known else [("Content-Type", "text/plain")]
        body = step.get("response_body") or query["uuid"].decode()
        return answer(request, body.encode("latin-1"), code, reason.encode(),
                      [(n.encode("latin-1"), v.encode("latin-1")) for n, v in fields])

    @staticmethod
    def _fields(request, step):
        """The fields that the test wants. Dates come as seconds from now, locations as targets of this."""
        fields = []
        for name, value, *_ in step.get("response_headers", []):
            if name.lower() in _DATES and isinstance(value, int):
                value = formatdate(time.time() + value, usegmt=True)
            elif name.lower() in ("location", "content-location"):
                here = f"http://{request.get('host')}{request.target}"
                value = f"{here}&target={value}" if value else here
            fields.append((name, str(value)))
        return fields

    @staticmethod
    def _status(request, step, first):
        """304 where the test wants a validation and the request has what the first answer had."""
        if not step.get("expected_type", "").endswith("validated"):
            return step.get("response_status", [200, "OK"])
        pairs = (("last-modified", "If-Modified-Since"), ("etag", "If-None-Match"))
        for of_answer, of_request in pairs:
            value = first.get(of_answer)
            if value and octets(request, of_request).decode("latin-1") == value:
                return 304, "Not Modified"
        return 999, "304 Not Generated"


def resources():
    """{path: handler}, with stashes of their own."""
    return {
        "/fetch/api/request/resources/cache.py": _Recorded(),
        "/fetch/api/resources/cache.py": _conditional,
        "/fetch/http-cache/resources/http-cache.py": _Scripted(),
    }
