#!/usr/bin/env python3
"""WebSockets: a worker's WebSocketPair, and a client of plain octets on the other side."""

import json
import signal
import sys
import time
import unittest

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402
import websocket as ws  # noqa: E402

MB = 1_000_000
MEMORY = 200 * MB if not atoll.SANITIZED else 1500 * MB

WORKER = """\
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const spin = (millis) => {
  let x = 0;
  for (let i = 0; i < millis * 1e5; ++i) x = (x * 31 + i) | 0;
  return x;
};
const log = [];
const rooms = new Set();

function answer(client, headers = {}) {
  return new Response(null, { status: 101, webSocket: client, headers });
}
function note(server, name) {
  server.addEventListener("close", ({ code, reason, wasClean }) => {
    log.push({ name, code, reason, wasClean, readyState: server.readyState });
  });
  server.addEventListener("error", ({ message }) => log.push({ name, error: message }));
}

export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    if (url.pathname === "/log") return Response.json(log.splice(0));
    if (url.pathname === "/plain") return new Response("no socket here");
    const [client, server] = Object.values(new WebSocketPair());
    note(server, url.pathname);
    switch (url.pathname) {
      case "/echo":
        server.accept();
        server.addEventListener("message", ({ data }) => server.send(data));
        return answer(client);
      case "/first":
        server.accept();
        server.send("before the response");
        ctx.waitUntil(sleep(10).then(() => server.send("after it")));
        return answer(client, { "sec-websocket-protocol": "two", "x-own": "1",
          "sec-websocket-extensions": "permessage-deflate" });
      case "/late":
        server.onmessage = ({ data }) => server.send(`late ${data}`);
        ctx.waitUntil(sleep(50).then(() => server.accept()));
        return answer(client);
      case "/types":
        server.accept();
        server.binaryType = url.searchParams.get("type") ?? "arraybuffer";
        server.addEventListener("message", ({ data }) => {
          server.send(typeof data === "string" ? "string" : data.constructor.name);
        });
        return answer(client);
      case "/closes":
        server.accept();
        server.addEventListener("message", ({ data }) => {
          const { code, reason } = JSON.parse(data);
          try {
            server.close(code, reason);
          } catch (error) {
            server.send(`${error.name}: ${error.message}`);
          }
        });
        return answer(client);
      case "/room":
        server.accept();
        rooms.add(server);
        server.addEventListener("message", ({ data }) => {
          for (const one of rooms) one.send(data);
        });
        server.addEventListener("close", () => rooms.delete(server));
        return answer(client);
      case "/large": {
        server.accept();
        const piece = "x".repeat(1 << 20);
        server.addEventListener("message", ({ data }) => {
          for (let i = 0; i < Number(data); ++i) server.send(piece);
        });
        return answer(client);
      }
      case "/slow":
        server.accept();
        server.addEventListener("message", ({ data }) => {
          spin(Number(data));
          server.send("spun");
        });
        return answer(client);
      case "/never":
        return answer(client);
      case "/loop":
        server.accept();
        server.addEventListener("message", () => { for (;;) {} });
        return answer(client);
      case "/throws":
        server.accept();
        server.addEventListener("message", ({ data }) => {
          if (data === "throw") throw new Error("a listener threw");
          server.send(data);
        });
        return answer(client);
      case "/ticks": {
        server.accept();
        let n = 0;
        const timer = setInterval(() => server.send(`tick ${++n}`), 5);
        server.addEventListener("close", () => clearInterval(timer));
        return answer(client);
      }
      case "/accepted":
        client.accept();
        return answer(client);
      default:
        return new Response("nothing", { status: 404 });
    }
  },
};
"""


class WebSocket(unittest.TestCase):
    command = ("serve", "--threads", "1")

    def setUp(self):
        self.project = atoll.project({"w.js": WORKER})
        self.folder = self.project.__enter__()
        self.server = self.start()

    def start(self, *args):
        command, *options = self.command
        return atoll.Server(command, f"{self.folder}/w.js", *options, *args)

    def tearDown(self):
        self.server.kill()
        self.project.__exit__(None, None, None)

    def client(self, target, **options):
        return ws.Client(self.server, target, **options)

    def logged(self):
        """What the worker has noted, once there is something."""
        return atoll.eventually(lambda: json.loads(self.server.get("/log").text), "a note")

    def fails(self, target, octets, code, error):
        """The server answers `octets` with a close frame and ends; the worker hears 1006."""
        with self.client(target) as client:
            client.connection.sendall(octets)
            found, reason = client.receive_close()
            self.assertEqual(found, code, reason)
            self.assertIn(error, reason)
            self.assertTrue(client.ended())
        noted = self.logged()
        self.assertIn(error, noted[0]["error"])
        self.assertEqual(
            (noted[1]["code"], noted[1]["wasClean"], noted[1]["readyState"]), (1006, False, 3)
        )


class Messages(WebSocket):
    def test_an_echo_of_text_and_octets(self):
        with self.client("/echo") as client:
            for text in ["hello", "", "grüße ☃ 😀", "x" * 125, "x" * 126, "é" * 40_000]:
                client.send_text(text)
                self.assertEqual(client.receive_text(), text)
            for size in [0, 1, 125, 126, 65535, 65536, 1 << 20]:
                octets = bytes(i * 7 & 0xFF for i in range(size))
                client.send(ws.BINARY, octets)
                self.assertEqual(client.receive(), (ws.BINARY, octets))

    def test_the_types_of_data(self):
        with self.client("/types") as client:
            client.send_text("a")
            client.send(ws.BINARY, b"a")
            self.assertEqual([client.receive_text() for _ in range(2)], ["string", "ArrayBuffer"])
        with self.client("/types?type=blob") as client:
            client.send(ws.BINARY, b"a")
            self.assertEqual(client.receive_text(), "Blob")

    def test_the_compatibility_date_decides_what_octets_are(self):
        script = """export default { fetch() {
          return Response.json(Object.values(new WebSocketPair()).map((one) => one.binaryType));
        } }"""
        for more, expected in [
                ({"compatibility_date": "2026-03-16"}, "arraybuffer"),
                ({"compatibility_date": "2026-03-17"}, "blob"),
                ({"compatibility_date": "2026-03-17",
                  "compatibility_flags": ["no_websocket_standard_binary_type"]}, "arraybuffer")]:
            files = {"index.js": script,
                     "wrangler.json": json.dumps({"name": "w", "main": "index.js", **more})}
            with self.subTest(more), atoll.project(files) as folder, \
                    atoll.Server("serve", folder) as server:
                self.assertEqual(json.loads(server.get("/").body), [expected, expected])

    def test_many_messages_in_one_segment_keep_their_order(self):
        texts = [f"message {i}" for i in range(2000)]
        with self.client("/echo") as client:
            client.connection.sendall(b"".join(ws.frame(ws.TEXT, t.encode()) for t in texts))
            self.assertEqual([client.receive_text() for _ in texts], texts)

    def test_octet_by_octet(self):
        with self.client("/echo") as client:
            for octet in ws.frame(ws.TEXT, "grüße".encode()):
                client.connection.sendall(bytes([octet]))
            self.assertEqual(client.receive_text(), "grüße")

    def test_fragments_with_pings_between_them(self):
        text = "grüße ☃".encode()
        with self.client("/echo") as client:
            client.send(ws.TEXT, text[:3], fin=False)  # within a character
            client.send(ws.PING, b"one")
            client.send(ws.CONTINUATION, b"", fin=False)
            client.send(ws.PONG, b"unasked")
            client.send(ws.CONTINUATION, text[3:8], fin=False)
            client.send(ws.PING)
            client.send(ws.CONTINUATION, text[8:])
            self.assertEqual(client.receive(), (ws.PONG, b"one"))
            self.assertEqual(client.receive(), (ws.PONG, b""))
            self.assertEqual(client.receive(), (ws.TEXT, text))

    def test_what_was_sent_before_the_response_and_the_subprotocol(self):
        with self.client("/first", Sec_WebSocket_Protocol="one, two") as client:
            self.assertEqual(client.headers["sec-websocket-protocol"], "two")
            self.assertEqual(client.headers["upgrade"], "websocket")
            self.assertEqual(client.headers["connection"], "Upgrade")
            self.assertEqual(client.headers["x-own"], "1")
            self.assertNotIn("sec-websocket-extensions", client.headers)
            self.assertEqual(client.receive_text(), "before the response")
            self.assertEqual(client.receive_text(), "after it")
        with self.client("/first") as client:
            self.assertNotIn("sec-websocket-protocol", client.headers)

    def test_nothing_is_lost_before_accept(self):
        with self.client("/late") as client:
            client.send_text("one")
            client.send_text("two")
            self.assertEqual([client.receive_text() for _ in range(2)], ["late one", "late two"])

    def test_sockets_of_one_isolate_reach_one_another(self):
        with self.client("/room") as one, self.client("/room") as other:
            one.send_text("hello")
            self.assertEqual((one.receive_text(), other.receive_text()), ("hello", "hello"))

    def test_timers_run_while_the_socket_is_open(self):
        with self.client("/ticks") as client:
            self.assertEqual(
                [client.receive_text() for _ in range(3)], ["tick 1", "tick 2", "tick 3"]
            )

    def test_a_listener_that_throws_is_reported_and_the_socket_goes_on(self):
        with self.client("/throws") as client:
            client.send_text("throw")
            client.send_text("still here")
            self.assertEqual(client.receive_text(), "still here")
        self.server.wait_for_output("a listener threw")


class Closing(WebSocket):
    def test_the_client_closes(self):
        for code, reason, expected in [(1000, "bye", 1000), (4321, "ende ☃", 4321), (None, "", None)]:
            with self.client("/echo") as client:
                client.close(code, reason)
                self.assertEqual(client.receive_close()[0], expected)
                self.assertTrue(client.ended())
            (noted,) = self.logged()
            self.assertEqual(noted["code"], code or 1005)
            self.assertEqual((noted["reason"], noted["wasClean"]), (reason, True))

    def test_the_worker_closes(self):
        with self.client("/closes") as client:
            client.send_text(json.dumps({"code": 3001, "reason": "enough"}))
            self.assertEqual(client.receive_close(), (3001, "enough"))
            client.send_text("not delivered")
            client.close(3001)
            self.assertTrue(client.ended())
        (noted,) = self.logged()
        self.assertEqual((noted["code"], noted["wasClean"]), (3001, True))
        with self.client("/closes") as client:
            client.send_text("{}")
            self.assertEqual(client.receive_close(), (None, ""))

    def test_the_worker_may_not_send_every_code(self):
        with self.client("/closes") as client:
            for code in [0, 999, 1004, 1005, 1006, 1015, 2999, 5000]:
                client.send_text(json.dumps({"code": code}))
                self.assertIn("InvalidAccessError", client.receive_text())
            client.send_text(json.dumps({"code": 1000, "reason": "é" * 62}))
            self.assertIn("SyntaxError", client.receive_text())

    def test_a_client_that_goes_away(self):
        with self.client("/echo"):
            pass
        (error, noted) = self.logged()
        self.assertIn("without a close frame", error["error"])
        self.assertEqual((noted["code"], noted["wasClean"]), (1006, False))

    def test_a_client_that_says_nothing_after_the_close_frame(self):
        with self.client("/closes") as client:
            client.send_text("{}")
            self.assertEqual(client.receive_close(), (None, ""))
            (_, noted) = self.logged()
            self.assertEqual(noted["code"], 1006)

    def test_half_close_after_the_close_frame(self):
        with self.client("/echo") as client:
            client.send_text("last")
            client.close(1000)
            client.connection.shutdown(1)
            self.assertEqual(client.receive_text(), "last")
            self.assertEqual(client.receive_close()[0], 1000)
            self.assertTrue(client.ended())

    def test_sigterm_closes_with_1001(self):
        with self.client("/echo") as client, self.client("/echo") as other:
            client.send_text("still here")
            self.assertEqual(client.receive_text(), "still here")
            self.server.signal(signal.SIGTERM)
            for one in (client, other):
                self.assertEqual(one.receive_close()[0], 1001)
                one.close(1001)
                self.assertTrue(one.ended())
            self.assertEqual(self.server.wait(), 0)


class Hostile(WebSocket):
    def test_a_frame_that_is_not_masked(self):
        self.fails("/echo", ws.frame(ws.TEXT, b"a", mask=False), 1002, "not masked")

    def test_reserved_bits_and_opcodes(self):
        for rsv in (1, 2, 4):
            self.fails("/echo", ws.frame(ws.TEXT, b"a", rsv=rsv), 1002, "reserved bit")
        for opcode in (3, 7, 11, 15):
            self.fails("/echo", ws.frame(opcode, b"a"), 1002, "reserved opcode")

    def test_control_frames_that_are_long_or_fragmented(self):
        self.fails("/echo", ws.frame(ws.PING, b"x" * 126), 1002, "malformed frame")
        self.fails("/echo", ws.frame(ws.PING, b"x", fin=False), 1002, "malformed frame")

    def test_fragments_out_of_order(self):
        self.fails("/echo", ws.frame(ws.CONTINUATION, b"a"), 1002, "none has begun")
        began = ws.frame(ws.TEXT, b"a", fin=False)
        self.fails("/echo", began + ws.frame(ws.TEXT, b"b"), 1002, "before the one before it")

    def test_codes_that_may_not_be_sent(self):
        for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535):
            octets = ws.frame(ws.CLOSE, ws.close_payload(code))
            self.fails("/echo", octets, 1002, f"status code {code};")
        self.fails("/echo", ws.frame(ws.CLOSE, b"\x03"), 1002, "half a status code")

    def test_what_is_not_utf8(self):
        for octets in (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"):
            self.fails("/echo", ws.frame(ws.TEXT, octets), 1007, "not UTF-8")
        split = ws.frame(ws.TEXT, b"a\xc3", fin=False) + ws.frame(ws.CONTINUATION, b"(")
        self.fails("/echo", split, 1007, "not UTF-8")
        self.fails("/echo", ws.frame(ws.CLOSE, b"\x03\xe8\xff"), 1007, "not UTF-8")

    def test_a_message_that_is_too_large(self):
        size = (1 << 20) + 1
        self.fails("/echo", ws.frame(ws.TEXT, b"x" * 100, length=size), 1009, "more than 1048576")
        self.fails("/echo", ws.frame(ws.BINARY, b"x", length=(1 << 63) - 1), 1009, "more than")
        parts = ws.frame(ws.BINARY, bytes(1 << 19), fin=False)
        parts += ws.frame(ws.CONTINUATION, bytes(1 << 19), fin=False) + ws.frame(ws.CONTINUATION, b"x")
        self.fails("/echo", parts, 1009, "more than")

    def test_a_client_that_reads_nothing_is_cut_off(self):
        with self.client("/large", receive_buffer=4096) as client:
            client.send_text("60")
            (error, noted) = self.logged()
            self.assertIn("the client is slow", error["error"])
            self.assertEqual(noted["code"], 1006)
        self.assertLess(self.server.peak_memory(), MEMORY)

    def test_a_client_that_reads_slowly_gets_all(self):
        with self.client("/large", receive_buffer=4096) as client:
            client.send_text("10")
            time.sleep(0.2)
            for _ in range(10):
                self.assertEqual(client.receive(), (ws.TEXT, b"x" * (1 << 20)))

    def test_a_worker_that_takes_nothing_holds_the_client_back(self):
        with self.client("/never") as client:
            client.connection.settimeout(0.5)
            octets = ws.frame(ws.BINARY, bytes(1 << 19))
            sent = 0
            with self.assertRaises(TimeoutError):
                while sent < 200 * MB:
                    client.connection.sendall(octets)
                    sent += len(octets)
            self.assertLess(sent, 50 * MB)

    def test_an_endless_loop_ends_the_isolate_with_1011(self):
        with self.client("/loop") as client, self.client("/echo") as other:
            client.send_text("go")
            self.assertEqual(client.receive_close()[0], 1011)
            self.assertEqual(other.receive_close()[0], 1011)
        self.server.wait_for_output("exceeded CPU")
        with self.client("/echo") as client:
            client.send_text("a new isolate")
            self.assertEqual(client.receive_text(), "a new isolate")

    def test_a_long_turn_leaves_its_lane_and_the_socket_goes_on(self):
        with self.client("/slow") as client, self.client("/echo") as other:
            for _ in range(3):
                client.send_text("200")
                other.send_text("meanwhile")
                self.assertEqual(client.receive_text(), "spun")
                self.assertEqual(other.receive_text(), "meanwhile")
            self.assertEqual(self.server.get("/plain").text, "no socket here")


class Handshake(WebSocket):
    HEADERS = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }

    def answers(self, status, target="/echo", method="GET", body=None, **changes):
        headers = {**self.HEADERS, **{k.replace("_", "-"): v for k, v in changes.items()}}
        headers = {name: value for name, value in headers.items() if value is not None}
        answer = self.server.request(method, target, body=body, headers=headers)
        self.assertEqual(answer.status, status, answer.text)
        return answer

    def test_a_request_that_is_no_handshake(self):
        answer = self.server.get("/echo")
        self.assertEqual((answer.status, answer.headers["upgrade"]), (426, "websocket"))
        self.server.wait_for_output("a request that is no WebSocket handshake")
        self.answers(426, Upgrade=None)
        self.answers(426, Upgrade="h2c")
        self.answers(426, Connection="keep-alive")
        answer = self.answers(426, Sec_WebSocket_Version="8")
        self.assertEqual(answer.headers["sec-websocket-version"], "13")
        self.answers(426, Sec_WebSocket_Version=None)
        self.answers(400, Sec_WebSocket_Key=None)
        self.answers(400, Sec_WebSocket_Key="dGhlIHNhbXBsZQ==")
        self.answers(400, method="POST")
        self.answers(400, body="a body")

    def test_a_handshake_that_is_answered_otherwise(self):
        self.assertEqual(self.answers(200, "/plain").text, "no socket here")
        self.answers(404, "/nothing")

    def test_a_socket_that_the_worker_has_accepted_cannot_be_sent(self):
        self.answers(500, "/accepted")
        self.server.wait_for_output("on which accept() was called")


class Dev(WebSocket):
    command = ("dev",)

    def test_an_echo(self):
        with self.client("/echo") as client:
            client.send_text("hello")
            self.assertEqual(client.receive_text(), "hello")
            client.close(1000)
            self.assertEqual(client.receive_close()[0], 1000)
        self.server.wait_for_output("GET /echo 101 Switching Protocols")


if __name__ == "__main__":
    junit.main()
