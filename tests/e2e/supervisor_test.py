#!/usr/bin/env python3
"""A supervisor and its cells: crashes, reloads, upgrades, signals."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import sys
import threading
import time
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

WORKER = """\
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
export default {
  async fetch(request) {
    const url = new URL(request.url);
    if (url.pathname === "/slow") {
      console.log("slow begins");
      await sleep(Number(url.searchParams.get("ms")));
      return new Response("slow but sure");
    }
    if (url.pathname === "/stream") {
      let left = 20;
      return new Response(new ReadableStream({
        async pull(controller) {
          await sleep(25);
          controller.enqueue(new TextEncoder().encode("piece "));
          if (--left === 0) controller.close();
        },
      }));
    }
    return new Response("VERSION");
  },
};
"""
# A beat, and the least and the most time before a cell is started after a crash. Where a test is of
# a cell that gives no sign of life it shortens the first; others must not be mistaken for such.
TIMES = "--supervisor-times=30000,50,50"


class Load:
    """Clients that ask all the time, each on a connection that it keeps while it may, one of them
    for a stream. Notes what failed."""

    def __init__(self, server, clients=3):
        self.server = server
        self.failed = []
        self.answered = 0
        self._over = threading.Event()
        work = [lambda: self._ask("/stream", b"piece " * 20)]
        work += [lambda: self._ask("/", None)] * clients
        self._threads = [threading.Thread(target=one) for one in work]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, target, body):
        client = None
        while not self._over.is_set():
            try:
                if client is None:
                    client = http.client.HTTPConnection("127.0.0.1", self.server.port,
                                                        timeout=atoll.PATIENCE)
                client.request("GET", target)
                answer = client.getresponse()
                text = answer.read()
                if answer.status != 200 or (body and text != body):
                    self.failed.append((target, answer.status, text))
                self.answered += 1
                if answer.getheader("connection") == "close":
                    client.close()
                    client = None
            except (OSError, http.client.HTTPException) as error:
                self.failed.append((target, repr(error)))
                client.close()
                client = None
            time.sleep(0.002)

    def wait(self, requests=30):
        """Until so many more have been answered."""
        goal = self.answered + requests
        atoll.eventually(lambda: self.answered >= goal, "requests to be answered")


def state_of(pid):
    """A letter, as proc_pid_stat(5) has it; empty: there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


class SupervisorTest(unittest.TestCase):
    def setUp(self):
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        self.folder = self.stack.enter_context(atoll.project({"w.js": WORKER}))

    def start(self, *args, times=TIMES, what=None, **options):
        return self.stack.enter_context(
            atoll.Server("serve", what or f"{self.folder}/w.js", times, "--threads", "2", *args,
                         **options))

    def ready(self, server):
        """The cell that serves, once another one was started to stand by and none drains."""
        pid = server.cell()
        atoll.eventually(lambda: len(server.cells()) == 2, "a cell that stands by")
        return pid

    def asked(self, server, pid, what="another cell"):
        """The cell that serves, once that is not `pid`."""
        return atoll.eventually(lambda: (server.cell() != pid) and server.cell(), what)

    def test_a_cell_that_is_killed_is_replaced(self):
        server = self.start()
        cell = self.ready(server)
        with Load(server) as load:
            for _ in range(3):
                load.wait()
                before = len(load.failed)
                os.kill(cell, signal.SIGKILL)
                cell = self.asked(server, cell)
                load.wait()
                # Of each client, what was under way; and an idle connection that has broken.
                self.assertLessEqual(len(load.failed) - before, 8, load.failed)
                cell = self.ready(server)
        line = server.wait_for_match(r"cell event=ended pid=\d+ how=SIGKILL lived_ms=\d+ "
                                     r"next_start_ms=50")
        self.assertTrue(line)
        server.wait_for_match(r'cell event=took-over pid=\d+ reason="no other cell serves"')
        self.assertEqual(server.output().count("Listening on "), 1)

    def test_the_next_cell_has_busy_workers_ready(self):
        server = self.start("--log-invocations", "all")
        with Load(server) as load:

            def next_cell_starts_no_worker():
                cell = self.ready(server)
                load.wait(300)
                position = len(server.output())
                os.kill(cell, signal.SIGKILL)
                self.asked(server, cell)
                load.wait(100)
                after = server.output()[position:]
                starts = re.findall(r" start=(\S+)", after[after.index("event=took-over"):])
                return starts and all(start == "warm" for start in starts)

            atoll.eventually(next_cell_starts_no_worker, "a cell that has the worker ready")

    def test_reloads_fail_no_request(self):
        server = self.start()
        cell = self.ready(server)
        with Load(server) as load:
            for i in range(5):
                atoll.write(self.folder, {"w.js": WORKER.replace("VERSION", f"version {i}")})
                server.signal(signal.SIGHUP)
                cell = self.asked(server, cell)
                load.wait()
                atoll.eventually(lambda: server.get("/").text == f"version {i}", "the new one")
                server.wait_for_match(rf"(?s)(reload outcome=ok.*){{{i + 1}}}")
        self.assertEqual(load.failed, [])

    def test_upgrades_fail_no_request(self):
        binary = f"{self.folder}/atoll"
        shutil.copy(atoll.BINARY, binary)
        server = self.start(binary=binary)
        pid, cell = server.process.pid, self.ready(server)
        with Load(server) as load:
            for i in range(5):
                before = os.stat(f"/proc/{pid}/exe").st_ino
                shutil.copy(atoll.BINARY, f"{binary}.new")
                os.rename(f"{binary}.new", binary)
                server.signal(signal.SIGUSR2)
                cell = self.asked(server, cell)
                load.wait()
                self.assertNotEqual(os.stat(f"/proc/{pid}/exe").st_ino, before)
                server.wait_for_match(rf"(?s)(reload outcome=ok.*){{{i + 1}}}")
                # But for the moments in which it starts a cell.
                atoll.eventually(lambda: "\nSigBlk:\t0000000000000000\n" in
                                 Path(f"/proc/{pid}/status").read_text(encoding="ascii"),
                                 "no signal to be blocked")
        self.assertEqual(load.failed, [])
        self.assertEqual(server.output().count("Listening on "), 1)
        server.signal()
        self.assertEqual(server.wait(), 0)

    def test_a_program_that_does_not_run_is_no_upgrade(self):
        binary = f"{self.folder}/atoll"
        shutil.copy(atoll.BINARY, binary)
        server = self.start(binary=binary)
        cell = server.cell()
        Path(f"{binary}.new").write_text("#!/bin/sh\nexit 3\n", encoding="ascii")
        os.chmod(f"{binary}.new", 0o755)
        os.rename(f"{binary}.new", binary)
        server.signal(signal.SIGUSR2)
        server.wait_for_match(r"upgrade outcome=failed reason=.*--version does not end with")
        self.assertEqual(server.cell(), cell)
        self.assertEqual(server.get("/").text, "VERSION")

    def test_a_signal_that_came_before_an_upgrade_counts(self):
        binary = f"{self.folder}/atoll"
        shutil.copy(atoll.BINARY, binary)
        server = self.start(binary=binary)
        pid = server.process.pid
        self.ready(server)
        # When the supervisor goes on, this has ended and SIGTERM has come.
        Path(f"{binary}.new").write_text(
            "#!/bin/sh\n[ \"$1\" = --version ] || exit 3\nkill -STOP $PPID\nkill -TERM $PPID\n",
            encoding="ascii")
        os.chmod(f"{binary}.new", 0o755)
        os.rename(f"{binary}.new", binary)
        server.signal(signal.SIGUSR2)
        atoll.eventually(lambda: any(state_of(child) == "Z" for child in atoll.children_of(pid)),
                         "the new program to end")
        server.signal(signal.SIGCONT)
        self.assertEqual(server.wait(), 0)

    def test_a_broken_configuration_changes_nothing(self):
        config = f"{self.folder}/atoll.toml"
        good = '[[workers]]\nname = "w"\npath = "w.js"\nhosts = ["*"]\n'
        Path(config).write_text(good, encoding="ascii")
        server = self.start(what=config)
        cell = server.cell()
        Path(config).write_text(good + "nonsense = 1\n", encoding="ascii")
        server.signal(signal.SIGHUP)
        server.wait_for_match(r"reload outcome=failed reason=.*atoll.toml:5:.*nonsense")
        self.assertEqual(server.cell(), cell)
        self.assertEqual(server.get("/").text, "VERSION")
        Path(config).write_text(good + 'vars = { A = "1" }\n', encoding="ascii")
        server.signal(signal.SIGHUP)
        server.wait_for_output("reload outcome=ok")
        self.assertNotEqual(server.cell(), cell)

    def test_a_worker_that_does_not_start_changes_nothing(self):
        server = self.start()
        cell = server.cell()
        atoll.write(self.folder, {"w.js": "export default {"})
        server.signal(signal.SIGHUP)
        server.wait_for_output("reload outcome=failed")
        self.assertIn("w.js:1", server.output())
        self.assertEqual(server.cell(), cell)
        self.assertEqual(server.get("/").text, "VERSION")

    def test_more_lanes_listen_when_their_cell_serves(self):
        config = f"{self.folder}/atoll.toml"
        text = '[server]\nthreads = {}\n{}\n[[workers]]\nname = "w"\npath = "w.js"\nhosts = ["*"]\n'
        Path(config).write_text(text.format(1, ""), encoding="ascii")
        server = self.stack.enter_context(atoll.Server("serve", config, TIMES))
        # A cell with this does not start.
        Path(config).write_text(text.format(4, 'user = "nobody of this name"'), encoding="ascii")
        server.signal(signal.SIGHUP)
        server.wait_for_output("reload outcome=failed")
        # Nobody would accept what waits in the sockets of lanes that do not come.
        for _ in range(30):
            self.assertEqual(server.get("/").text, "VERSION")
        with Load(server) as load:
            Path(config).write_text(text.format(4, ""), encoding="ascii")
            server.signal(signal.SIGHUP)
            server.wait_for_output("reload outcome=ok")
            load.wait(100)
        self.assertEqual(load.failed, [])

    def test_other_addresses(self):
        config = f"{self.folder}/atoll.toml"
        text = '[server]\nlisten = "127.0.0.1:{}"\n[[workers]]\nname = "w"\npath = "w.js"\n' \
            'hosts = ["*"]\n'
        first, second = atoll.free_port(), atoll.free_port()
        Path(config).write_text(text.format(first), encoding="ascii")
        process = self.stack.enter_context(atoll.Server("serve", config, TIMES, port=None))
        self.assertEqual(process.get("/").text, "VERSION")
        Path(config).write_text(text.format(second), encoding="ascii")
        process.signal(signal.SIGHUP)
        process.wait_for_output(f"Listening on http://127.0.0.1:{second}")
        process.wait_for_output("reload outcome=ok")
        process.port = second
        self.assertEqual(process.get("/").text, "VERSION")
        atoll.eventually(lambda: self.refuses(first), "the old port to close")

    def refuses(self, port):
        with socket.socket() as client:
            client.settimeout(atoll.PATIENCE)
            try:
                client.connect(("127.0.0.1", port))
            except (ConnectionRefusedError, ConnectionResetError):
                return True
        return False

    def test_a_cell_without_a_sign_of_life_is_killed(self):
        server = self.start(times="--supervisor-times=2000,50,50")
        cell = self.ready(server)
        os.kill(cell, signal.SIGSTOP)
        server.wait_for_match(rf"cell event=killed pid={cell} reason=.it has given no sign of life")
        self.assertNotEqual(self.asked(server, cell), cell)
        self.assertEqual(server.get("/").text, "VERSION")
        server.wait_for_match(rf"cell event=ended pid={cell} how=SIGKILL")

    def test_a_cell_that_is_to_go_finishes_its_requests(self):
        server = self.start()
        cell = self.ready(server)
        with server.connect() as connection:
            connection.sendall(b"GET /slow?ms=1500 HTTP/1.1\r\nHost: a\r\n\r\n")
            server.wait_for_output("slow begins")
            os.kill(cell, signal.SIGTERM)
            self.assertNotEqual(self.asked(server, cell), cell)
            self.assertEqual(server.get("/").text, "VERSION")
            answer = atoll.read_all(connection)
        self.assertIn(b"connection: close", answer.lower())
        self.assertTrue(answer.endswith(b"slow but sure"), answer)
        self.assertIn(f'cell event=condemned pid={cell} reason="SIGTERM"', server.output())
        atoll.eventually(lambda: cell not in server.cells(), "the old cell to end")
        self.assertNotIn("event=ended", server.output())

    def test_sigterm_lets_requests_finish(self):
        server = self.start()
        self.ready(server)
        with server.connect() as connection:
            connection.sendall(b"GET /slow?ms=700 HTTP/1.1\r\nHost: a\r\n\r\n")
            server.wait_for_output("slow begins")
            server.signal()
            answer = atoll.read_all(connection)
        self.assertTrue(answer.endswith(b"slow but sure"), answer)
        self.assertEqual(server.wait(), 0)

    def test_a_supervisor_that_is_killed_leaves_nothing_behind(self):
        server = self.start()
        self.ready(server)
        cells = server.cells()
        with server.connect() as connection:
            connection.sendall(b"GET /slow?ms=700 HTTP/1.1\r\nHost: a\r\n\r\n")
            server.wait_for_output("slow begins")
            server.signal(signal.SIGKILL)
            server.wait()
            # What is under way is finished first.
            self.assertTrue(atoll.read_all(connection).endswith(b"slow but sure"))
        for cell in cells:
            atoll.eventually(lambda: not atoll.is_cell(cell), "a cell to end")
        self.assertTrue(self.refuses(server.port))

    def test_what_does_not_start_is_told_once(self):
        atoll.write(self.folder, {"broken.js": "export default {"})
        ended = atoll.run("serve", f"{self.folder}/broken.js", "--listen", "127.0.0.1:0")
        self.assertEqual(ended.returncode, 1)
        self.assertEqual(ended.stderr.count("broken.js:1"), 1, ended.stderr)
        self.assertEqual(ended.stdout, "")

    def test_without_a_supervisor(self):
        server = self.start("--no-supervisor")
        self.assertEqual(server.cells(), [])
        self.assertEqual(server.get("/").text, "VERSION")
        server.signal()
        self.assertEqual(server.wait(), 0)

    def test_without_a_stand_by(self):
        config = f"{self.folder}/atoll.toml"
        Path(config).write_text(
            '[server]\nstandby = false\nadmin = "127.0.0.1:0"\n'
            '[[workers]]\nname = "w"\npath = "w.js"\nhosts = ["*"]\n', encoding="ascii")
        server = self.start(what=config)
        cell = server.cell()
        self.assertEqual(server.cells(), [cell])
        atoll.end_process(cell)
        # It waits in the queue of the socket.
        self.assertEqual(server.get("/").text, "VERSION")
        self.assertNotEqual(server.cell(), cell)
        admin = re.search(r"Metrics on http://127.0.0.1:(\d+)", server.output())
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", int(admin[1]))) as client:
            client.request("GET", "/metrics")
            self.assertIn("\natoll_cell_restarts_total 1\n", client.getresponse().read().decode())


class DataTest(unittest.TestCase):
    """What is kept on disk goes from one cell to the next."""

    KEEPER = """\
export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    const key = "https://example.com/" + url.searchParams.get("key");
    if (url.pathname === "/put") {
      await caches.default.put(key, new Response("kept", {
        headers: { "cache-control": "max-age=1000" } }));
      await env.KV.put("key", key);
      return new Response("put");
    }
    const found = await caches.default.match(key);
    return Response.json([found ? await found.text() : null, await env.KV.get("key")]);
  },
  scheduled() {},
};
"""

    def test_the_next_cell_has_it(self):
        files = {"w.js": self.KEEPER, "wrangler.json":
                 '{"name": "w", "main": "w.js", "triggers": {"crons": ["0 0 1 1 *"]}, '
                 '"kv_namespaces": [{"binding": "KV", "id": "n"}]}'}
        with atoll.project(files) as folder:
            with atoll.Server("serve", folder, "--data-dir", f"{folder}/data", TIMES,
                              "--admin", "127.0.0.1:0") as server:
                for i in range(3):
                    self.assertEqual(server.get(f"/put?key={i}").text, "put")
                    cell = server.cell()
                    if i == 1:
                        os.kill(cell, signal.SIGKILL)
                    else:
                        server.signal(signal.SIGHUP)
                    atoll.eventually(lambda: server.cell() != cell, "another cell")
                    atoll.eventually(
                        lambda: server.get(f"/get?key={i}").text
                        == f'["kept","https://example.com/{i}"]', "what was put")
                    atoll.eventually(lambda: self.run_cron(server) == 200, "the crons")
                self.assertNotIn("warning", server.output())

    def run_cron(self, server):
        admin = re.search(r"Metrics on http://127.0.0.1:(\d+)", server.output())
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", int(admin[1]))) as client:
            try:
                client.request("POST", "/cron/run?worker=w")
                return client.getresponse().status
            except (OSError, http.client.HTTPException):
                return None


if __name__ == "__main__":
    junit.main()
