#!/usr/bin/env python3
"""The examples run as they are, in `dev` and in `serve`."""

import contextlib
import json
import os
import sys
import tempfile
import unittest

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402
import websocket as ws  # noqa: E402

JSON = {"content-type": "application/json"}


@contextlib.contextmanager
def example(command, name):
    """A server that runs a copy of the example. One lane, so that its state is one."""
    threads = ["--threads", "1"] if command == "serve" else []
    with tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR")) as folder:
        with atoll.Server(command, atoll.copy_example(name, folder), *threads) as server:
            yield server


class Example:
    """What the cases share; a class for each command runs them."""

    command = None

    @contextlib.contextmanager
    def run_example(self, name):
        with example(self.command, name) as server:
            self.server = server
            yield server

    def answers(self, status, method, target, body=None, headers=None):
        """The answer to a request, which must have this status."""
        answer = self.server.request(method, target, body=body, headers=headers)
        self.assertEqual(answer.status, status, f"{method} {target}: {answer.body!r}")
        return answer

    def sends(self, status, method, target, value):
        """The JSON that answers a request whose body is `value` as JSON."""
        return json.loads(self.answers(status, method, target, json.dumps(value), JSON).text)

    def gets(self, target, status=200):
        return json.loads(self.answers(status, "GET", target).text)


class Plain(Example):
    """The examples that need no package."""

    def test_hello(self):
        with self.run_example("hello") as server:
            self.assertEqual(server.get("/").text, "Hello, world!\n")
            self.assertEqual(server.get("/?name=B%C3%A9la+B").text, "Hello, Béla B!\n")

    def test_json_api(self):
        with self.run_example("json-api"):
            self.assertEqual(self.gets("/")["tasks"], "/tasks")
            created = self.answers(201, "POST", "/tasks", '{"title": "write"}', JSON)
            self.assertEqual(created.headers["content-type"], "application/json")
            self.assertTrue(created.headers["location"].endswith("/tasks/1"))
            self.assertEqual(self.sends(201, "POST", "/tasks", {"title": "read"})["id"], "2")
            self.assertTrue(self.sends(200, "PATCH", "/tasks/2", {"done": True})["done"])
            self.assertEqual([t["title"] for t in self.gets("/tasks")["tasks"]], ["write", "read"])
            self.assertEqual([t["id"] for t in self.gets("/tasks?done=true")["tasks"]], ["2"])
            self.assertEqual(self.answers(204, "DELETE", "/tasks/1").body, b"")
            self.assertEqual(self.answers(200, "HEAD", "/tasks").body, b"")

    def test_json_api_refuses(self):
        with self.run_example("json-api"):
            self.gets("/nowhere", status=404)
            self.gets("/tasks/1", status=404)
            self.gets("/tasks?done=perhaps", status=400)
            self.assertEqual(self.answers(405, "PUT", "/tasks").headers["allow"], "GET, POST")
            self.answers(415, "POST", "/tasks", "title=x")
            self.answers(400, "POST", "/tasks", "{", JSON)
            self.answers(400, "POST", "/tasks", "[]", JSON)
            refused = self.sends(422, "POST", "/tasks", {"done": 1})
            self.assertEqual(refused["error"]["message"], "done must be true or false")
            self.sends(422, "POST", "/tasks", {"colour": "red"})

    def test_streaming(self):
        with self.run_example("streaming"):
            answer = self.answers(200, "GET", "/")
            self.assertEqual(answer.headers["transfer-encoding"], "chunked")
            self.assertIn("POST /count", answer.text)
            upper = self.answers(200, "POST", "/upper", "grüße\n".encode() * 50_000)
            self.assertEqual(upper.text, "GRÜSSE\n" * 50_000)
            self.assertEqual(self.answers(200, "POST", "/upper").body, b"")
            self.answers(405, "GET", "/count")

    def test_streaming_events(self):
        with self.run_example("streaming"):
            ticks = self.answers(200, "GET", "/ticks?n=3&ms=5")
            self.assertEqual(ticks.headers["content-type"], "text/event-stream")
            events = [f'id: {n}\ndata: {{"tick":{n},"of":3}}\n\n' for n in (1, 2, 3)]
            self.assertEqual(ticks.text, "".join(events))

    def test_streaming_counts_a_chunked_upload(self):
        with self.run_example("streaming") as server, server.client() as client:
            pieces = (b"line\n" * 1000 for _ in range(200))
            client.request("POST", "/count", body=pieces, encode_chunked=True)
            counted = json.loads(client.getresponse().read())
            self.assertEqual((counted["octets"], counted["lines"]), (1_000_000, 200_000))

    def test_streaming_hears_of_a_client_that_leaves(self):
        with self.run_example("streaming") as server:
            with server.connect() as connection:
                connection.sendall(b"GET /ticks?n=1000&ms=5 HTTP/1.1\r\nHost: a\r\n\r\n")
                self.assertTrue(connection.recv(64).startswith(b"HTTP/1.1 200 "))
            server.wait_for_output("the client left after")

    def test_websocket_chat(self):
        with self.run_example("websocket") as server:
            self.assertIn("<script", self.answers(200, "GET", "/").text)
            self.answers(426, "GET", "/chat")
            with ws.Client(server, "/chat?name=Ann") as ann:
                self.assertEqual(json.loads(ann.receive_text()), {"joined": "Ann", "present": 1})
                with ws.Client(server, "/chat?name=Ben") as ben:
                    joined = {"joined": "Ben", "present": 2}
                    self.assertEqual(json.loads(ann.receive_text()), joined)
                    self.assertEqual(json.loads(ben.receive_text()), joined)
                    ben.send_text("hello")
                    said = {"from": "Ben", "text": "hello"}
                    self.assertEqual(json.loads(ann.receive_text()), said)
                    self.assertEqual(json.loads(ben.receive_text()), said)
                    ben.close(1000)
                    ben.receive_close()
                self.assertEqual(json.loads(ann.receive_text()), {"left": "Ben", "present": 1})

    def test_websocket_echo(self):
        with self.run_example("websocket") as server, ws.Client(server, "/echo") as client:
            client.send(ws.BINARY, b"\0\1")
            self.assertEqual(client.receive(), (ws.BINARY, b"\0\1"))


class Hono(Example):
    """An application of the npm package hono, as it is."""

    def setUp(self):
        self.assertTrue(
            os.path.isdir("examples/hono/node_modules/hono"),
            "examples/hono has no node_modules: run ./tools/test, or `npm ci` there",
        )
        running = self.run_example("hono")
        running.__enter__()
        self.addCleanup(running.__exit__, None, None, None)

    def test_html(self):
        page = self.answers(200, "GET", "/?reader=%3Cb%3E")
        self.assertEqual(page.headers["content-type"], "text/html; charset=UTF-8")
        self.assertIn("Welcome, &lt;b&gt;.", page.text)
        self.assertIn("<title>The Lagoon Bookshop</title>", page.text)
        unchanged = self.server.get("/?reader=%3Cb%3E", If_None_Match=page.headers["etag"])
        self.assertEqual((unchanged.status, unchanged.body), (304, b""))

    def test_middleware(self):
        answer = self.answers(200, "GET", "/text/en")
        self.assertEqual(answer.text, "lang=en")
        self.assertEqual(answer.headers["x-shop"], "The Lagoon Bookshop")
        self.assertEqual(answer.headers["x-frame-options"], "SAMEORIGIN")
        again = self.answers(200, "GET", "/text/en")
        self.assertNotEqual(answer.headers["x-request-id"], again.headers["x-request-id"])
        asked = {"origin": "https://example.com", "access-control-request-method": "PUT"}
        allowed = self.answers(204, "OPTIONS", "/api/books", headers=asked)
        self.assertEqual(allowed.headers["access-control-allow-origin"], "https://example.com")

    def test_routing(self):
        self.assertEqual(self.answers(301, "GET", "/old").headers["location"], "/")
        self.assertEqual(self.gets("/text/e1", status=404), {"error": "no page /text/e1"})
        self.assertEqual(self.gets("/api/none", status=404), {"error": "no page /api/none"})
        self.assertEqual(self.answers(200, "HEAD", "/text/en").body, b"")

    def test_json(self):
        self.assertEqual([b["id"] for b in self.gets("/api/books?since=2000")], ["2"])
        self.assertIn('\n  {\n    "id"', self.answers(200, "GET", "/api/books?pretty").text)
        book = {"title": "Reef", "year": 2026}
        self.assertEqual(self.sends(201, "POST", "/api/books", book), {"id": "3", **book})
        self.assertEqual(self.sends(200, "PUT", "/api/books/1", book), {"id": "1", **book})
        self.assertEqual(self.gets("/api/books/9", status=404), {"error": "no book 9"})

    def test_validation(self):
        refused = self.sends(422, "POST", "/api/books", {"title": "Reef", "year": "soon"})
        self.assertEqual(refused, {"error": "year must be an integer"})
        self.answers(400, "POST", "/api/books", "{", JSON)
        self.sends(413, "POST", "/api/books", {"title": "x" * 20_000, "year": 1})

    def test_forms_and_cookies(self):
        encoded = {"content-type": "application/x-www-form-urlencoded"}
        form = self.answers(200, "POST", "/api/orders", "book=1&note=a+b", encoded)
        self.assertEqual(json.loads(form.text), {"book": "1", "note": "a b"})
        parts = (
            '--x\r\ncontent-disposition: form-data; name="book"\r\n\r\n2\r\n'
            '--x\r\ncontent-disposition: form-data; name="note"\r\n\r\nü\r\n--x--\r\n'
        )
        multipart = {"content-type": "multipart/form-data; boundary=x"}
        form = self.answers(200, "POST", "/api/orders", parts.encode(), multipart)
        self.assertEqual(json.loads(form.text), {"book": "2", "note": "ü"})
        cookie = self.answers(200, "GET", "/api/books/2").headers["set-cookie"]
        self.assertEqual(cookie, "last=2; Path=/api; HttpOnly; SameSite=Lax")
        last = self.server.get("/api/last", Cookie="a=b; last=2")
        self.assertEqual(json.loads(last.text), {"last": "2"})

    def test_streams(self):
        lines = self.answers(200, "GET", "/events/lines")
        self.assertEqual(lines.text, "line 1\nline 2\nline 3\n")
        self.assertEqual(lines.headers["transfer-encoding"], "chunked")
        events = self.answers(200, "GET", "/events/sse")
        self.assertEqual(events.headers["content-type"], "text/event-stream")
        self.assertEqual(events.text.count("event: tide\n"), 3)

    def test_errors(self):
        broken = self.gets("/broken", status=500)
        self.assertEqual(broken["error"], "something went wrong")
        self.server.wait_for_output("the shelf fell over")


class Tokens(Example):
    """Packages of npm that were written for Node, under nodejs_compat."""

    def setUp(self):
        self.assertTrue(
            os.path.isdir("examples/tokens/node_modules/jsonwebtoken"),
            "examples/tokens has no node_modules: run ./tools/test, or `npm ci` there",
        )

    def test_tokens(self):
        account = {"name": "bela", "password": "tide"}
        with self.run_example("tokens") as server:
            self.answers(201, "POST", "/accounts", json.dumps(account))
            self.answers(401, "POST", "/sessions", json.dumps({**account, "password": "ebb"}))
            token = self.answers(200, "POST", "/sessions", json.dumps(account)).text
            named = server.get("/me", authorization=f"Bearer {token}")
            self.assertEqual((named.status, json.loads(named.text)), (200, {"name": "bela"}))
            head, body, signature = token.split(".")
            other = "B" if signature.startswith("A") else "A"
            forged = server.get("/me", authorization=f"Bearer {head}.{body}.{other}{signature[1:]}")
            self.assertEqual(forged.status, 401)
            server.wait_for_match(r"[\w-]{21}: bela signs in")
            server.wait_for_match(r"[\w-]{21}: a token is refused")

    def test_tokens_speaks_the_wire_protocol(self):
        with self.run_example("tokens"):
            query = self.answers(200, "GET", "/wire?query=select+1").body
            self.assertEqual(query, b"Q\0\0\0\x0dselect 1\0")
            ready = self.answers(200, "POST", "/wire", b"Z\0\0\0\5I")
            self.assertEqual(json.loads(ready.text), ["readyForQuery"])


class Node(unittest.TestCase):
    """Two examples in one process, as a node's configuration has them."""

    def test_hosts_choose_the_worker(self):
        with tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR")) as folder:
            for name in ("hello", "json-api", "node"):
                atoll.copy_example(name, folder)
            with atoll.Server("serve", os.path.join(folder, "node", "atoll.toml")) as server:
                hello = server.get("/", Host="hello.localhost")
                self.assertEqual(hello.text, "Welcome, world!\n")
                for host in ("tasks.localhost:8787", "a.TASKS.localhost", "127.0.0.1"):
                    tasks = json.loads(server.get("/", Host=host).text)["tasks"]
                    self.assertEqual(tasks, "/tasks")
                nobody = server.get("/", Host="example.com")
                self.assertEqual(nobody.status, 404)
                self.assertIn("example.com", nobody.text)


class PlainInDev(Plain, unittest.TestCase):
    command = "dev"


class PlainInServe(Plain, unittest.TestCase):
    command = "serve"


class HonoInDev(Hono, unittest.TestCase):
    command = "dev"


class HonoInServe(Hono, unittest.TestCase):
    command = "serve"


class TokensInDev(Tokens, unittest.TestCase):
    command = "dev"


class TokensInServe(Tokens, unittest.TestCase):
    command = "serve"


if __name__ == "__main__":
    junit.main()
