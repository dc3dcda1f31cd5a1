#!/usr/bin/env python3
"""A process does not keep more and more threads that were stopped in their turns for ever."""

import concurrent.futures
import contextlib
import sys
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

FILES = {
    "fine.js": 'export default { fetch: () => new Response("fine") };\n',
    # V8 does not stop it.
    "stuck.js": """\
export default {
  fetch() {
    Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);
    return new Response("end");
  },
};
""",
}
CONFIG = """\
[limits]
cpu_ms = 20
parked_threads = {threads}
parked_mb = {megabytes}

[[workers]]
name = "fine"
path = "fine.js"
hosts = ["fine"]

[[workers]]
name = "stuck"
path = "stuck.js"
hosts = ["stuck"]
"""
TIMES = "--supervisor-times=30000,50,50"


class ParkedTest(unittest.TestCase):
    def setUp(self):
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        self.folder = self.stack.enter_context(atoll.project(FILES))

    def start(self, *args, threads=8, megabytes=1024):
        config = f"{self.folder}/atoll.toml"
        Path(config).write_text(CONFIG.format(threads=threads, megabytes=megabytes),
                                encoding="ascii")
        return self.stack.enter_context(
            atoll.Server("serve", config, TIMES, "--threads", "2", *args))

    def ask(self, server, count):
        """`count` requests that are parked, at a time, and others all the while."""
        with concurrent.futures.ThreadPoolExecutor(count) as pool:
            asked = [pool.submit(server.get, "/", Host="stuck") for _ in range(count)]
            while not all(one.done() for one in asked):
                self.assertEqual(server.get("/", Host="fine").text, "fine")
        for one in asked:
            self.assertEqual(one.result().status, 503, one.result().text)

    def test_a_cell_with_as_many_as_it_may_serves_no_more(self):
        server = self.start(threads=2)
        cell = server.cell()
        self.ask(server, 2)
        server.wait_for_match(rf'cell event=condemned pid={cell} reason="parked threads: 2')
        atoll.eventually(lambda: server.cell() != cell, "another cell to serve")
        self.assertEqual(server.get("/", Host="fine").text, "fine")
        atoll.eventually(lambda: cell not in server.cells(), "the first cell to end")
        self.assertNotIn("event=ended", server.output())

    def test_a_cell_with_few_of_them_is_not_replaced_at_once(self):
        server = self.start()
        cell = server.cell()
        self.ask(server, 3)
        atoll.eventually(lambda: server.output().count("parked worker=stuck") == 3, "the log")
        self.assertEqual(server.cell(), cell)
        self.ask(server, 1)
        server.wait_for_match(rf'cell event=condemned pid={cell} reason="a thread is parked in a '
                              'turn of the worker stuck"')
        self.assertNotEqual(atoll.eventually(
            lambda: server.cell() != cell and server.cell(), "another cell to serve"), cell)

    def test_one_cell_after_another_is_replaced(self):
        server = self.start(threads=1)
        for _ in range(3):
            self.ask(server, 3)
        server.wait_for_output("event=took-over")
        self.assertNotIn("event=ended", server.output())

    def test_alone_it_ends_with_a_status_that_asks_for_another_start(self):
        server = self.start("--no-supervisor", threads=1)
        self.ask(server, 1)
        self.assertEqual(server.wait(), 75)
        self.assertIn('cell event=condemned reason="parked threads: 1', server.output())

    def test_their_memory_counts_too(self):
        server = self.start("--no-supervisor", megabytes=1)
        self.ask(server, 1)
        self.assertEqual(server.wait(), 75)

    def test_dev_ends_too(self):
        atoll.write(self.folder, {"stuck/index.js": FILES["stuck.js"], "stuck/wrangler.json":
                                  '{"name": "stuck", "main": "index.js", "limits": {"cpu_ms": 20}}'})
        server = self.stack.enter_context(atoll.Server("dev", f"{self.folder}/stuck"))
        for _ in range(8):
            self.assertEqual(server.get("/").status, 503)
        self.assertEqual(server.wait(), 75)
        self.assertIn("so much is parked", server.output())

    def test_alone_it_goes_on_with_fewer(self):
        server = self.start("--no-supervisor")
        self.ask(server, 2)
        self.assertEqual(server.get("/", Host="fine").text, "fine")
        server.signal()
        self.assertEqual(server.wait(), 0)


if __name__ == "__main__":
    junit.main()
