#!/usr/bin/env python3
"""fetch(): what a worker asks of servers that behave, and of those that do not."""

import base64
import concurrent.futures
import gzip
import hashlib
import json
import socket
import sys
import threading
import time
import types
import unittest
import zlib
from urllib.parse import quote

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402
import outbound  # noqa: E402
from origin import Gate, Origin, response, slowly  # noqa: E402
from outbound import OutboundTest  # noqa: E402

MB = 1_000_000


def answer(octets):
    """A handler that writes these octets and ends the connection."""

    def handler(connection, _):
        connection.send(octets)

    return handler


class FetchTest(OutboundTest):
    def describe(self, origin, to="/", **query):
        return json.loads(self.ask(origin, "/describe", to, **query).body)

    def error(self, handler, **query):
        with Origin({"/": handler}) as origin:
            return self.ask(origin, "/error", **query).text


class Requests(FetchTest):
    def test_response(self):
        with Origin({"/a": lambda *_: response(b"hello", "201 Made", A="1", Set_Cookie="x=1")}) as o:
            found = self.describe(o, "/a?b=c")
            request = o.requests[0]
        self.assertEqual((found["status"], found["statusText"], found["text"]),
                         (201, "Made", "hello"))
        self.assertEqual(dict(found["headers"]),
                         {"a": "1", "set-cookie": "x=1", "content-length": "5"})
        self.assertEqual((found["url"], found["redirected"]), (f"{o.url}/a?b=c", False))
        self.assertEqual((request.method, request.target), ("GET", "/a?b=c"))
        self.assertEqual(sorted(name for name, _ in request.headers),
                         ["accept", "accept-encoding", "cdn-loop", "host"])
        self.assertEqual(request.get("host"), f"127.0.0.1:{o.port}")

    def test_bodies(self):
        for body, expected, kind in [("text", b"text", "text/plain;charset=UTF-8"),
                                     ("", b"", "text/plain;charset=UTF-8"), (None, b"", None)]:
            with self.subTest(body=body), Origin({"/": lambda *_: response(b"ok")}) as o:
                sent = json.dumps({"init": {"method": "POST"}, "body": body})
                self.assertEqual(json.loads(self.ask(o, "/send", method="POST", body=sent).body)["text"],
                                 "ok")
                self.assertEqual(o.requests[0].body, expected)
                self.assertEqual(o.requests[0].get("content-length"), str(len(expected)))
                self.assertEqual(o.requests[0].get("content-type"), kind)

    def test_fields_of_the_connection_are_not_forwarded(self):
        headers = {"connection": "x-mine", "x-mine": "1", "te": "trailers", "x-other": "2",
                   "expect": "100-continue"}
        with Origin({"/": lambda *_: response(b"ok", Keep_Alive="timeout=5", X_A="b")}) as o:
            found = self.ask(o, "/pass", method="POST", body=b"x", headers=headers)
            names = {name for name, _ in o.requests[0].headers}
        self.assertEqual(found.text, "ok")
        self.assertLessEqual({"x-other"}, names)
        self.assertTrue(names.isdisjoint({"connection", "x-mine", "te", "expect"}), names)
        self.assertEqual(found.headers["x-a"], "b")
        self.assertIsNone(found.headers["keep-alive"])

    def test_a_connection_serves_many_requests(self):
        with Origin({"/": lambda *_: response(b"ok")}) as o:
            found = json.loads(self.ask(o, "/many", count="20").body)
            self.assertEqual((found, o.connections), (["ok"] * 20, 1))

    def test_responses_without_bodies(self):
        for octets, status in [(b"HTTP/1.1 204 No Content\r\n\r\n", 204),
                               (b"HTTP/1.1 205 Reset Content\r\nContent-Length: 9\r\n\r\nleft over",
                                205),
                               (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", 304)]:
            with self.subTest(status=status), Origin({"/": lambda *_, o=octets: o}) as o:
                found = self.describe(o)
                self.assertEqual((found["status"], found["text"], found["hasBody"]),
                                 (status, "", False))
        with Origin({"/": lambda *_: response()}) as o:
            self.assertTrue(self.describe(o)["hasBody"])
        with Origin({"/": lambda *_: b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"}) as o:
            found = self.ask(o, "/pass", method="HEAD")
            self.assertEqual((found.status, found.headers["content-length"]), (200, "9"))
            self.assertEqual(o.requests[0].method, "HEAD")

    def test_interim_responses_are_passed_over(self):
        octets = (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n"
                  + response(b"ok"))
        with Origin({"/": lambda *_: octets}) as o:
            self.assertEqual(self.describe(o)["text"], "ok")

    def test_chunks_trailers_and_slow_servers(self):
        octets = (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n"
                  b"2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nX: y\r\n\r\n")

        def slow(connection, _):
            slowly(connection, octets)
            return True

        with Origin({"/": slow}) as o:
            found = self.describe(o)
            self.assertEqual(found["text"], "hello")
            self.assertEqual(found["headers"], [])

    def test_compression(self):
        text = "".join(str(i) for i in range(5000))
        encoded = {"gzip": gzip.compress(text.encode()), "deflate": zlib.compress(text.encode()),
                   "GZIP": gzip.compress(text.encode())}
        for coding, octets in encoded.items():
            with self.subTest(coding=coding), Origin(
                    {"/": lambda *_, c=coding, o=octets: response(o, Content_Encoding=c)}) as o:
                found = self.describe(o)
                self.assertEqual(found["text"], text)
                self.assertEqual(found["headers"], [])
                self.assertEqual(o.requests[0].get("accept-encoding"), "gzip, deflate, br, zstd")

    def test_what_is_passed_on_stays_compressed_for_who_takes_it(self):
        octets = gzip.compress(b"hello" * 1000)
        with Origin({"/": lambda *_: response(octets, Content_Encoding="gzip")}) as o:
            for scenario in ("/pass", "/plain", "/wrap"):
                with self.subTest(scenario=scenario):
                    found = self.ask(o, scenario, headers={"accept-encoding": "br, gzip"})
                    self.assertEqual((found.headers["content-encoding"], found.body),
                                     ("gzip", octets))
                    found = self.ask(o, scenario, headers={"accept-encoding": "identity"})
                    self.assertEqual((found.headers["content-encoding"], found.body),
                                     (None, b"hello" * 1000))
            found = self.ask(o, "/through", headers={"accept-encoding": "gzip"})
            self.assertEqual((found.headers["content-encoding"], found.body),
                             (None, b"hello" * 1000))

    def test_the_workers_own_accept_encoding(self):
        with Origin({"/": lambda *_: response(b"ok")}) as o:
            sent = json.dumps({"init": {"headers": {"accept-encoding": "identity"}}})
            self.ask(o, "/send", method="POST", body=sent)
            sent = json.dumps({"init": {"headers": {"range": "bytes=0-1"}}})
            self.ask(o, "/send", method="POST", body=sent)
            self.assertEqual([r.get("accept-encoding") for r in o.requests], ["identity"] * 2)

    def test_clones_and_chains(self):
        with Origin({"/": lambda *_: response(b"hello"),
                     "/echo": lambda _, r: response(r.body)}) as o:
            self.assertEqual(json.loads(self.ask(o, "/clone").body), ["hello", "hello", True])
            self.assertEqual(self.ask(o, "/chain", next="/echo").text, "hello")
            self.assertIn("immutable", self.ask(o, "/immutable").text)

    def test_nothing_of_the_worker_is_seen(self):
        with Origin({"/": lambda *_: response(b"hello")}) as o:
            self.assertEqual(self.ask(o, "/overridden").text, "hello")

    def test_integrity(self):
        def hash_of(name, text=b"hello"):
            return f"{name}-" + base64.b64encode(hashlib.new(name, text).digest()).decode()

        good = hash_of("sha256")
        wrong = hash_of("sha256", b"bye")
        url_safe = hash_of("sha512").replace("+", "-").replace("/", "_")
        with Origin({"/": lambda *_: response(b"hello", A="1"),
                     "/none": lambda *_: b"HTTP/1.1 204 No Content\r\n\r\n",
                     "/empty": lambda *_: response(b"")}) as o:
            for integrity in (good, f"{wrong} {good}", f"{good}?options", hash_of("sha384"), url_safe,
                              f"{hash_of('sha512')} {wrong}", "", "md5-x", "nonsense", "  ",
                              "sha256-===="):
                with self.subTest(integrity=integrity):
                    found = self.ask(o, "/integrity", integrity=integrity).text
                    self.assertEqual(found, "no error: 200 1 hello")
            for integrity in (wrong, f"{good} {hash_of('sha512', b'bye')}", "sha256-x"):
                with self.subTest(integrity=integrity):
                    found = self.ask(o, "/integrity", integrity=integrity).text
                    self.assertEqual(found, f"TypeError: fetch failed: the body of \"{o.url}/\" has "
                                            "none of the hashes of integrity")
            self.assertIn("none of the hashes",
                          self.ask(o, "/integrity", "/empty", integrity=good).text)
            self.assertEqual(self.ask(o, "/integrity", "/empty",
                                      integrity=hash_of("sha256", b"")).text, "no error: 200 null ")
            self.assertIn("/none\" has no body",
                          self.ask(o, "/integrity", "/none", integrity=hash_of("sha256", b"")).text)

    def test_data_urls(self):
        with Origin({}) as o:
            for url, expected in [("data:,a%20b", "200 text/plain;charset=US-ASCII a b"),
                                  ("data:text/html;base64,aGk=", "200 text/html hi"),
                                  ("data:text/html; charset=x,hi#z", "200 text/html;charset=x hi"),
                                  ("data:;a= x,hi", '200 text/plain;a=" x" hi')]:
                self.assertEqual(self.ask(o, "/fetch", url=url).text, f"no error: {expected}")
            self.assertEqual(self.ask(o, "/fetch", url="data:text/html,hi", by="HEAD").text,
                             "no error: 200 text/html ")
            for url in ("data:text/plain", "data:;base64,!"):
                self.assertIn("data: URL is malformed", self.ask(o, "/fetch", url=url).text)

    def test_other_urls(self):
        with Origin({}) as o:
            for url in ("file:///etc/passwd", "ftp://example.com/", "blob:x", "about:blank"):
                found = self.ask(o, "/fetch", url=url).text
                self.assertIn("TypeError: fetch failed:", found)
            self.assertIn("TypeError", self.ask(o, "/fetch", url="/relative").text)

    def test_the_top_level_may_not(self):
        with Origin({}) as o:
            self.assertIn("Disallowed operation called within global scope.",
                          self.ask(o, "/early").text)


class Redirects(FetchTest):
    def to(self, location, status="302 Found"):
        return lambda *_: response(b"moved", status, Location=location)

    def test_follows(self):
        with Origin({"/": self.to("/b?x"), "/b": self.to("c#frag"),
                     "/c": lambda *_: response(b"there")}) as o:
            found = self.describe(o)
            self.assertEqual((found["text"], found["url"], found["redirected"]),
                             ("there", f"{o.url}/c", True))

    def test_a_location_in_utf_8(self):
        for location, expected in [("/b?\u2603", "/b?%E2%98%83"), ("/b?%e2\u2603", "/b?%e2%E2%98%83"),
                                   ("/\u2603#\u2603", "/%E2%98%83")]:
            octets = location.encode().decode("latin-1")
            path = expected.partition("?")[0]
            with self.subTest(location=location), Origin(
                    {"/": self.to(octets), path: lambda *_: response(b"there")}) as o:
                self.assertEqual(self.describe(o)["url"], f"{o.url}{expected}")
                self.assertEqual(o.requests[1].target, expected)
        with Origin({"/": self.to("/b?\xff"), "/b": lambda *_: response(b"there")}) as o:
            self.assertEqual(self.describe(o)["url"], f"{o.url}/b?%FF")

    def test_gives_up(self):
        self.assertEqual(self.error(self.to("/")), "TypeError: Too many redirects.")

    def test_manual_and_error(self):
        with Origin({"/": self.to("/b")}) as o:
            found = self.describe(o, redirect="manual")
            self.assertEqual((found["status"], dict(found["headers"])["location"]), (302, "/b"))
        self.assertIn('redirect is "error"', self.error(self.to("/b"), redirect="error"))

    def test_where_it_may_not_go(self):
        for location in ("file:///etc/passwd", "data:,x", "http://u:p@127.0.0.1/", "http://"):
            self.assertTrue(self.error(self.to(location)).startswith("TypeError: fetch failed: "))

    def test_private_addresses_are_refused_on_the_way(self):
        for location in ("http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/",
                         "http://[::ffff:10.0.0.1]/", "http://0x0a000001/"):
            self.assertIn("not allowed", self.error(self.to(location)))

    def test_methods_and_bodies(self):
        cases = [("301 Moved", "POST", "GET", b""), ("302 Found", "POST", "GET", b""),
                 ("303 See Other", "PUT", "GET", b""), ("307 Temporary", "POST", "POST", b"text"),
                 ("308 Permanent", "PUT", "PUT", b"text"), ("302 Found", "PUT", "PUT", b"text")]
        for status, method, then, body in cases:
            with self.subTest(status=status, method=method), Origin(
                    {"/": self.to("/b", status), "/b": lambda *_: response(b"ok")}) as o:
                sent = json.dumps({"init": {"method": method}, "body": "text"})
                self.ask(o, "/send", method="POST", body=sent)
                self.assertEqual((o.requests[1].method, o.requests[1].body), (then, body))
                self.assertEqual(o.requests[1].get("content-type") is None, then == "GET")

    def test_a_stream_is_not_sent_again(self):
        with Origin({"/": self.to("/b", "307 Temporary"), "/b": lambda *_: response()}) as o:
            found = self.ask(o, "/upload", method="POST", body=b"x" * 100)
            self.assertEqual(found.status, 500)
            self.assertEqual(len(o.requests), 1)

    def test_an_early_303_ends_the_stream_and_not_the_fetch(self):
        first = socket.create_server(("127.0.0.1", 0))

        def late(*_):
            time.sleep(0.3)
            return response(b"found")

        with first, Origin({"/b": late}) as o:
            def answer():
                connection, _ = first.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(f"HTTP/1.1 303 See Other\r\nLocation: {o.url}/b\r\n"
                                       "Content-Length: 0\r\n\r\n".encode())

            threading.Thread(target=answer, daemon=True).start()
            there = types.SimpleNamespace(url=f"http://127.0.0.1:{first.getsockname()[1]}")
            self.assertEqual(self.ask(there, "/upload-endless").text, "no error: found")
            self.assertEqual(o.requests[0].method, "GET")

    def test_credentials_stay_at_their_origin(self):
        headers = {"authorization": "secret", "cookie": "a=b", "x-other": "1"}
        sent = json.dumps({"init": {"headers": headers}})
        with Origin({"/": lambda *_: response(b"ok")}) as other, Origin(
                {"/": self.to("/same"), "/same": self.to(other.url + "/")}) as o:
            self.ask(o, "/send", method="POST", body=sent)
            self.assertEqual(o.requests[1].get("authorization"), "secret")
            self.assertEqual([other.requests[0].get(n) for n in headers], [None, None, "1"])


class Misbehaviour(FetchTest):
    def test_no_connection(self):
        with Origin({}) as origin:
            pass
        self.assertIn("connection refused", self.ask(origin, "/error").text)

    def test_no_such_host(self):
        with Origin({}) as o:
            found = self.ask(o, "/fetch", url="http://no-such-host.invalid/").text
            self.assertIn("the address of no-such-host.invalid could not be found", found)

    def test_responses_that_are_none(self):
        ok = b"HTTP/1.1 200 OK\r\n"
        cases = {
            b"": "ended without a response",
            b"HTTP/1.1 20": "within the response's head",
            ok + b"Content-Length: 9\r\n\r\nhalf": "within the response's body",
            ok + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel": "within the response's body",
            b"SSH-2.0-OpenSSH_9.9\r\n": "malformed status line",
            ok + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx": "Content-Length",
            ok + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": "malformed",
            ok + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n": "Transfer-Encoding",
            ok + b"A: b\nContent-Length: 0\r\n\r\n": "expected CR LF",
            ok + b"A: " + b"a" * 200_000: "more than 131072 octets",
            ok + b"A: b\r\n" * 2000 + b"\r\n": "header fields",
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n": "nobody has asked for",
            ok + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n": "malformed body",
            ok + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope": "compressed data",
        }
        for octets, expected in cases.items():
            with self.subTest(octets=octets[:80]):
                found = self.error(answer(octets))
                self.assertIn(expected, found)
                self.assertTrue(found.startswith("TypeError: "), found)

    def test_a_reset(self):
        self.assertIn("TypeError: fetch failed: ", self.error(lambda c, _: c.reset()))

    def test_a_smuggled_response_answers_nothing(self):
        evil = response(b"ok") + response(b"evil")
        with Origin({"/": lambda *_: evil}) as o:
            found = json.loads(self.ask(o, "/many", count="5").body)
            self.assertEqual((found, o.connections), (["ok"] * 5, 5))

    def test_a_stale_connection_is_replaced_for_what_may_be_repeated(self):
        swallowed = []

        def once(connection, _):
            connection.send(response(b"ok"))
            # The next request on the connection meets its end.
            if request := connection.read_request():
                swallowed.append(request.method)

        with Origin({"/": once}) as o:
            self.assertEqual(json.loads(self.ask(o, "/many", count="4").body), ["ok"] * 4)
            self.assertEqual((len(o.requests), len(swallowed)), (4, 3))
        swallowed.clear()
        with Origin({"/": once}) as o:
            sent = json.dumps({"init": {"method": "POST"}, "body": "x"})
            statuses = [self.ask(o, "/send", method="POST", body=sent).status for _ in range(8)]
            # None comes twice, whichever lanes they went through.
            self.assertEqual(statuses.count(500), len(swallowed))
            self.assertEqual(statuses.count(200), len(o.requests))
            self.assertGreater(len(swallowed), 0)

    def test_an_endless_body_stops_with_its_reader(self):
        closed = threading.Event()

        def endless(connection, _):
            connection.send(b"HTTP/1.1 200 OK\r\n\r\n")
            try:
                while True:
                    connection.send(b"x" * 65536)
            except OSError:
                closed.set()

        with Origin({"/": endless}) as o:
            self.assertEqual(self.ask(o, "/cancel").text, "true")
            self.assertTrue(closed.wait(60))

    def test_an_answer_before_the_request_is_sent(self):
        with Origin({"/": lambda *_: response(b"no", "413 Too Large")}) as o:
            found = self.ask(o, "/upload", method="POST", body=b"x" * 1000)
            self.assertEqual((found.status, found.text), (413, "no"))


class Streams(FetchTest):
    def test_large_bodies_pass_through(self):
        piece = bytes(range(256)) * 256

        def large(connection, _):
            connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (len(piece) * 500))
            for _ in range(500):
                connection.send(piece)
            return True

        with Origin({"/": large}) as o:
            for scenario in ("/plain", "/wrap", "/through"):
                with self.subTest(scenario=scenario):
                    self.assertEqual(self.ask(o, scenario).body, piece * 500)
            if not atoll.SANITIZED:
                self.assertLess(self.server.peak_memory(), 200 * MB)

    def test_uploads_stream(self):
        body = bytes(range(256)) * 40_000
        with Origin({"/": lambda _, r: response(str(len(r.body)).encode())}) as o:
            for scenario in ("/upload", "/pass"):
                with self.subTest(scenario=scenario):
                    found = self.ask(o, scenario, method="POST", body=body)
                    self.assertEqual(found.text, str(len(body)))
                    self.assertEqual(o.requests[-1].body, body)

    def test_a_source_that_breaks_ends_the_request(self):
        with Origin({"/": lambda *_: response(b"ok")}) as o:
            self.assertEqual(self.ask(o, "/upload-error").text, "Error: the source broke")
            self.assertEqual(o.requests, [])

    def test_aborts(self):
        gate = Gate()

        def silent(connection, _):
            connection.wait_closed()
            gate.open()

        def half(connection, _):
            connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            connection.wait_closed()
            gate.open()

        for scenario, handler, expected in [
                ("/abort-head", silent, "Error: enough"), ("/abort-body", half, "Error: enough"),
                ("/timeout", silent, "TimeoutError: The operation timed out.")]:
            with self.subTest(scenario=scenario), Origin({"/": handler}) as o:
                self.assertEqual(self.ask(o, scenario).text, expected)
                gate.wait()
        with Origin({"/": silent}) as o:
            self.assertEqual(self.ask(o, "/abort-before").text, "Error: no")
            self.assertEqual(self.ask(o, "/abort-upload").text, 'no error: [true,"AbortError",true]')
            self.assertEqual(o.requests, [])

    def test_an_abort_ends_the_stream_that_is_sent(self):
        with Origin({"/": lambda *_: response(b"ok")}) as o:
            self.assertEqual(self.ask(o, "/abort-upload", stall="1").text,
                             'no error: [false,"AbortError",true]')
            self.assertEqual(o.requests, [])

    def test_a_body_that_was_aborted(self):
        with Origin({"/": lambda *_: response(b"hello")}) as o:
            self.assertEqual(json.loads(self.ask(o, "/abort-read").text.removeprefix("no error: ")),
                             ["hello", "AbortError", "next", "AbortError", "TypeError"])

    def test_only_if_cached_has_no_network(self):
        with Origin({"/": lambda *_: response(b"hello")}) as o:
            self.assertIn('TypeError: fetch failed: cache is "only-if-cached"',
                          self.ask(o, "/cached-only").text)
            self.assertEqual(o.requests, [])

    def test_an_abort_breaks_off_what_is_pumped(self):
        gone = threading.Event()

        def half(connection, _):
            connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            connection.wait_closed()
            gone.set()

        with Origin({"/": half}) as o, self.server.connect() as client:
            client.sendall(f"GET /abort-pumped?to=/ HTTP/1.1\r\nHost: a\r\nx-origin: {o.url}\r\n"
                           "\r\n".encode())
            received = atoll.read_all(client)
            self.assertTrue(received.endswith(b"half"), received)
            self.assertTrue(gone.wait(60))

    def test_a_client_that_goes_away_ends_what_is_pumped(self):
        gone = threading.Event()

        def drip(connection, _):
            connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            try:
                while True:
                    connection.send(b"x" * 100)
                    time.sleep(0.01)
            except OSError:
                gone.set()

        with Origin({"/": drip}) as o:
            client = self.server.connect()
            client.sendall(f"GET /plain?to=/ HTTP/1.1\r\nHost: a\r\nx-origin: {o.url}\r\n\r\n".encode())
            client.recv(1000)
            client.close()
            self.assertTrue(gone.wait(60))

    def test_a_fetch_that_nobody_waits_for_ends_with_its_invocation(self):
        with Origin({"/": lambda *_: response(b"ok")}) as o:
            self.assertEqual(self.ask(o, "/drop").text, "answered")
            atoll.eventually(lambda: o.requests, "the request of waitUntil")


class Crowds(FetchTest):
    config = outbound.config() + "[limits]\nsubrequests = 10\n"

    def test_subrequests_are_counted(self):
        with Origin({"/": lambda *_: response(b"ok")}) as o:
            found = json.loads(self.ask(o, "/many", count="12").body)
        limit = "Error: Too many subrequests by single Worker invocation."
        self.assertEqual(found, ["ok"] * 10 + [limit] * 2)

    def test_redirects_are_counted(self):
        def to(connection, request):
            return response(b"", "302 Found", Location="/")

        with Origin({"/": to}) as o:
            self.assertEqual(self.ask(o, "/error").text,
                             "Error: Too many subrequests by single Worker invocation.")
            self.assertEqual(len(o.requests), 10)

    def test_the_seventh_waits(self):
        gate = Gate()

        def wait(connection, _):
            gate.wait()
            return response(b"ok")

        with Origin({"/": wait}) as o, concurrent.futures.ThreadPoolExecutor() as pool:
            asked = pool.submit(self.ask, o, "/parallel", count="10")
            atoll.eventually(lambda: gate.waiting == 6, "six requests")
            time.sleep(0.2)
            self.assertEqual(gate.waiting, 6)
            gate.open()
            self.assertEqual(json.loads(asked.result().body), ["ok"] * 10)

    def test_slow_servers_hold_no_lane(self):
        gate = Gate()

        def wait(connection, _):
            gate.wait()
            return response(b"ok")

        with Origin({"/": wait}) as o, concurrent.futures.ThreadPoolExecutor(200) as pool:
            asked = [pool.submit(self.ask, o, "/plain") for _ in range(200)]
            atoll.eventually(lambda: gate.waiting == 200, "200 requests")
            for _ in range(20):
                self.assertEqual(self.ask(o, "/hello").text, "hello")
            gate.open()
            self.assertEqual([one.result().text for one in asked], ["ok"] * 200)

    def test_a_loop_is_caught(self):
        found = self.server.get("/loop")
        self.assertEqual(found.status, 500)
        self.server.wait_for_output("it goes round in a circle")


class Time(FetchTest):
    config = outbound.config() + "[limits]\nwall_ms = 300\nwait_until_ms = 300\n"

    def half(self, gone):
        def handler(connection, _):
            connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            connection.wait_closed()
            gone.set()

        return handler

    def test_a_response_that_is_pumped_ends_with_its_time(self):
        for scenario in ("/plain", "/through"):
            gone = threading.Event()
            with self.subTest(scenario=scenario), Origin(
                    {"/": self.half(gone)}) as o, self.server.connect() as client:
                client.sendall(f"GET {scenario}?to=/ HTTP/1.1\r\nHost: a\r\nx-origin: {o.url}\r\n"
                               "\r\n".encode())
                self.assertTrue(atoll.read_all(client).endswith(b"half"))
                self.assertTrue(gone.wait(60))
                self.assertEqual(self.ask(o, "/hello").text, "hello")

    def test_a_client_that_goes_away_leaves_no_connection(self):
        gone = threading.Event()
        with Origin({"/": self.half(gone)}) as o:
            with self.server.connect() as client:
                client.sendall(f"GET /plain?to=/ HTTP/1.1\r\nHost: a\r\nx-origin: {o.url}\r\n"
                               "\r\n".encode())
                client.recv(1000)
            self.assertTrue(gone.wait(60))

    def test_a_server_that_does_not_answer(self):
        gone = threading.Event()

        def silent(connection, _):
            connection.wait_closed()
            gone.set()

        with Origin({"/": silent}) as o:
            self.assertEqual(self.ask(o, "/plain").status, 503)
            self.assertTrue(gone.wait(60))


class Policy(FetchTest):
    config = """\
[outbound]
allow = ["localhost"]
deny = ["127.0.0.9", "denied.example"]
[[workers]]
name = "worker"
path = "index.js"
hosts = ["*"]
"""

    def test_what_is_refused(self):
        with Origin({"/": lambda *_: response(b"ok")}) as o:
            for host in ("127.0.0.1", "[::1]", "10.0.0.1", "192.168.1.1", "169.254.169.254",
                         "[fd00:ec2::254]", "[::ffff:127.0.0.1]", "100.64.0.1", "0.0.0.0",
                         "224.0.0.1", "127.0.0.9", "denied.example", "2130706433", "0177.1"):
                with self.subTest(host=host):
                    found = self.ask(o, "/fetch", url=f"http://{host}:{o.port}/").text
                    self.assertIn("not allowed", found)
            self.assertEqual(o.requests, [])

    def test_a_host_that_is_allowed(self):
        with Origin({"/": lambda *_: response(b"ok")}) as o:
            found = self.ask(o, "/fetch", url=f"http://localhost:{o.port}/").text
            self.assertEqual(found, "no error: 200 null ok")


class Dev(unittest.TestCase):
    def test_loopback_is_allowed(self):
        with atoll.project({"index.js": outbound.script(OutboundTest.worker)}) as folder, Origin(
                {"/": lambda *_: response(b"ok")}) as o, atoll.Server(
                "dev", f"{folder}/index.js") as server:
            found = server.get("/plain?to=/", x_origin=o.url)
            self.assertEqual(found.text, "ok")
            found = server.get(f"/fetch?url={quote('http://10.0.0.1/', safe='')}", x_origin=o.url)
            self.assertIn("not allowed", found.text)


if __name__ == "__main__":
    junit.main()
