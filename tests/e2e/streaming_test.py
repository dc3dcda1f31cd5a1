#!/usr/bin/env python3
"""Bodies that are larger than memory, slow readers on both sides, and clients that go away."""

import http.client
import json
import signal
import subprocess
import sys
import time
import unittest

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

MB = 1_000_000
# What a process may have resident; sanitizers keep much more.
MEMORY = 100 * MB if not atoll.SANITIZED else 1000 * MB
UPLOAD = 1 << 30 if not atoll.SANITIZED else 1 << 27

WORKER = """\
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const piece = new Uint8Array(65536);
let pulled = 0;
let aborted = 0;
let canceled = 0;
export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    switch (url.pathname) {
      case "/upload": {
        // Slow: nothing at first, then a rest every 4 MB or so.
        await sleep(500);
        let total = 0;
        let rest = 0;
        for (const reader = request.body.getReader(); ; ) {
          const { done, value } = await reader.read();
          if (done) break;
          total += value.byteLength;
          if (total - rest > 4e6) {
            rest = total;
            await sleep(1);
          }
        }
        return new Response(String(total));
      }
      case "/unread":
        return new Response("not read");
      case "/fixed": {
        const { readable, writable } = new FixedLengthStream(Number(url.searchParams.get("length")));
        const writer = writable.getWriter();
        ctx.waitUntil(writer.write(new TextEncoder().encode("octets"))
          .then(() => writer.close()).catch(() => {}));
        return new Response(readable);
      }
      case "/endless":
        pulled = 0;
        return new Response(new ReadableStream({
          pull(controller) {
            pulled += piece.byteLength;
            controller.enqueue(piece.slice());
          },
          cancel() {
            canceled++;
          },
        }));
      case "/wait": {
        request.signal.addEventListener("abort", () => { aborted++; });
        await sleep(600000);
        return new Response("late");
      }
      case "/state":
        return Response.json({ pulled, aborted, canceled });
      default:
        return new Response("ok");
    }
  },
};
"""

# One isolate, whose state the tests look at.
NODE = """\
[server]
threads = 1
max_body_size = "2GB"
[limits]
isolates_per_worker = 1
[[workers]]
name = "w"
path = "w.js"
hosts = ["*"]
"""


class Streaming(unittest.TestCase):
    def setUp(self):
        self.project = atoll.project({"w.js": WORKER, "atoll.toml": NODE})
        self.folder = self.project.__enter__()
        self.server = atoll.Server("serve", f"{self.folder}/atoll.toml")

    def tearDown(self):
        self.server.kill()
        self.project.__exit__(None, None, None)

    def state(self, name):
        return json.loads(self.server.get("/state").text)[name]

    def test_a_1_gb_upload_to_a_slow_reader(self):
        block = bytes(1 << 18)
        with self.server.connect() as connection:
            connection.sendall(
                b"POST /upload HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                b"Content-Length: %d\r\n\r\n" % UPLOAD
            )
            for _ in range(UPLOAD // len(block)):
                connection.sendall(block)
            answer = atoll.read_all(connection)
        self.assertTrue(answer.endswith(b"\r\n\r\n%d" % UPLOAD), answer)
        self.assertLess(self.server.peak_memory(), MEMORY)

    def test_a_body_that_nobody_reads(self):
        with self.server.connect() as connection:
            connection.sendall(
                b"POST /unread HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                b"Content-Length: %d\r\n\r\n" % UPLOAD
            )
            answer = connection.recv(4096)
        self.assertTrue(answer.startswith(b"HTTP/1.1 200 "), answer)
        self.assertEqual(self.server.get("/").text, "ok")
        self.assertLess(self.server.peak_memory(), MEMORY)

    def test_a_client_that_reads_slowly_holds_the_worker_back(self):
        with self.server.connect(receive_buffer=4096) as connection:
            connection.sendall(b"GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
            self.assertTrue(connection.recv(64).startswith(b"HTTP/1.1 200 "))

            def at_rest():
                before = self.state("pulled")
                time.sleep(0.3)
                return before if before == self.state("pulled") else 0

            at_rest_after = atoll.eventually(at_rest, "the worker to stop producing")
            self.assertLess(at_rest_after, 32 * MB)
            received = 0
            while received < 2 * at_rest_after:
                received += len(connection.recv(1 << 20))
            self.assertGreater(self.state("pulled"), at_rest_after)
        self.assertLess(self.server.peak_memory(), MEMORY)

    def test_a_fixed_length_stream_has_a_content_length(self):
        answer = self.server.get("/fixed?length=6")
        self.assertEqual((answer.text, answer.headers["Content-Length"]), ("octets", "6"))
        self.assertNotIn("Transfer-Encoding", answer.headers)
        head = self.server.request("HEAD", "/fixed?length=6")
        self.assertEqual((head.text, head.headers["Content-Length"]), ("", "6"))

    def test_a_fixed_length_stream_that_ends_early_breaks_the_connection(self):
        with self.assertRaises(http.client.IncompleteRead):
            self.server.get("/fixed?length=7")

    def test_a_client_that_goes_away_aborts_the_signal(self):
        with self.server.connect() as connection:
            connection.sendall(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
            self.assertEqual(self.state("aborted"), 0)
        atoll.eventually(lambda: self.state("aborted") == 1, "request.signal to abort")

    def test_a_client_that_goes_away_cancels_the_stream(self):
        with self.server.connect() as connection:
            connection.sendall(b"GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
            connection.recv(64)
        atoll.eventually(lambda: self.state("canceled") == 1, "the stream to be cancelled")

    def test_a_client_killed_in_the_middle(self):
        source = (
            "import socket, sys\n"
            f"s = socket.create_connection(('127.0.0.1', {self.server.port}))\n"
            "s.sendall(b'POST /upload HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 90000000\\r\\n\\r\\n')\n"
            "print('sent', flush=True)\n"
            "while True: s.sendall(bytes(65536))\n"
        )
        client = subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE)
        self.assertEqual(client.stdout.readline(), b"sent\n")
        client.send_signal(signal.SIGKILL)
        client.communicate()
        for _ in range(10):
            self.assertEqual(self.server.get("/").text, "ok")
        self.assertIsNone(self.server.process.poll())


class BodyLimit(unittest.TestCase):
    def test_a_body_over_the_limit(self):
        script = "export default { fetch: async (r) => new Response((await r.text()).length) };\n"
        with atoll.project({"w.js": script}) as folder:
            with atoll.Server("serve", f"{folder}/w.js", "--max-body-size", "1MB") as server:
                with server.connect() as connection:
                    connection.sendall(
                        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000001\r\n\r\n"
                    )
                    answer = atoll.read_all(connection)
                self.assertTrue(answer.startswith(b"HTTP/1.1 413 "), answer)
                self.assertEqual(server.request("POST", "/", body=bytes(MB)).text, str(MB))


if __name__ == "__main__":
    junit.main()
