#!/usr/bin/env python3
"""WebSockets that a worker opens, and those that it passes on."""

import base64
import json
import struct
import sys
import threading
import urllib.request

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402
import outbound  # noqa: E402
import websocket as ws  # noqa: E402
from origin import Gate, Origin, response  # noqa: E402
from outbound import OutboundTest  # noqa: E402
from websocket_peer import Peer  # noqa: E402


def serve(act, early=b"", **fields):
    """A handler that accepts the handshake and calls act(peer)."""

    def handler(connection, request):
        peer = Peer(connection, request, **fields)
        connection.send(peer.head + early)
        act(peer)

    return handler


def echo(peer):
    while True:
        opcode, payload = peer.read()
        if opcode is None:
            return
        peer.send(opcode, payload)
        if opcode == ws.CLOSE:
            return


class WebSocketClient(OutboundTest):
    worker = "websocket_client_worker.js"

    def seen(self, handler, scenario="/listen"):
        with Origin({"/": handler}) as o:
            return json.loads(self.ask(o, scenario).body)

    def test_a_conversation(self):
        with Origin({"/": serve(echo, Sec_WebSocket_Protocol="two")}) as o:
            found = json.loads(self.ask(o, "/open").body)
            request = o.requests[0]
        self.assertEqual(found["before"], [0, "", f"{o.url}/".replace("http", "ws")])
        self.assertEqual(found["seen"],
                         ["open", "hello", [1, 2, 3], ["close", 3000, "enough", True]])
        self.assertEqual((found["protocol"], found["state"]), ("two", 3))
        self.assertEqual(request.get("upgrade"), "websocket")
        self.assertEqual(request.get("connection"), "Upgrade")
        self.assertEqual(request.get("sec-websocket-version"), "13")
        self.assertEqual(request.get("sec-websocket-protocol"), "one, two")
        self.assertIsNone(request.get("sec-websocket-extensions"))

    def test_what_waits_for_the_server(self):
        gate, asked = Gate(), []

        def handler(connection, request):
            if request.get("upgrade") is None:
                asked.append(request)
                if len(asked) == 2:
                    gate.open()
                return response(b"")
            peer = Peer(connection, request)
            connection.send(peer.head)
            peer.read(), peer.read()
            gate.wait()
            echo(peer)
            return None

        self.assertEqual(self.seen(handler, "/buffered"), [0, 0, 5, (15 << 20) + 4, "none", 4])

    def test_credentials_of_the_url(self):
        with Origin({"/": serve(lambda peer: None)}) as o:
            self.server.get("/listen?to=/", x_origin=o.url.replace("//", "//%C3%A9:a%20b%3A@"))
            self.server.get("/listen?to=/", x_origin=o.url.replace("//", "//only@"))
            found = [request.get("authorization") for request in o.requests]
        self.assertEqual(found, [f"Basic {base64.b64encode(text.encode()).decode()}"
                                 for text in ("\u00e9:a b:", "only:")])

    def test_subprotocols_that_differ_in_case(self):
        with Origin({}) as o:
            self.assertRegex(self.ask(o, "/protocols").text, "SyntaxError: .*\"ONE\" comes twice")

    def test_what_a_server_sends(self):
        answers = []

        def act(peer):
            peer.send(ws.TEXT, "gr\u00fc\u00df".encode(), fin=False)
            peer.send(ws.PING, b"there?")
            peer.send(ws.CONTINUATION, b"e")
            self.pong = peer.read()
            peer.send(ws.BINARY, b"\0\xff")
            peer.send(ws.CLOSE, ws.close_payload(4001, "bye"))
            answers.append(peer.read())

        early = ws.frame(ws.TEXT, b"behind the handshake", mask=False)
        self.assertEqual(self.seen(serve(act, early)), [
            "open", "behind the handshake", "gr\u00fc\u00dfe", [0, 255],
            ["close", 4001, "bye", True]])
        self.assertEqual(self.pong, (ws.PONG, b"there?"))
        atoll.eventually(lambda: answers, "the answer to the close frame")
        self.assertEqual(answers, [(ws.CLOSE, ws.close_payload(4001))])

    def test_fetch(self):
        def act(peer):
            peer.send(*peer.read())
            peer.send(ws.CLOSE)
            peer.read()

        self.assertEqual(self.seen(serve(act), "/fetch"),
                         [101, "fetched", ["close", 1005, "", True]])
        self.assertEqual(self.seen(lambda *_: response(b"no", "403 Forbidden"), "/fetch"),
                         [403, "no"])

    def test_large_messages(self):
        with Origin({"/": serve(echo)}) as o:
            self.assertEqual(self.ask(o, "/large").text, "true")

    def test_handshakes_that_fail(self):
        for fields, why in [
                ({"accept": "x"}, "the Sec-WebSocket-Accept is not the one that answers the key"),
                ({"Sec_WebSocket_Extensions": "permessage-deflate"}, "an extension"),
                ({"Sec_WebSocket_Protocol": "three"}, "a subprotocol that was not offered")]:
            with self.subTest(fields=fields), Origin({"/": serve(lambda p: p.read(), **fields)}) as o:
                found = self.ask(o, "/error").text
                self.assertIn("TypeError: fetch failed: the WebSocket handshake failed: ", found)
                self.assertIn(why, found)
        found = self.seen(lambda *_: response(b"", "404 Not Found"))
        self.assertEqual(found, [
            "error WebSocket: the server answered the handshake with the status 404; expected 101.",
            ["close", 1006, "", False]])

    def test_a_server_that_breaks_the_protocol(self):
        for octets, code in [(ws.frame(ws.TEXT, b"masked"), 1002),
                             (ws.frame(ws.TEXT, b"\xff", mask=False), 1007),
                             (ws.frame(ws.BINARY, b"x", mask=False, length=1 << 40), 1009),
                             (ws.frame(3, b"", mask=False), 1002)]:
            with self.subTest(octets=octets):
                answers = []

                def act(peer):
                    peer.connection.send(octets)
                    answers.append(peer.read())

                found = self.seen(serve(act))
                self.assertEqual((found[0], found[-1]), ("open", ["close", 1006, "", False]))
                self.assertTrue(found[1].startswith("error WebSocket: "), found)
                atoll.eventually(lambda: answers, "a close frame")
                self.assertEqual(struct.unpack("!H", answers[0][1][:2])[0], code)

    def test_a_server_that_goes_without_a_word(self):
        found = self.seen(serve(lambda peer: None))
        self.assertEqual(found, ["open",
                                 "error WebSocket: the server has gone without a close frame.",
                                 ["close", 1006, "", False]])

    def test_before_it_is_open(self):
        found = self.seen(lambda connection, _: connection.wait_closed(), "/early")
        self.assertEqual((found["errors"], found["state"]), (["InvalidStateError"], 2))
        self.assertEqual(found["seen"][-1], ["close", 1006, "", False])

    def test_a_socket_is_passed_on(self):
        with Origin({"/": serve(echo)}) as o:
            with ws.Client(self.server, "/pass?to=/", x_origin=o.url) as client:
                for text in (b"one", b"two" * 10_000):
                    client.send(ws.TEXT, text)
                    self.assertEqual(client.receive(), (ws.TEXT, text))
                client.send(ws.BINARY, b"\0\1")
                self.assertEqual(client.receive(), (ws.BINARY, b"\0\1"))
                client.send(ws.CLOSE, ws.close_payload(3001, "done"))
                self.assertEqual(client.receive()[0], ws.CLOSE)

    def test_a_socket_that_is_passed_on_waits_for_no_turn(self):
        """The worker's own thread is in an endless loop, and messages go to and fro."""
        files = {"index.js": outbound.script(self.worker),
                 "atoll.toml": outbound.config() + "[limits]\ncpu_ms = 60_000\n"}
        with atoll.project(files) as folder, Origin({"/": serve(echo)}) as o, \
                atoll.Server("serve", f"{folder}/atoll.toml", "--admin", "127.0.0.1:0") as server:
            admin = server.wait_for_match(r"Metrics on http://(\S+)/metrics")[1]

            def metrics():
                with urllib.request.urlopen(f"http://{admin}/metrics") as answer:
                    return answer.read().decode()

            def is_busy():
                return "\natoll_astray_threads 1\n" in metrics()

            with ws.Client(server, "/pass?to=/", x_origin=o.url) as client:
                client.send(ws.TEXT, b"before")
                self.assertEqual(client.receive(), (ws.TEXT, b"before"))
                with server.connect() as loop:
                    loop.sendall(b"GET /busy?to=/ HTTP/1.1\r\nHost: localhost\r\n"
                                 b"X-Origin: http://x\r\n\r\n")
                    atoll.eventually(is_busy, "a thread in the endless loop")
                    for i in range(20):
                        client.send(ws.TEXT, b"%d" % i)
                        self.assertEqual(client.receive(), (ws.TEXT, b"%d" % i))
                    self.assertTrue(is_busy())
            atoll.eventually(
                lambda: 'atoll_worker_subrequests_total{worker="worker"} 1\n' in metrics(),
                "the count of what is over")

    def test_whoever_is_faster_waits(self):
        """Back-pressure goes through the relay: a server that does not read stops the client."""
        reading = threading.Event()
        sizes = []

        def act(peer):
            reading.wait(20)
            for _ in range(COUNT):
                sizes.append(len(peer.read()[1]))
            peer.send(ws.TEXT, b"all")
            peer.read()

        COUNT, SIZE = 60, 1_000_000
        with Origin({"/": serve(act)}) as o:
            with ws.Client(self.server, "/pass?to=/", x_origin=o.url) as client:
                frame = ws.frame(ws.BINARY, b"x" * SIZE)
                sender = threading.Thread(target=lambda: [
                    client.connection.sendall(frame) for _ in range(COUNT)])
                sender.start()
                sender.join(1)
                self.assertTrue(sender.is_alive(), "60 MB went to a server that reads nothing")
                reading.set()
                self.assertEqual(client.receive(), (ws.TEXT, b"all"))
                sender.join()
        self.assertEqual(sizes, [SIZE] * COUNT)

    def test_a_socket_that_is_passed_on_ends_with_its_server(self):
        def act(peer):
            peer.send(ws.TEXT, b"last words")
            peer.send(ws.CLOSE, ws.close_payload(4002, "over"))
            peer.read()

        with Origin({"/": serve(act)}) as o:
            with ws.Client(self.server, "/pass?to=/", x_origin=o.url) as client:
                self.assertEqual(client.receive(), (ws.TEXT, b"last words"))
                self.assertEqual(client.receive(), (ws.CLOSE, ws.close_payload(4002, "over")))


if __name__ == "__main__":
    junit.main()
