#!/usr/bin/env python3
"""The runtime neither calls nor needs what a worker has replaced, and asks no prototype of the worker's
for members of its own objects.

Every call of the platform is made as it is, with every builtin function and accessor replaced by one
that notes who calls it, with all replaced by ones that throw, and with accessors on Object.prototype of
every name that the runtime's JavaScript mentions. It must answer the same each time.
"""

import json
import re
import sys
import unittest
from pathlib import Path
from urllib.parse import urlencode

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402
import origin  # noqa: E402
import websocket  # noqa: E402

HERE = Path("tests/pollution")
RUNTIME = Path("bindings/blob.js")
SHARED = ("api_calls.js", "replaced.js")
MODES = ("recording", "throwing", "members")
# What objects inherit anyway, what V8 itself looks for, and what every object literal is written with.
NOT_MEMBERS = frozenset("""
  __proto__ constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString
  valueOf __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__
  prepareStackTrace stackTraceLimit
""".split())


def members():
    """Every name that may be a member in the runtime's JavaScript."""
    text = RUNTIME.read_text(encoding="ascii")
    found = set(re.findall(r"\.([A-Za-z_]\w*)", text))
    found |= set(re.findall(r"\b([A-Za-z_]\w*)\s*[:,}]", text))
    found |= set(re.findall(r"\"([A-Za-z_][\w-]*)\"", text))
    return sorted(found - NOT_MEMBERS) + [str(index) for index in range(32)]


def echo(connection, request):
    if request.target.startswith("/echo"):
        return origin.response(request.body + b"!", x_b="2")
    return origin.response(b"kept", cache_control="max-age=60")


def moved(connection, request):
    return origin.response(b"", "302 Found", location="/kept")


def chunked(connection, request):
    connection.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    connection.chunk(b"one ")
    connection.chunk(b"two")
    return b"0\r\n\r\n"


def never(connection, request):
    connection.wait_closed()


def events(connection, request):
    connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nid: 7\ndata: told\n\n")
    connection.wait_closed()


HANDLERS = {"/echo": echo, "/kept": echo, "/moved": moved, "/chunked": chunked, "/never": never,
            "/events": events}


def files(server):
    found = {name.name: name.read_text(encoding="utf-8") for name in HERE.glob("*.js")}
    for name in SHARED:
        found[name] = Path("tests/web", name).read_text(encoding="utf-8")
    found["members.js"] = f"export const members = {json.dumps(members())};\n"
    found["wrangler.json"] = json.dumps({
        "name": "polluted", "main": "index.js", "vars": {"ORIGIN": server.url},
        "limits": {"cpu_ms": 30_000},
        "kv_namespaces": [{"binding": "KV", "id": "one"}],
        "services": [{"binding": "SELF", "service": "polluted", "entrypoint": "Methods"}],
    })
    return found


class Pollution(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.origin = cls.enterClassContext(origin.Origin(HANDLERS))
        folder = cls.enterClassContext(atoll.project(files(cls.origin)))
        cls.server = cls.enterClassContext(
            atoll.Server("dev", folder, "--test-scheduled", "--log-level", "info"))

    def ask(self, path, **query):
        answer = self.server.get(f"{path}?{urlencode(query)}")
        self.assertEqual(answer.status, 200, f"{answer.text}\n{self.server.output()[-4000:]}")
        return json.loads(answer.text)

    def calls(self):
        return self.ask("/calls")["names"]


class CallsTest(Pollution):
    def test_everything_is_replaced(self):
        found = self.ask("/calls")
        self.assertGreater(found["slots"], 1250)
        self.assertGreater(found["members"], 1000)
        self.assertGreater(len(found["names"]), 55)

    def check(self, mode):
        for name in self.calls():
            with self.subTest(call=name):
                expected = self.ask("/run", call=name, mode="plain")
                self.assertNotRegex(f"{expected['answer']}", "^threw ")
                self.assertEqual(self.ask("/run", call=name, mode=mode),
                                 {"answer": expected["answer"], "calls": []})

    def test_what_was_replaced_is_not_called(self):
        self.check("recording")

    def test_what_was_replaced_is_not_needed(self):
        self.check("throwing")

    def test_members_are_no_ones_but_the_object_s_own(self):
        self.check("members")


class ServingTest(Pollution):
    """The worker is served while everything is replaced."""

    def exchange(self):
        """What it answers to everything that can reach it."""
        answers = {}

        def ask(name, method="GET", **options):
            answer = self.server.request(method, f"/{name}", **options)
            fields = sorted((key.lower(), value) for key, value in answer.headers.items()
                            if key.lower() in ("x-a", "set-cookie", "content-type", "x-sent"))
            text = "" if answer.status == 500 else answer.text
            answers[name] = [answer.status, fields, text]

        for name in ("text", "bytes", "json", "stream", "wait", "throw", "reject", "nothing", "none"):
            ask(name)
        ask("echo", "POST", body=b"abc", headers={"x-sent": "1"})
        ask("read", "PUT", body=b"abc")
        ask("form", "POST", body=b"a=%31&b=2",
            headers={"content-type": "application/x-www-form-urlencoded"})
        answers["socket"] = self.talk()
        event = self.server.get("/cdn-cgi/local/scheduled?cron=x&time=1700000000000")
        answers["scheduled"] = [event.status, event.text]
        ask("ticks")
        answers["ticks"] = answers["ticks"][2].split(";")[-2]
        return answers

    def talk(self):
        with websocket.Client(self.server, "/socket") as client:
            client.send_text("hello")
            first = client.receive()
            client.send(websocket.BINARY, b"\0\1")
            second = client.receive()
            client.close(1000)
            return [first, second, client.receive_close()]

    def check(self, mode):
        expected = self.exchange()
        self.assertEqual(expected["text"][0], 200)
        self.server.get(f"/arm?mode={mode}")
        try:
            found = self.exchange()
        finally:
            calls = self.ask("/disarm")["calls"]
        self.assertEqual(found, expected)
        self.assertEqual(calls, [])

    def test_recording(self):
        self.check("recording")

    def test_throwing(self):
        self.check("throwing")

    def test_members(self):
        self.check("members")


if __name__ == "__main__":
    junit.main()
