#!/usr/bin/env python3
"""Limits of the real program: what passes one is ended with the right outcome, and nobody else."""

import http.client
import json
import re
import sys
import threading
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

# Leads to the class of shared memory.
SHARED = ("const Shared = new WebAssembly.Memory({ shared: true, initial: 0, maximum: 0 }).buffer"
          ".constructor; ")

# What a handler does -> how it must end.
HOSTILE = {
    "a loop": ("for (;;);", "exceededCpu"),
    "catch": ("for (;;) { try { for (;;); } catch {} }", "exceededCpu"),
    "finally": ("try { for (;;); } finally { for (;;); }", "exceededCpu"),
    "promises": ("const next = () => { Promise.resolve().then(next); }; next();"
                 " await new Promise(() => {});", "exceededCpu"),
    "promises that keep the one before": ("const next = () => Promise.resolve().then(next);"
                                          " await next();", ("exceededCpu", "exceededMemory")),
    "microtasks": ("const next = () => queueMicrotask(next); next(); await new Promise(() => {});",
                   "exceededCpu"),
    "await": ("for (;;) await null;", "exceededCpu"),
    "timers": ("for (;;) await new Promise((done) => { setTimeout(done); "
               "for (let i = 0; i < 1e6; ++i); });", "exceededCpu"),
    "a regular expression": ("/^(a+)+$/.test('a'.repeat(40) + 'b');", "exceededCpu"),
    "toString": ("String({ toString() { for (;;); } });", "exceededCpu"),
    "a stream": ("return new Response(new ReadableStream({ pull() { for (;;); } }));",
                 "exceededCpu"),
    "derived keys": ("const key = await crypto.subtle.importKey('raw', new Uint8Array(1), 'PBKDF2', "
                     "false, ['deriveBits']); const bits = () => crypto.subtle.deriveBits({ name: "
                     "'PBKDF2', hash: 'SHA-512', salt: new Uint8Array(1), iterations: 1e5 }, key, "
                     "512); await Promise.all(Array.from({ length: 1000 }, bits));", "exceededCpu"),
    "much memory": ("const key = await crypto.subtle.importKey('raw-secret', new Uint8Array(1), "
                    "'Argon2id', false, ['deriveBits']); const bits = () => crypto.subtle.deriveBits("
                    "{ name: 'Argon2id', nonce: new Uint8Array(8), memory: 65536, passes: 4, "
                    "parallelism: 1 }, key, 256); await Promise.all(Array.from({ length: 1000 }, "
                    "bits));", "exceededCpu"),
    "WebAssembly": ("new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0,97,115,109,1,"
                    "0,0,0,1,4,1,96,0,0,3,2,1,0,7,5,1,1,102,0,0,10,9,1,7,0,3,64,12,0,11,11])))"
                    ".exports.f();", "exceededCpu"),
    "an array that is filled": ("Array(1e9).fill();", ("exceededCpu", "exceededMemory")),
    "arrays": ("const a = []; for (;;) a.push(new Array(1000).fill(1));", "exceededMemory"),
    "strings": ("let s = 'x'; const a = []; for (;;) a.push(s += 'y'.repeat(1000));",
                "exceededMemory"),
    "closures": ("const a = []; for (let i = 0; ; ++i) a.push(() => i);", "exceededMemory"),
    "a map": ("const m = new Map(); for (let i = 0; ; ++i) m.set(i, { i });", "exceededMemory"),
    "promises that wait": ("const a = []; for (;;) a.push(new Promise(() => {}));",
                           "exceededMemory"),
    "a JSON bomb": ("let s = '[1'; for (let i = 0; i < 20; ++i) s += ',' + s; "
                    "const a = []; for (;;) a.push(JSON.parse(s + ']'.repeat(s.split('[').length - 1)));",
                    ("exceededMemory", "exceededCpu")),
    "typed arrays": ("const a = []; for (;;) a.push(new Float64Array(1e5));", "exceededMemory"),
    "typed arrays that are caught": ("const a = []; for (;;) { try { a.push(new Uint8Array(1e6)); } "
                                     "catch {} }", "exceededMemory"),
    "shared memory": (SHARED + "const a = []; for (;;) a.push(new Shared(1e6));", "exceededMemory"),
    "shared memory that is caught": (SHARED + "const a = []; for (;;) { try { a.push(new Shared("
                                     "1e6)); } catch {} }", "exceededMemory"),
    "shared memory in large pieces": (SHARED + "const a = []; for (;;) { try { a.push(new Shared("
                                      "2e7)); } catch {} }", "exceededMemory"),
    "WebAssembly memories": ("const a = []; for (;;) a.push(new WebAssembly.Memory({ initial: 100 "
                             "}));", "exceededMemory"),
    "memory.grow": ("const m = new WebAssembly.Memory({ initial: 1 }); for (;;) m.grow(16);",
                    ("exceededMemory", "exception")),
    "a flood of timers": ("for (;;) setTimeout(() => {}, 1000);", "exception"),
    "recursion": ("const f = () => f() + 1; f();", "exception"),
    "deep JSON": ("JSON.stringify(Array(1e5).fill().reduce((a) => [a], 0));", "exception"),
    "a promise that never settles": ("await new Promise(() => {});", "exception"),
    "code from strings": ("eval('1');", "exception"),
    "the time": ("await new Promise((done) => setTimeout(done, 60000));", "exceededWallTime"),
}

WORKER = "export default { async fetch(request, env, ctx) { %s\nreturn new Response('end'); } };"
FINE = "let n = 0; export default { async fetch() { return new Response('fine'); } };"
LIMITS = {"cpu_ms": 100, "memory_mb": 32, "wall_ms": 1500, "startup_cpu_ms": 200}


def config(name, **more):
    return json.dumps({"name": name, "main": "index.js", **more})


def workers():
    files = {}
    for number, (code, expected) in enumerate(HOSTILE.values()):
        limits = dict(LIMITS)
        # On a busy machine a loop waits long for the time that nobody else wants.
        if expected != "exceededWallTime":
            limits["wall_ms"] = 120000
        if "exceededMemory" in expected:
            limits["cpu_ms"] = 5000
        files[f"h{number}/index.js"] = WORKER % code
        files[f"h{number}/wrangler.json"] = config(f"h{number}", limits=limits)
    files["fine/index.js"] = FINE
    files["fine/wrangler.json"] = config("fine")
    files["starts-late/index.js"] = "for (;;);"
    files["starts-late/wrangler.json"] = config("starts-late", limits=LIMITS)
    return files


class Limits(unittest.TestCase):
    def test_every_hostile_worker_ends_as_it_must_and_no_other_is_hurt(self):
        with atoll.project(workers()) as folder, atoll.Server(
            "serve", "--workers-dir", folder, "--threads", "2", "--log-invocations", "all",
            "--log-format", "json",
        ) as server:
            lost = []
            stop = threading.Event()

            def ask_fine():
                while not stop.is_set():
                    try:
                        answer = server.get("/", Host="fine.localhost")
                        if answer.status != 200 or answer.text != "fine":
                            lost.append((answer.status, answer.text))
                    except OSError as error:
                        lost.append(error)

            neighbour = threading.Thread(target=ask_fine)
            neighbour.start()
            try:
                for number, (what, (_, expected)) in enumerate(HOSTILE.items()):
                    with self.subTest(what):
                        self.one(server, number, expected)
            finally:
                stop.set()
                neighbour.join()
            self.assertEqual(lost, [])

    def one(self, server, number, expected):
        try:
            status = server.get("/", Host=f"h{number}.localhost").status
        except (OSError, http.client.HTTPException):
            status = 200  # its stream broke off
        line = atoll.eventually(
            lambda: re.search(rf'^.*"worker":"h{number}".*$', self.invocations(server), re.M),
            "a line about the invocation",
        )
        outcome = json.loads(line[0])["outcome"]
        self.assertIn(outcome, [expected] if isinstance(expected, str) else expected)
        if outcome != "exception" and status != 200:
            self.assertEqual(status, 503)

    @staticmethod
    def invocations(server):
        return "\n".join(
            line for line in server.output().splitlines() if '"event":"invocation"' in line
        )

    def test_the_answer_names_the_limit_and_the_request(self):
        files = {"index.js": WORKER % "for (;;);", "wrangler.json": config("w", limits=LIMITS)}
        with atoll.project(files) as folder, atoll.Server("serve", folder) as server:
            answer = server.get("/")
            self.assertEqual(answer.status, 503)
            self.assertIn("Worker exceeded CPU time limit.", answer.text)
            self.assertIn("1102", answer.text)
            request = answer.headers["x-request-id"]
            self.assertIn(request, answer.text)
            server.wait_for_output(request)

    def test_dev_has_limits_too(self):
        files = {"index.js": WORKER % "for (;;);", "wrangler.json": config("w", limits=LIMITS)}
        with atoll.project(files) as folder, atoll.Server("dev", folder) as server:
            self.assertEqual(server.get("/").status, 503)
            server.wait_for_output("exceededCpu")
            atoll.write(folder, {"index.js": FINE})
            atoll.eventually(lambda: server.get("/").text == "fine", "the mended worker")

    def test_a_worker_that_loops_at_start_is_refused(self):
        files = {"index.js": "for (;;);", "wrangler.json": config("w", limits=LIMITS)}
        with atoll.project(files) as folder:
            ended = atoll.run("serve", folder, "--listen", "127.0.0.1:0")
            self.assertEqual(ended.returncode, 1)
            self.assertIn("exceeded CPU time limit while starting", ended.stderr)

    def test_the_node_bounds_what_a_worker_asks_for(self):
        files = {
            "w/index.js": WORKER % "for (;;);",
            "w/wrangler.json": config("w", limits={"cpu_ms": 300000}),
            "atoll.toml": "[limits]\ncpu_ms = 50\n[limits.max]\ncpu_ms = 100\n"
            '[log]\ninvocations = "all"\n[[workers]]\nname = "w"\npath = "w"\nhosts = ["*"]\n',
        }
        with atoll.project(files) as folder, atoll.Server(
            "serve", str(Path(folder, "atoll.toml"))
        ) as server:
            self.assertEqual(server.get("/").status, 503)
            used = int(server.wait_for_match(r"outcome=exceededCpu.* cpu_us=(\d+)")[1])
            self.assertGreaterEqual(used, 100000)
            server.wait_for_output("limits.cpu_ms")


class Numbers(unittest.TestCase):
    def test_metrics_count_what_happens(self):
        with atoll.project(workers()) as folder, atoll.Server(
            "serve", "--workers-dir", folder, "--threads", "2", "--admin", "127.0.0.1:0"
        ) as server:
            admin = int(server.wait_for_match(r"Metrics on http://127.0.0.1:(\d+)")[1])
            for _ in range(3):
                self.assertEqual(server.get("/", Host="fine.localhost").status, 200)
            self.assertEqual(server.get("/", Host="h0.localhost").status, 503)
            port, server.port = server.port, admin
            self.assertEqual(server.get("/readyz").status, 200)
            text = server.get("/metrics").text
            server.port = port
        self.assertIn('atoll_worker_requests_total{worker="fine",outcome="ok",status_class="2xx"} 3',
                      text)
        self.assertIn('atoll_limit_exceeded_total{worker="h0",limit="cpu"} 1', text)
        self.assertRegex(text, r"atoll_lane_handovers_total [1-9]")
        self.assertRegex(text, r'atoll_isolate_start_seconds_count\{kind="(pooled|fresh)"\} [1-9]')
        self.assertRegex(text, r'atoll_isolates\{state="pooled"\} \d')
        self.assertRegex(text, r'atoll_isolates\{state="idle"\} [1-9]')
        self.assertRegex(text, r'atoll_isolates\{state="condemned"\} 0')
        self.assertRegex(text, r"atoll_isolate_heap_bytes [1-9]\d{5,}")


if __name__ == "__main__":
    junit.main()
