#!/usr/bin/env python3
"""Workers whose top level is expensive start from a snapshot of where it ends."""

import json
import sys
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

# Far more CPU time than what is set as expensive below, with state of every kind in the heap.
EXPENSIVE = """
import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
const storage = new AsyncLocalStorage();
const hash = createHash("sha256").update("a");
const table = new Map();
for (let i = 0; i < 50_000; ++i) table.set("k" + i, { i, text: String(i) });
let spun = 0;
for (let i = 0; i < 30_000_000; ++i) spun += i % 7;
class Point { #x = 3; get x() { return this.#x; } }
const point = new Point();
const weak = new WeakMap([[point, "weak"]]);
const octets = new Uint8Array([1, 2, 255]);
function* count() { for (let i = 0; ; ++i) yield i; }
const counter = count();
counter.next();
const headers = new Headers({ "x-kept": "yes" });
const url = new URL("https://example.com/a?b=c");
let requests = 0;
export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname === "/loop") for (;;);
    const { value } = await import("./other.js");
    return Response.json([++requests, table.get("k77").text, spun, point.x, weak.get(point),
      octets[2], counter.next().value, headers.get("x-kept"), url.searchParams.get("b"),
      env.NAME, value, hash.copy().update(Buffer.from("bc")).digest("hex").slice(0, 8),
      storage.run(9, () => storage.getStore()), import.meta.url, Math.random() === globalThis.random,
      typeof SharedArrayBuffer, typeof WebAssembly.compileStreaming]);
  },
};
globalThis.random = Math.random();
"""
EXPECTED = [1, "77", 89999995, 3, "weak", 255, 1, "yes", "c", "big", 7, "ba7816bf", 9,
            "file:///index.js", False, "undefined", "function"]

# V8 would not find it in the Map of an isolate that was restored.
GLOBAL_KEY = """
const names = new Map([[globalThis, "global"]]);
let spun = 0;
for (let i = 0; i < 30_000_000; ++i) spun += i % 7;
export default { fetch: (request) => {
  if (new URL(request.url).pathname === "/loop") for (;;);
  return new Response(names.get(globalThis));
} };
"""

INTL = """
const format = new Intl.NumberFormat("en");
let spun = 0;
for (let i = 0; i < 30_000_000; ++i) spun += i % 7;
export default { fetch: (request) => {
  if (new URL(request.url).pathname === "/loop") for (;;);
  return new Response(format.format(1234.5));
} };
"""

CONFIG = """
[server]
threads = 1
data_dir = "data"
[limits]
cpu_ms = 50
startup_cpu_ms = 30000
isolates_per_worker = 1
[snapshots]
min_startup_ms = 1
%s
[log]
invocations = "all"
[[workers]]
name = "big"
path = "big"
vars = { NAME = "big" }
[[workers]]
name = "intl"
path = "intl"
[[workers]]
name = "key"
path = "key"
"""


def files(more=""):
    return {
        "atoll.toml": CONFIG % more,
        "big/index.js": EXPENSIVE,
        "big/other.js": "export const value = 7;",
        "big/wrangler.json": '{"name": "big", "main": "index.js",'
        ' "compatibility_flags": ["nodejs_compat"]}',
        "key/index.js": GLOBAL_KEY,
        "key/wrangler.json": '{"name": "key", "main": "index.js"}',
        "intl/index.js": INTL,
        "intl/wrangler.json": '{"name": "intl", "main": "index.js"}',
    }


def serve(folder):
    return atoll.Server("serve", str(Path(folder, "atoll.toml")))


class Snapshots(unittest.TestCase):
    def ask(self, server, worker, target="/"):
        return server.get(target, Host=f"{worker}.localhost")

    def ask_big(self, server):
        return json.loads(self.ask(server, "big").text)

    def begin_anew(self, server, worker):
        """Has a limit end the worker's isolate."""
        self.assertEqual(self.ask(server, worker, "/loop").status, 503)

    def test_a_worker_starts_where_its_top_level_ended(self):
        with atoll.project(files()) as folder:
            with serve(folder) as server:
                self.assertEqual(self.ask_big(server), EXPECTED)
                server.wait_for_match(r"snapshot worker=big .*used=yes startup_us=\d+ restore_us=\d+")
                for _ in range(2):
                    self.begin_anew(server, "big")
                    self.assertEqual(self.ask_big(server), EXPECTED)
                server.wait_for_match(
                    r"(?s)(worker=big .*outcome=ok .*start=cold-snapshot\n.*){2}")
            # Another process finds it.
            with serve(folder) as server:
                self.assertEqual(self.ask_big(server), EXPECTED)
                server.wait_for_match(r"worker=big .*outcome=ok .*start=cold-snapshot")
            # It belongs to the variables that it was made with.
            config = Path(folder, "atoll.toml")
            config.write_text(config.read_text().replace('NAME = "big"', 'NAME = "new"'))
            with serve(folder) as server:
                self.assertEqual(self.ask_big(server)[9], "new")
                self.assertNotIn("cold-snapshot", server.output())

    def test_a_damaged_snapshot_is_not_used(self):
        with atoll.project(files()) as folder:
            with serve(folder) as server:
                self.ask(server, "big")
                server.wait_for_match(r"snapshot worker=big .*used=yes")
            (kept,) = Path(folder, "data/snapshots").iterdir()
            octets = bytearray(kept.read_bytes())
            octets[len(octets) // 2] ^= 1
            kept.write_bytes(octets)
            with serve(folder) as server:
                self.assertEqual(self.ask_big(server), EXPECTED)
                server.wait_for_output("is damaged; it is made again")
                server.wait_for_match(r"snapshot worker=big .*used=yes")

    def test_a_worker_that_V8_cannot_write_runs_without(self):
        with atoll.project(files()) as folder, serve(folder) as server:
            self.assertEqual(self.ask(server, "intl").text, "1,234.5")
            server.wait_for_match(r'snapshot worker=intl .*used=no .*reason="the heap has something')
            self.begin_anew(server, "intl")
            self.assertEqual(self.ask(server, "intl").text, "1,234.5")
            server.wait_for_match(r"worker=intl .*outcome=ok .*start=cold-(pooled|fresh)")

    def test_a_worker_that_has_the_global_object_as_a_key_runs_without(self):
        with atoll.project(files()) as folder, serve(folder) as server:
            self.assertEqual(self.ask(server, "key").text, "global")
            server.wait_for_match(r'snapshot worker=key .*used=no .*reason="globalThis is a key of')
            self.begin_anew(server, "key")
            self.assertEqual(self.ask(server, "key").text, "global")

    def test_they_can_be_turned_off(self):
        with atoll.project(files("enabled = false")) as folder, serve(folder) as server:
            self.assertEqual(self.ask_big(server), EXPECTED)
            self.begin_anew(server, "big")
            self.assertEqual(self.ask_big(server), EXPECTED)
            self.assertNotRegex(server.output(), r"snapshot worker|cold-snapshot")


if __name__ == "__main__":
    junit.main()
