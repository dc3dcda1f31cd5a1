#!/usr/bin/env python3
"""The second layer of `atoll serve`: what works in it, what it refuses, and how it is configured."""

import contextlib
import json
import os
import re
import signal
import socket
import ssl
import sys
import tempfile
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402
from origin import Origin, response  # noqa: E402
from outbound import CERTIFICATES  # noqa: E402

ESCAPE = os.path.abspath("tests/sandbox/preload.so")
TRY_TO_ESCAPE = signal.SIGRTMIN + 5
IS_ROOT = os.geteuid() == 0
# EPERM, EACCES, ENOSYS.
REFUSED = {1, 13, 38}

PLAIN = 'export default { fetch: () => new Response("plain") };\n'
TYPED = """
const word: string = "typed";
export default { fetch: (): Response => new Response(word) };
"""
EXPENSIVE = """
let spun = 0;
for (let i = 0; i < 60_000_000; ++i) spun += i % 7;
export default { fetch: (request) => {
  if (new URL(request.url).pathname === "/loop") for (;;);
  return new Response("spun " + spun);
} };
"""
MANY = """
let ticks = [];
export default {
  scheduled: (controller) => { ticks.push(controller.cron); },
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.pathname === "/kv") {
      await env.KV.put("key", "value");
      return new Response(await env.KV.get("key"));
    }
    if (url.pathname === "/kept") return new Response(await env.KV.get("key"));
    if (url.pathname === "/cache") {
      const key = "http://example.com/kept";
      await caches.default.put(key, new Response("k".repeat(200_000),
          { headers: { "cache-control": "max-age=60" } }));
      const found = await caches.default.match(key);
      return new Response(String((await found.text()).length));
    }
    if (url.pathname === "/fetch") return fetch(url.searchParams.get("url"));
    if (url.pathname === "/ticks") return Response.json(ticks);
    if (url.pathname === "/name") {
      try { await fetch("http://nobody.invalid/"); } catch (error) { return new Response(error.message); }
    }
    return new Response("other", { status: 404 });
  },
};
"""


def config(*lines, server=(), sandbox=()):
    return "\n".join([
        "[server]", 'data_dir = "data"', "threads = 2", *server,
        "[sandbox]", *sandbox,
        "[outbound]", 'allow = ["127.0.0.0/8", "localhost"]', f'ca_file = "{CERTIFICATES}/ca.pem"',
        "[snapshots]", "min_startup_ms = 1",
        "[limits]", "startup_cpu_ms = 30000", "cpu_ms = 100",
        *lines,
        "[[workers]]", 'name = "many"', 'path = "many"',
        "[[workers]]", 'name = "typed"', 'path = "typed"',
        "[[workers]]", 'name = "expensive"', 'path = "expensive"', ""])


def node(**options):
    return {
        "atoll.toml": config(**options),
        "many/index.js": MANY,
        "many/wrangler.json": json.dumps({
            "name": "many", "main": "index.js",
            "kv_namespaces": [{"binding": "KV", "id": "one"}],
            "triggers": {"crons": ["0 0 29 2 *"]}}),
        "typed/index.ts": TYPED,
        "expensive/index.js": EXPENSIVE,
    }


def serve(folder, *args, **options):
    """One process: a supervisor is outside."""
    return atoll.Server("serve", str(Path(folder, "atoll.toml")), "--no-supervisor", *args,
                        **options)


def ask(server, worker, target="/"):
    return server.get(target, Host=f"{worker}.localhost").text


def free_port_of_roots():
    """A port below 1024 on which nobody listens."""
    for port in range(1023, 600, -1):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise unittest.SkipTest("all ports below 1024 are busy")


def threads_of(server):
    """What /proc says of each thread of the server: a dict of its fields."""
    for thread in Path(f"/proc/{server.process.pid}/task").iterdir():
        try:
            text = Path(thread, "status").read_text(encoding="utf-8")
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended
        yield dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)


class ServesInside(unittest.TestCase):
    """Everything that a node does, under the sandbox that it has by default."""

    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(atoll.project(node()))
        cls.server = cls.enterClassContext(serve(cls.folder))

    def test_says_what_is_in_force(self):
        found = self.server.wait_for_match(r"sandbox: (.*)")[1]
        self.assertRegex(found, r"(landlock \(ABI \d+\)|read-only mounts), seccomp, user \w+$")

    def test_every_thread_is_held(self):
        self.server.wait_for_match("sandbox: ")
        for fields in threads_of(self.server):
            self.assertEqual((fields["Seccomp"], fields["NoNewPrivs"]), ("2", "1"), fields["Name"])

    def test_keeps_values_and_responses(self):
        self.assertEqual(ask(self.server, "many", "/kv"), "value")
        self.assertEqual(ask(self.server, "many", "/cache"), "200000")

    def test_compiles_typescript(self):
        self.assertEqual(ask(self.server, "typed"), "typed")

    def test_makes_snapshots(self):
        self.assertEqual(ask(self.server, "expensive"), "spun 179999994")
        self.server.wait_for_match(r"snapshot worker=expensive .*used=yes")
        self.server.get("/loop", Host="expensive.localhost")
        self.assertEqual(ask(self.server, "expensive"), "spun 179999994")

    def test_fetches_over_tls(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATES / "server.pem")

        class TlsOrigin(Origin):
            def wrap(self, sock):
                return context.wrap_socket(sock, server_side=True)

        with TlsOrigin({"/": lambda *_: response(b"secret")}) as origin:
            url = f"https://localhost:{origin.port}/"
            self.assertEqual(ask(self.server, "many", f"/fetch?url={url}"), "secret")

    def test_asks_the_resolver(self):
        self.assertIn("nobody.invalid could not be found", ask(self.server, "many", "/name"))

    def test_a_loop_is_ended(self):
        self.assertEqual(self.server.get("/loop", Host="expensive.localhost").status, 503)
        self.assertEqual(ask(self.server, "many", "/kv"), "value")


class Lasts(unittest.TestCase):
    def test_what_is_kept_is_checked_by_another_process(self):
        with atoll.project(node()) as folder:
            with serve(folder) as server:
                self.assertEqual(ask(server, "many", "/kv"), "value")
                server.signal(signal.SIGKILL)
                server.wait()
            with serve(folder) as server:
                self.assertEqual(ask(server, "many", "/kept"), "value")
                server.signal()
                self.assertEqual(server.wait(), 0)

    def test_no_folder_and_no_process_is_left(self):
        with atoll.project(node()) as folder, atoll.project({}) as temporary:
            with serve(folder, env={"TMPDIR": temporary}) as server:
                self.assertEqual(ask(server, "typed"), "typed")
                self.assertEqual(len(os.listdir(temporary)), 1)
                server.signal(signal.SIGKILL)
                server.wait()
            atoll.eventually(lambda: not os.listdir(temporary), "an empty folder")


class Escapes(unittest.TestCase):
    @unittest.skipIf(atoll.SANITIZED, "a sanitizer's library has to be loaded first")
    def test_what_a_broken_out_worker_tries_is_refused(self):
        with atoll.project({**node(), "outside/there": "there"}) as folder:
            inside = Path(folder, "data")
            environment = {"LD_PRELOAD": ESCAPE, "ESCAPE_OUTSIDE": f"{folder}/outside",
                           "ESCAPE_INSIDE": str(inside), "ESCAPE_STRANGER": str(os.getpid())}
            with serve(folder, env=environment) as server:
                server.wait_for_match("sandbox: ")
                server.signal(TRY_TO_ESCAPE)
                server.wait_for_output("escape done")
                found = re.findall(r"escape (forbidden|needed) (\d+) (.*)", server.output())
                forbidden = {name: int(error) for kind, error, name in found if kind == "forbidden"}
                self.assertGreaterEqual(len(forbidden), 60)
                self.assertEqual({n: e for n, e in forbidden.items() if e not in REFUSED}, {})
                needed = {name: int(error) for kind, error, name in found if kind == "needed"}
                self.assertEqual({n: e for n, e in needed.items() if e != 0}, {})
                self.assertEqual(ask(server, "many", "/kv"), "value")
            self.assertEqual(os.listdir(f"{folder}/outside"), ["there"])


class Configured(unittest.TestCase):
    def test_without(self):
        for args, sandbox in (("--no-sandbox",), ()), ((), ("enabled = false",)):
            with (self.subTest(args=args), atoll.project(node(sandbox=sandbox)) as folder,
                  serve(folder, *args) as server):
                self.assertEqual(ask(server, "typed"), "typed")
                self.assertEqual(ask(server, "many", "/kv"), "value")
                self.assertNotIn("sandbox:", server.output())
                for fields in threads_of(server):
                    self.assertEqual(fields["Seccomp"], "0")

    def test_files_are_left_alone(self):
        with (atoll.project(node(sandbox=('files = "none"',))) as folder,
              serve(folder) as server):
            found = server.wait_for_match(r"sandbox: (.*)")[1]
            self.assertRegex(found, r"^seccomp, user \w+; without files: they are left alone")
            self.assertEqual(ask(server, "many", "/kv"), "value")

    @unittest.skipUnless(IS_ROOT, "only root may make a namespace of mounts")
    def test_mounts(self):
        with (atoll.project(node(sandbox=('files = "mounts"',))) as folder,
              serve(folder) as server):
            found = server.wait_for_match(r"sandbox: (.*)")[1]
            if "without read-only mounts" in found:
                self.skipTest(f"this machine lets nobody mount: {found}")
            self.assertTrue(found.startswith("read-only mounts, seccomp"), found)
            self.assertEqual(ask(server, "many", "/kv"), "value")
            self.assertEqual(ask(server, "typed"), "typed")

    def test_the_line_in_json(self):
        files = {**node(), "atoll.toml": config("[log]", 'format = "json"')}
        with atoll.project(files) as folder, serve(folder) as server:
            found = json.loads(server.wait_for_match(r'\{.*"event":"sandbox".*\}')[0])
            self.assertIn("seccomp", found["parts"])

    def test_a_user_that_is_not_there(self):
        with atoll.project(node(server=('user = "no such user"',))) as folder:
            ended = atoll.run("serve", f"{folder}/atoll.toml", "--listen", "127.0.0.1:0")
            self.assertEqual(ended.returncode, 1)
            self.assertIn('"server.user" is "no such user", and this machine has no such user; '
                          "expected a user's name or number", ended.stderr)

    @unittest.skipIf(IS_ROOT, "root may become anybody")
    def test_a_user_that_one_cannot_become(self):
        with atoll.project(node(server=('user = "root"',))) as folder:
            ended = atoll.run("serve", f"{folder}/atoll.toml", "--listen", "127.0.0.1:0")
            self.assertIn("cannot become that", ended.stderr)

    def test_dev_has_none(self):
        with (atoll.project({"index.js": PLAIN}) as folder,
              atoll.Server("dev", folder) as server):
            self.assertEqual(server.get("/").text, "plain")
            for fields in threads_of(server):
                self.assertEqual(fields["Seccomp"], "0")


@unittest.skipUnless(IS_ROOT, "only root may become somebody else")
class AsAnotherUser(unittest.TestCase):
    """The folders are where everybody may look, as a server's are."""

    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory(dir="/tmp"))
        os.chmod(self.folder, 0o755)
        atoll.write(self.folder, node(server=('user = "nobody"',)))

    def serve(self, *args):
        return serve(self.folder, *args, cwd=self.folder)

    def check_user(self, server):
        # Threads come back from the lowest priority, or do not go there.
        self.assertEqual(server.get("/loop", Host="expensive.localhost").status, 503)
        self.assertEqual(ask(server, "many", "/kv"), "value")
        for fields in threads_of(server):
            self.assertEqual(set(fields["Uid"].split()), {"65534"}, fields["Name"])
            self.assertNotIn("0", fields["Gid"].split())
            self.assertEqual(int(fields["CapEff"], 16) | int(fields["CapPrm"], 16), 0)

    def test_becomes_it_and_keeps_values(self):
        with self.serve() as server:
            found = server.wait_for_match(r"sandbox: (.*)")[1]
            self.assertTrue(found.endswith("user nobody"), found)
            self.assertEqual(ask(server, "many", "/kv"), "value")
            self.check_user(server)
            self.assertNotIn("runs as root", server.output())
        for path in Path(self.folder, "data").rglob("*"):
            self.assertEqual(path.stat().st_uid, 65534, path)

    def test_without_a_sandbox_too(self):
        with self.serve("--no-sandbox") as server:
            self.assertEqual(ask(server, "many", "/kv"), "value")
            self.check_user(server)

    def test_a_port_of_roots(self):
        with self.serve("--admin", f"127.0.0.1:{free_port_of_roots()}") as server:
            found = server.wait_for_match(r"sandbox: (.*)")[1]
            self.assertTrue(found.endswith("user nobody"), found)
            self.assertEqual(ask(server, "many", "/kv"), "value")
            self.check_user(server)
        for path in Path(self.folder, "data").rglob("*"):
            self.assertEqual(path.stat().st_uid, 65534, path)

    def test_a_folder_that_the_user_may_not_enter(self):
        os.makedirs(f"{self.folder}/closed/below")
        os.chmod(f"{self.folder}/closed", 0o700)
        for args in (), ("--no-sandbox",):
            ended = atoll.run("serve", f"{self.folder}/atoll.toml", "--listen", "127.0.0.1:0", *args,
                              cwd=f"{self.folder}/closed/below")
            self.assertEqual(ended.returncode, 1)
            self.assertIn("the user nobody may not enter what the working directory is in", ended.stderr)

    def test_root_is_warned_of(self):
        atoll.write(self.folder, node())
        with self.serve() as server:
            server.wait_for_output("warning: this node runs as root; expected \"user\"")


if __name__ == "__main__":
    junit.main()
