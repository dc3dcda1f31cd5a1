#!/usr/bin/env python3
"""From start to end: module state, timers, waitUntil, console, signals."""

import signal
import socket
import sys
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

WORKER = """\
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
let count = 0;
let background = "not begun";
export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    switch (url.pathname) {
      case "/count":
        return new Response(String(++count));
      case "/slow":
        console.log("slow begins");
        await sleep(Number(url.searchParams.get("ms")));
        return new Response("slow but sure");
      case "/background":
        background = "begun";
        ctx.waitUntil(sleep(100).then(() => {
          background = "done";
          console.log("background is done");
        }));
        return new Response("answered");
      case "/state":
        return new Response(background);
      case "/timers": {
        const order = [];
        const stopped = setTimeout(() => order.push("stopped"), 1);
        clearTimeout(stopped);
        setTimeout((a, b) => order.push(a + b), 20, "la", "st");
        setTimeout(() => order.push("zero"));
        queueMicrotask(() => order.push("microtask"));
        let ticks = 0;
        await new Promise((done) => {
          const interval = setInterval(() => {
            order.push(`tick ${++ticks}`);
            if (ticks === 2) {
              clearInterval(interval);
              done();
            }
          }, 5);
        });
        await sleep(40);
        return Response.json(order);
      }
      case "/console":
        console.log("a %s line", "log", { a: [1, "two"] });
        console.warn("a warn line");
        console.error(new Error("an error line"));
        return new Response("said");
      case "/loop":
        for (;;);
      default:
        return new Response("ok");
    }
  },
};
"""


class Life(unittest.TestCase):
    def setUp(self):
        self.project = atoll.project({"w.js": WORKER})
        self.folder = self.project.__enter__()
        self.server = None

    def tearDown(self):
        if self.server:
            self.server.kill()
        self.project.__exit__(None, None, None)

    def start(self, command="dev", *args):
        if self.server:
            self.server.kill()
        self.server = atoll.Server(command, f"{self.folder}/w.js", *args)
        return self.server

    def test_module_state_lives_on_in_dev(self):
        server = self.start()
        self.assertEqual([server.get("/count").text for _ in range(5)], list("12345"))

    def test_dev_starts_afresh_after_a_change(self):
        server = self.start()
        self.assertEqual(server.get("/count").text, "1")
        self.assertEqual(server.get("/count").text, "2")
        atoll.write(self.folder, {"w.js": WORKER.replace("++count", "`new ${++count}`")})
        atoll.eventually(lambda: server.get("/count").text.startswith("new "), "the new script")

    def test_dev_finds_the_configuration_of_the_working_folder(self):
        config = 'name = "w"\nmain = "w.js"\n'
        atoll.write(self.folder, {"wrangler.toml": config, "sub/note.txt": ""})
        for cwd in (self.folder, f"{self.folder}/sub"):
            with self.subTest(cwd=cwd), atoll.Server("dev", cwd=cwd) as server:
                self.assertEqual(server.get("/").text, "ok")

    def test_dev_takes_the_next_free_port(self):
        first = self.start()
        with atoll.Server("dev", f"{self.folder}/w.js", port=first.port) as second:
            self.assertGreater(second.port, first.port)
            self.assertEqual(second.get("/").text, "ok")
            self.assertIn(f"{first.port} is busy", second.output())

    def test_a_change_lets_requests_finish(self):
        server = self.start()
        with server.connect() as connection:
            connection.sendall(
                b"GET /slow?ms=1500 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            )
            server.wait_for_output("slow begins")
            atoll.write(self.folder, {"w.js": WORKER.replace('"ok"', '"changed"')})
            atoll.eventually(lambda: server.get("/").text == "changed", "the new script")
            self.assertTrue(atoll.read_all(connection).endswith(b"slow but sure"))

    def test_dev_follows_a_file_that_is_replaced_or_comes_back(self):
        server = self.start()
        script = Path(self.folder, "w.js")
        atoll.write(self.folder, {"new.js": WORKER.replace('"ok"', '"renamed"')})
        Path(self.folder, "new.js").rename(script)
        atoll.eventually(lambda: server.get("/").text == "renamed", "the file that was renamed")
        script.unlink()
        atoll.eventually(lambda: server.get("/", Accept="text/html").status == 500,
                         "the page of a missing script")
        self.assertIn("w.js", server.get("/", Accept="text/html").text)
        atoll.write(self.folder, {"w.js": WORKER})
        atoll.eventually(lambda: server.get("/").text == "ok", "the script to come back")

    def test_dev_follows_the_configuration(self):
        files = {
            "c.js": "export default { fetch: (request, env) => new Response(env.A) };\n",
            "wrangler.jsonc": '{ "name": "c", "main": "c.js", "vars": { "A": "one" } }\n',
        }
        atoll.write(self.folder, files)
        with atoll.Server("dev", self.folder) as server:
            self.assertEqual(server.get("/").text, "one")
            config = files["wrangler.jsonc"]
            atoll.write(self.folder, {"wrangler.jsonc": config.replace('"vars"', "vars")})
            atoll.eventually(lambda: server.get("/", Accept="text/html").status == 500,
                             "the page of a broken file")
            self.assertIn("wrangler.jsonc:1:", server.get("/", Accept="text/html").text)
            atoll.write(self.folder, {"wrangler.jsonc": config.replace("one", "two")})
            atoll.eventually(lambda: server.get("/").text == "two", "the new variable")

    def test_dev_prints_request_lines(self):
        server = self.start()
        server.get("/some/path?q=1")
        server.wait_for_output("/some/path")
        line = next(l for l in server.output().splitlines() if "/some/path" in l)
        self.assertIn("GET", line)
        self.assertIn("200", line)

    def test_console_output(self):
        for command in ("dev", "serve"):
            with self.subTest(command=command):
                server = self.start(command)
                self.assertEqual(server.get("/console").text, "said")
                server.wait_for_output("a log line")
                server.wait_for_output("two")
                server.wait_for_output("a warn line")
                server.wait_for_output("an error line")
                server.kill()

    def test_timers(self):
        order = self.start().get("/timers").text
        self.assertEqual(order, '["microtask","zero","tick 1","tick 2","last"]')

    def test_wait_until(self):
        server = self.start()
        self.assertEqual(server.get("/background").text, "answered")
        atoll.eventually(lambda: server.get("/state").text == "done", "waitUntil's promise")

    def test_signals_let_requests_finish(self):
        for command in ("dev", "serve"):
            for number in (signal.SIGINT, signal.SIGTERM):
                with self.subTest(command=command, signal=number):
                    server = self.start(command)
                    with server.connect() as connection:
                        connection.sendall(b"GET /slow?ms=700 HTTP/1.1\r\nHost: a\r\n\r\n")
                        server.wait_for_output("slow begins")
                        server.signal(number)
                        answer = atoll.read_all(connection)
                    self.assertTrue(answer.startswith(b"HTTP/1.1 200 "), answer)
                    self.assertTrue(answer.endswith(b"slow but sure"), answer)
                    self.assertEqual(server.wait(), 0)
                    # The port is free.
                    with socket.socket() as other:
                        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                        other.bind(("127.0.0.1", server.port))
                        other.listen()

    def test_a_signal_lets_wait_until_finish(self):
        server = self.start("serve")
        self.assertEqual(server.get("/background").text, "answered")
        server.signal(signal.SIGTERM)
        self.assertEqual(server.wait(), 0)
        self.assertIn("background is done", server.output())

    def test_a_signal_closes_idle_connections(self):
        server = self.start("serve", "--threads", "2")
        with server.client() as client:
            client.request("GET", "/")
            client.getresponse().read()
            server.signal(signal.SIGTERM)
            self.assertEqual(server.wait(), 0)

    def test_a_second_signal_ends_at_once(self):
        server = self.start("serve")
        with server.connect() as connection:
            connection.sendall(b"GET /slow?ms=600000 HTTP/1.1\r\nHost: a\r\n\r\n")
            server.wait_for_output("slow begins")
            server.signal(signal.SIGTERM)
            atoll.eventually(self.refuses_connections, "the listener to close")
            server.signal(signal.SIGTERM)
            server.wait()

    def test_a_second_signal_ends_an_endless_loop(self):
        for command in (["dev"], ["serve", "--threads", "1"]):
            with self.subTest(command=command):
                server = self.start(*command)
                with server.connect() as connection:
                    connection.sendall(b"GET /loop HTTP/1.1\r\nHost: a\r\n\r\n")
                    atoll.eventually(self.is_stuck, "the endless loop")
                    server.signal(signal.SIGINT)
                    server.wait_for_output("a second signal stops at once")
                    server.signal(signal.SIGINT)
                    self.assertEqual(server.wait(), 128 + signal.SIGINT)

    def is_stuck(self):
        """Whether a turn goes on without its lane.

        Its thread has the policy SCHED_IDLE, or a niceness of 10 where none comes back from that.
        """
        stats = Path(f"/proc/{self.server.cell()}/task").glob("*/stat")
        fields = [stat.read_text(encoding="utf-8").rpartition(")")[2].split() for stat in stats]
        return any(one[38] == "5" or one[16] == "10" for one in fields)

    def refuses_connections(self):
        try:
            self.server.connect().close()
        # A listener that closes with a connection in its queue resets that one.
        except (ConnectionRefusedError, ConnectionResetError):
            return True
        return False


if __name__ == "__main__":
    junit.main()
