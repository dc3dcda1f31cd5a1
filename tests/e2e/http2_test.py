#!/usr/bin/env python3
"""fetch() over HTTP/2: what a worker gets of servers that behave, and of those that do not."""

import concurrent.futures
import json
import sys
import threading

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402
import outbound  # noqa: E402
from http2_origin import (CANCEL, CONTINUATION, DATA, END_HEADERS, HEADERS, HTTP_1_1_REQUIRED,  # noqa: E402
                          PING, REFUSED_STREAM, RESET, UPDATE, Http2Origin, block, frame)
from origin import Gate, response  # noqa: E402
from outbound import CERTIFICATES, TRUSTS_THE_TEST_CA, OutboundTest  # noqa: E402

MB = 1_000_000
STREAM_WINDOW = 512 << 10


def origin(handlers, **options):
    return Http2Origin(handlers, CERTIFICATES / "server.pem", **options)


class Http2(OutboundTest):
    config = outbound.config(TRUSTS_THE_TEST_CA, allow=("127.0.0.0/8", "localhost"))
    args = ("--threads", "1")

    def send(self, o, method, body):
        """A request whose body is all there."""
        init = {"method": method}
        text = json.dumps({"init": init} if body is None else {"init": init, "body": body})
        return json.loads(self.ask(o, "/send", method="POST", body=text).body)

    def error(self, handler, **options):
        """What a request of this server comes to; another request afterwards is answered."""
        with origin({"/": handler, "/ok": lambda r: r.answer(b"ok")}, **options) as o:
            found = self.ask(o, "/error").text
            self.assertEqual(self.ask(o, "/plain", "/ok").text, "ok")
            return found


class Requests(Http2):
    def test_what_is_sent(self):
        with origin({"/a": lambda r: r.answer(b"hello", 201, a="1")}) as o:
            found = json.loads(self.ask(o, "/describe", "/a?b=c").body)
            fields = o.requests[0].fields
            self.assertEqual(o.protocols, ["h2"])
        self.assertEqual((found["status"], found["statusText"], found["text"]), (201, "", "hello"))
        self.assertEqual(found["headers"], [["a", "1"]])
        self.assertEqual(fields[:4], [(":method", "GET"), (":scheme", "https"),
                                      (":authority", f"127.0.0.1:{o.port}"), (":path", "/a?b=c")])
        self.assertEqual(sorted(name for name, _ in fields[4:]),
                         ["accept", "accept-encoding", "cdn-loop"])

    def test_fields_of_the_connection_are_left_out(self):
        with origin({"/": lambda r: r.answer()}) as o:
            self.ask(o, "/pass", headers={"Connection": "x-hop", "x-hop": "1", "x-kept": "2",
                                          "TE": "trailers"})
            names = [name for name, _ in o.requests[0].fields]
        self.assertIn("x-kept", names)
        for name in ("connection", "x-hop", "te", "host", "keep-alive", "transfer-encoding"):
            self.assertNotIn(name, names)

    def test_requests_share_one_connection(self):
        gate = Gate()

        def wait(request):
            gate.wait()
            request.answer(request.target.encode())

        with origin({"/": wait}) as o, concurrent.futures.ThreadPoolExecutor(30) as pool:
            answers = [pool.submit(self.ask, o, "/plain", f"/?{i}") for i in range(30)]
            atoll.eventually(lambda: gate.waiting == 30, "30 requests at a time")
            gate.open()
            self.assertEqual([a.result().text for a in answers], [f"/?{i}" for i in range(30)])
            self.assertEqual(len(o.connections), 1)
            self.assertEqual([r.stream for r in o.requests], [*range(1, 60, 2)])

    def test_large_bodies_both_ways(self):
        body = bytes(range(256)) * 20_000
        with origin({"/": lambda r: r.answer(r.read())}) as o:
            for scenario in ("/upload", "/pass"):
                with self.subTest(scenario=scenario):
                    found = self.ask(o, scenario, method="POST", body=body)
                    self.assertEqual(found.body, body)
            self.assertEqual(o.requests[1].get("content-length"), str(len(body)))
            self.assertIsNone(o.requests[0].get("content-length"))
            self.assertEqual(len(o.connections), 1)

    def test_pass_through(self):
        with origin({"/": lambda r: r.answer(b"x" * 3 * MB, 203, x_of="origin",
                                             content_length=str(3 * MB))}) as o:
            for scenario in ("/pass", "/wrap", "/through"):
                with self.subTest(scenario=scenario):
                    found = self.ask(o, scenario)
                    self.assertEqual((found.status, found.body), (203, b"x" * 3 * MB))
                    self.assertEqual(found.headers["x-of"], "origin")
            head = self.ask(o, "/pass")
            self.assertEqual(head.headers["content-length"], str(3 * MB))

    def test_a_response_becomes_a_request(self):
        with origin({"/": lambda r: r.answer(b"y" * MB), "/next": lambda r: r.answer(r.read())}) as o:
            found = self.server.get("/chain?to=/&next=/next", x_origin=o.url)
            self.assertEqual(found.body, b"y" * MB)

    def test_interim_responses_and_trailers(self):
        def handler(request):
            request.headers(103, [("link", "x")])
            request.headers(200, [("a", "b")])
            request.data(b"body")
            request.connection.send(HEADERS, END_HEADERS | 1, request.stream,
                                    block([("grpc-status", "0")]))

        with origin({"/": handler}) as o:
            found = json.loads(self.ask(o, "/describe").body)
        self.assertEqual((found["headers"], found["text"]), ([["a", "b"]], "body"))

    def test_heads_without_bodies(self):
        with origin({"/": lambda r: r.headers(int(r.target[2:]), last=True)}) as o:
            for status in (204, 304, 200):
                self.assertEqual(self.ask(o, "/pass", f"/?{status}").status, status)
            self.assertEqual(self.ask(o, "/pass", "/?200", method="HEAD").status, 200)

    def test_a_server_without_http2(self):
        def http1(connection):
            received = b""
            while True:
                while b"\r\n\r\n" not in received:
                    received += connection._read()
                received = received.partition(b"\r\n\r\n")[2]
                connection.raw(response(connection.protocol.encode()))

        with origin({}, alpn=["http/1.1"], http1=http1) as o:
            found = json.loads(self.ask(o, "/parallel", count="12").body)
            self.assertEqual(found, ["http/1.1"] * 12)
            self.assertLessEqual(len(o.connections), 12)


class Flow(Http2):
    def test_whoever_does_not_read_holds_up_nobody(self):
        with origin({"/big": lambda r: r.answer(b"x" * 3 * MB),
                     "/small": lambda r: r.answer(b"small")}) as o:
            found = json.loads(
                self.server.get("/stalled?to=/big&next=/small", x_origin=o.url).body)
            self.assertEqual(found, ["small", 3 * MB])
            self.assertEqual(len(o.connections), 1)

    def test_a_client_that_does_not_read_stops_the_server(self):
        sent = []

        def handler(request):
            request.headers(200)
            for _ in range(100):
                request.data(b"x" * 500_000)
                sent.append(500_000)
            request.data(b"", True)

        with origin({"/": handler, "/ok": lambda r: r.answer(b"ok")}) as o:
            with self.server.connect(receive_buffer=16_384) as client:
                client.sendall(f"GET /pass?to=/ HTTP/1.1\r\nHost: a\r\nx-origin: {o.url}\r\n\r\n"
                               .encode())
                client.recv(1_000)
                stream = atoll.eventually(lambda: o.requests, "the request")[0]
                atoll.eventually(lambda: stream.window == 0, "a window that is used up")
                # The stream stands still, the connection does not.
                self.assertEqual(self.ask(o, "/plain", "/ok").text, "ok")
                self.assertLess(sum(sent), 30 * MB)
                self.assertEqual(len(o.connections), 1)
            self.assertEqual(stream.wait_reset(), CANCEL)

    def test_a_server_that_does_not_read_stops_the_client(self):
        def open_later(request):
            connection = request.connection
            connection.wait(lambda: len(request.body) == 65_535)
            connection.update(0, 10 * MB)
            connection.update(request.stream, 10 * MB)
            request.answer(str(len(request.read())).encode())

        with origin({"/": open_later}, updates=False) as o:
            found = self.ask(o, "/pass", method="POST", body=bytes(2 * MB))
            self.assertEqual(found.text, str(2 * MB))

    def test_windows_of_the_servers_choice(self):
        for size in (1, 1_000, 1_000_000):
            with self.subTest(size=size), origin(
                    {"/": lambda r: r.answer(r.read())},
                    greet=lambda c, size=size: c.settings(initial_window_size=size)) as o:
                body = b"z" * 700
                self.assertEqual(self.ask(o, "/pass", method="POST", body=body).body, body)


class Ends(Http2):
    def test_an_abort_resets_the_stream_alone(self):
        reset = []

        def aborted(request):
            reset.append(request.wait_reset())

        def other(request):
            atoll.eventually(lambda: reset, "the other request's end")
            request.answer(b"other")

        with origin({"/": aborted, "/other": other}) as o:
            found = self.server.get("/abort-one?to=/&next=/other", x_origin=o.url)
            self.assertEqual(json.loads(found.body), ["AbortError", "other"])
            self.assertEqual(reset, [CANCEL])
            self.assertEqual(len(o.connections), 1)

    def test_a_body_that_is_canceled_resets_the_stream(self):
        reset = []

        def handler(request):
            request.headers()
            request.data(b"begin")
            reset.append(request.wait_reset())

        with origin({"/": handler}) as o:
            self.assertEqual(self.ask(o, "/cancel").text, "true")
            atoll.eventually(lambda: reset == [CANCEL], "RST_STREAM")

    def test_a_refused_request_is_sent_again(self):
        def refuse(request):
            request.read()
            with request.connection.origin.lock:
                first = len(request.connection.origin.requests) == 1
            if first:
                return request.connection.reset(request.stream, REFUSED_STREAM)
            return request.answer(request.read())

        for method, body in (("GET", None), ("POST", "x" * 1_000)):
            with self.subTest(method=method), origin({"/": refuse}) as o:
                found = self.send(o, method, body)
                self.assertEqual((found["status"], found["text"]), (200, body or ""))
                self.assertEqual(len(o.requests), 2)

    def test_a_request_that_is_always_refused(self):
        with origin({"/": lambda r: r.connection.reset(r.stream, REFUSED_STREAM)}) as o:
            self.assertIn("the server has reset the request: REFUSED_STREAM",
                          self.ask(o, "/error").text)
            self.assertEqual(len(o.requests), 3)

    def test_a_server_that_goes_away(self):
        # The first two requests meet; the one that the server has not looked at goes elsewhere.
        both = threading.Event()

        def handler(request):
            if request.connection is not o.connections[0]:
                return request.answer(b"elsewhere " + request.read())
            if request.stream == 1:
                both.wait(60)
                request.connection.goaway(1)
                return request.answer(b"first")
            return both.set()

        with origin({"/": handler}) as o, concurrent.futures.ThreadPoolExecutor(2) as pool:
            first = pool.submit(self.ask, o, "/plain")
            atoll.eventually(lambda: o.requests, "the first request")
            second = pool.submit(self.send, o, "POST", "post")
            self.assertEqual(first.result().text, "first")
            self.assertEqual(second.result()["text"], "elsewhere post")
            self.assertEqual(len(o.connections), 2)
            # It ends the old connection, and goes on with the new one.
            atoll.eventually(lambda: o.connections[0].closed, "the end of the old connection")
            self.assertEqual(self.ask(o, "/plain").text, "elsewhere ")
            self.assertEqual(len(o.connections), 2)

    def test_no_more_streams_than_the_server_wants(self):
        most = []

        def handler(request):
            with request.connection.condition:
                live = [r for r in request.connection.requests.values() if not r.done]
                most.append(len(live))
            gate.wait()
            with request.connection.condition:
                request.done = True
            request.answer(b"ok")

        gate = Gate()
        with origin({"/": handler, "/first": lambda r: (setattr(r, "done", True), r.answer(b"ok"))},
                    greet=lambda c: c.settings(max_concurrent_streams=2)) as o:
            self.assertEqual(self.ask(o, "/plain", "/first").text, "ok")
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                found = pool.submit(self.ask, o, "/parallel", count="6")
                atoll.eventually(lambda: gate.waiting == 6, "six requests at a time")
                gate.open()
                self.assertEqual(json.loads(found.result().body), ["ok"] * 6)
            self.assertLessEqual(max(most), 2)
            self.assertGreaterEqual(len(o.connections), 3)

    def test_a_server_that_wants_http1(self):
        def http1(connection):
            connection._read()
            connection.raw(response(b"in HTTP/1.1", Connection="close"))

        def handler(request):
            request.connection.origin.context.set_alpn_protocols(["http/1.1"])
            request.connection.reset(request.stream, HTTP_1_1_REQUIRED)

        with origin({"/": handler}, http1=http1) as o:
            self.assertEqual(self.ask(o, "/plain").text, "in HTTP/1.1")
            self.assertEqual(o.protocols, ["h2", "http/1.1"])

    def test_a_connection_that_breaks(self):
        def cut(request):
            request.headers(200, [("content-length", "10")])
            request.data(b"part")
            request.connection.close()

        self.assertIn("The response's body broke off: ", self.error(cut))
        self.assertIn("the connection ended", self.error(lambda r: r.connection.close()))


class Hostile(Http2):
    def test_lengths_that_are_not_true(self):
        for length, body in (("5", b"four"), ("5", b"sixsix"), ("0", b"x")):
            with self.subTest(length=length):
                found = self.error(lambda r: r.answer(body, content_length=length))
                if length != "0":
                    self.assertIn("is not as long as its Content-Length says", found)

    def test_malformed_heads(self):
        for fields in ([("Upper", "x")], [(":path", "/")], [("connection", "close")],
                       [("transfer-encoding", "chunked")], [("a", b"b\r\nc: d")],
                       [("content-length", "1"), ("content-length", "2")]):
            with self.subTest(fields=fields):
                self.assertIn("malformed response: ",
                              self.error(lambda r: r.headers(200, fields, True)))

    def test_a_head_without_end(self):
        def handler(request):
            request.connection.send(HEADERS, 0, request.stream, block([(":status", "200")]))
            while True:
                request.connection.send(CONTINUATION, 0, request.stream,
                                        block([("a", "x" * 16_000)]))

        self.assertRegex(self.error(handler), "the response's head has more than|CONTINUATION frames")

    def test_a_head_that_is_packed_small(self):
        def handler(request):
            # An entry of 4 KB in the table, and then references to it.
            entry = b"\x40" + block([("a", "x" * 3_900)])[1:]
            request.connection.send(
                HEADERS, END_HEADERS, request.stream,
                block([(":status", "200")]) + entry + b"\xbe" * 10_000)

        self.assertIn("the response's head has more than 131072 octets", self.error(handler))

    def test_floods(self):
        for octets in (frame(PING, 0, 0, b"pingping"), frame(4, 0, 0), frame(UPDATE, 0, 0, b"\0\0\0\1"),
                       frame(RESET, 0, 99, b"\0\0\0\1"), frame(DATA, 0, 1)):
            with self.subTest(octets=octets):
                def handler(request):
                    if octets[3] == DATA:
                        request.headers()
                    while True:
                        request.connection.raw(octets * 100)

                self.assertRegex(self.error(handler), "TypeError: ")

    def test_pushes_are_not_taken(self):
        def handler(request):
            request.connection.send(5, END_HEADERS, request.stream, b"\0\0\0\2" + block(
                [(":method", "GET"), (":scheme", "https"), (":authority", "a"), (":path", "/")]))

        self.assertIn("the server breaks HTTP/2", self.error(handler))

    def test_a_server_that_speaks_http1_all_the_same(self):
        with origin({"/": lambda r: None}, greet=lambda c: c.raw(response(b"hello"))) as o:
            self.assertIn("TypeError: fetch failed: ", self.ask(o, "/error").text)


if __name__ == "__main__":
    junit.main()
