#!/usr/bin/env python3
"""That `atoll dev` leaves nothing behind: no process, no port, no lock, no terminal that is odd."""

import contextlib
import fcntl
import itertools
import os
import pty
import random
import re
import signal
import socket
import stat
import subprocess
import sys
import termios
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

WORKER = """\
export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === "/hang") {
      console.log("hangs");
      await new Promise((done) => setTimeout(done, 25_000));
    }
    console.error("said");
    return new Response("one");
  },
};
"""
FILES = {
    "src/w.ts": WORKER.replace("request, env", "request: Request, env: any"),
    "wrangler.json": '{ "name": "w", "main": "src/w.ts", "triggers": { "crons": ["* * * * *"] },'
                     ' "kv_namespaces": [{ "binding": "KV", "id": "n" }] }',
}
# Runs the real esbuild, or what the file "mode" beside it says.
ESBUILD = """\
#!/bin/sh
case "$(cat {folder}/mode)" in
  crash) kill -SEGV $$ ;;
  hang) echo $$ > {folder}/pid; exec sleep 600 ;;
  hang-below) echo $$ > {folder}/pid; sleep 600 & echo $! >> {folder}/pid; wait ;;
esac
exec {real} "$@"
"""


def is_alive(pid):
    """Whether there is such a process, and it is more than an entry that nobody has asked for."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


def lasting_port():
    """A port that nobody listens on, and none that the kernel gives to whoever asks for any."""
    first = random.randrange(20_000, 31_000)
    return next(port for port in range(first, 32_000) if can_listen(port))


def can_listen(port):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            other.bind(("127.0.0.1", port))
        except OSError:
            return False
        other.listen()
        return True


class Terminal:
    """The program at a terminal, as a shell starts it."""

    def __init__(self, folder, *args, env=None):
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.text = ""
        self.process = subprocess.Popen(
            [atoll.BINARY, "dev", *args, "--port", str(lasting_port()), "--inspector-port", "0"],
            cwd=folder,
            stdin=self.slave, stdout=self.slave, stderr=self.slave, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            env={**os.environ, "ATOLL_ESBUILD": atoll.ESBUILD, **(env or {})})
        os.set_blocking(self.master, False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for end in (self.master, self.slave):
            if end is not None:
                os.close(end)

    def read(self):
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(self.master, 1 << 16):
                self.text += piece.decode("utf-8", "replace")
        return self.text

    def wait_for(self, pattern):
        return atoll.eventually(lambda: re.search(pattern, self.read()), f"{pattern!r}")

    def press(self, keys):
        self.text = ""
        os.write(self.master, keys.encode())

    def port(self):
        return int(self.wait_for(r"Ready on http://localhost:(\d+)")[1])

    def is_raw(self):
        return not termios.tcgetattr(self.slave)[3] & (termios.ICANON | termios.ECHO)

    def wait_raw(self, raw=True):
        atoll.eventually(lambda: self.is_raw() == raw, f"single keys: {raw}")

    def close(self):
        os.close(self.slave)
        os.close(self.master)
        self.slave = self.master = None


class KeysTest(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(atoll.project({"w.js": WORKER}))

    def start(self, *args, env=None):
        terminal = self.enterContext(Terminal(self.folder, "w.js", *args, env=env))
        terminal.port()
        return terminal

    def test_keys(self):
        opener = Path(self.folder, "bin/xdg-open")
        atoll.write(self.folder, {"bin/xdg-open": f'#!/bin/sh\necho "$1" > {self.folder}/opened\n'})
        opener.chmod(opener.stat().st_mode | stat.S_IXUSR)
        terminal = self.start(env={"PATH": f"{opener.parent}:/usr/bin:/bin"})
        port = terminal.port()
        terminal.wait_for(r"\[b\]\S* open a browser.*\[x\]\S* exit")
        terminal.wait_raw()
        terminal.press("?")
        terminal.wait_for("open a browser")
        terminal.press("b")
        opened = Path(self.folder, "opened")
        atoll.eventually(lambda: opened.exists() and opened.read_text("ascii"), "the browser")
        self.assertEqual(opened.read_text("ascii"), f"http://localhost:{port}\n")
        terminal.press("d")
        terminal.wait_for("DevTools: open devtools://.* in Chrome")
        terminal.press("c")
        terminal.wait_for(r"\x1b\[2J")
        terminal.press("R")
        terminal.wait_for("Reloading local server(.|\n)*updated and ready")
        terminal.press("zx")
        self.assertEqual(terminal.process.wait(atoll.PATIENCE), 0)
        self.assertEqual(termios.tcgetattr(terminal.slave), terminal.before)

    def test_no_keys(self):
        terminal = self.start("--show-interactive-dev-session=false")
        self.assertFalse(terminal.is_raw())
        self.assertNotIn("open a browser", terminal.read())

    def test_colours(self):
        for env, coloured in (({}, True), ({"NO_COLOR": "1"}, False),
                              ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True)):
            with self.subTest(env=env), Terminal(self.folder, "w.js", env=env) as terminal:
                port = terminal.port()
                with socket.create_connection(("127.0.0.1", port)) as client:
                    client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    atoll.read_all(client)
                terminal.wait_for("GET / ")
                self.assertEqual("\x1b[32m200 OK" in terminal.read(), coloured, terminal.text)

    def test_colours_without_a_terminal(self):
        for value, coloured in (("1", True), ("0", False)):
            env = {"FORCE_COLOR": value}
            with atoll.Server("dev", f"{self.folder}/w.js", env=env) as server:
                server.get("/")
                server.wait_for_output("GET / ")
                self.assertEqual("\x1b[" in server.output(), coloured, server.output())

    def test_the_terminal_is_as_before_however_it_ends(self):
        ends = {signal.SIGINT: 0, signal.SIGTERM: 0}
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGABRT,
                       signal.SIGSEGV):
            with self.subTest(number), Terminal(self.folder, "w.js") as terminal:
                terminal.wait_raw()
                terminal.process.send_signal(number)
                self.assertEqual(terminal.process.wait(atoll.PATIENCE), ends.get(number, -number))
                self.assertEqual(termios.tcgetattr(terminal.slave), terminal.before)

    def test_the_terminal_is_as_before_while_it_is_stopped(self):
        terminal = self.start()
        terminal.wait_raw()
        terminal.process.send_signal(signal.SIGTSTP)
        _, status = os.waitpid(terminal.process.pid, os.WUNTRACED)
        self.assertTrue(os.WIFSTOPPED(status))
        self.assertFalse(terminal.is_raw())
        terminal.process.send_signal(signal.SIGCONT)
        terminal.wait_raw()
        terminal.press("x")
        self.assertEqual(terminal.process.wait(atoll.PATIENCE), 0)


class LeavesNothingTest(unittest.TestCase):
    """Each way to end: afterwards the same can be started again, on the same port."""

    def setUp(self):
        self.folder = self.enterContext(atoll.project(FILES))
        self.esbuild = Path(self.folder, "bin/esbuild")
        atoll.write(self.folder, {
            "mode": "", "bin/esbuild": ESBUILD.format(folder=self.folder, real=atoll.ESBUILD)})
        self.esbuild.chmod(0o755)
        self.env = {"ATOLL_ESBUILD": str(self.esbuild)}

    def start(self, port=None):
        return self.enterContext(atoll.Server("dev", self.folder, port=port or lasting_port(),
                                              env=self.env))

    def mode(self, mode):
        atoll.write(self.folder, {"mode": mode})

    def edit(self, text="two"):
        atoll.write(self.folder, {"src/w.ts": FILES["src/w.ts"].replace('"one"', f'"{text}"')})

    def hang(self, server, mode="hang"):
        """Has esbuild hang; the processes of it."""
        self.mode(mode)
        self.edit()
        count = 2 if mode == "hang-below" else 1
        pids = Path(self.folder, "pid")
        def found():
            return pids.exists() and len(pids.read_text("ascii").split()) == count
        atoll.eventually(found, "esbuild to hang")
        self.assertEqual(server.get("/").text, "one")
        return [int(pid) for pid in pids.read_text("ascii").split()]

    def check_nothing_is_left(self, port, pids=()):
        for pid in pids:
            atoll.eventually(lambda pid=pid: not is_alive(pid), f"process {pid} to be gone")
        self.assertTrue(can_listen(port))
        self.mode("")
        server = self.start(port)
        self.assertEqual(server.port, port)
        self.assertNotIn("another process", server.output())
        server.signal()
        self.assertEqual(server.wait(), 0)

    def test_signals(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                server = self.start()
                server.get("/")
                server.signal(number)
                self.assertEqual(server.wait(), 0)
                self.check_nothing_is_left(server.port)

    def test_signals_while_esbuild_hangs(self):
        for mode in ("hang", "hang-below"):
            for number, status in ((signal.SIGINT, 0), (signal.SIGHUP, 0)):
                with self.subTest(mode=mode, number=number):
                    Path(self.folder, "pid").unlink(missing_ok=True)
                    server = self.start()
                    pids = self.hang(server, mode)
                    server.signal(number)
                    self.assertEqual(server.wait(), status)
                    self.check_nothing_is_left(server.port, pids)
                    self.edit("one")

    def test_its_own_death_while_esbuild_hangs(self):
        server = self.start()
        pids = self.hang(server)
        server.process.kill()
        server.wait()
        self.check_nothing_is_left(server.port, pids)

    def test_a_second_signal_ends_at_once(self):
        server = self.start()
        with server.connect() as client:
            client.sendall(b"GET /hang HTTP/1.1\r\nHost: a\r\n\r\n")
            server.wait_for_output("hangs")
            pids = self.hang(server)
            server.signal(signal.SIGINT)
            atoll.eventually(lambda: not is_alive(pids[0]), "esbuild to be gone")
            server.wait_for_output("a second signal stops at once")
            server.signal(signal.SIGINT)
            self.assertEqual(server.wait(), 128 + signal.SIGINT)
        self.check_nothing_is_left(server.port, pids)

    def test_a_terminal_that_is_closed(self):
        terminal = self.enterContext(Terminal(self.folder, env=self.env))
        port = terminal.port()
        terminal.close()
        self.assertEqual(terminal.process.wait(atoll.PATIENCE), 0)
        self.check_nothing_is_left(port)

    def test_a_hangup_that_whoever_has_started_it_ignores(self):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        self.addCleanup(signal.signal, signal.SIGHUP, signal.SIG_DFL)
        server = self.start()
        server.signal(signal.SIGHUP)
        self.assertEqual(server.get("/").text, "one")
        server.signal()
        self.assertEqual(server.wait(), 0)

    def test_a_crash_of_esbuild(self):
        server = self.start()
        self.mode("crash")
        self.edit()
        server.wait_for_output("esbuild ended with status 139")
        self.assertEqual(server.get("/").text, "one")
        self.assertEqual(atoll.children_of(server.process.pid), [])
        self.mode("")
        self.edit("mended")
        atoll.eventually(lambda: server.get("/").text == "mended", "the version after the crash")

    def test_an_edit_ends_an_esbuild_that_hangs(self):
        server = self.start()
        pids = self.hang(server)
        self.mode("")
        numbers = itertools.count()

        def edit_and_ask():
            self.edit(f"try {next(numbers)}")
            return server.get("/").text.startswith("try ")

        # It is given some seconds.
        atoll.eventually(edit_and_ask, "a version after the one that hung")
        self.assertFalse(is_alive(pids[0]))

    def test_the_next_free_port(self):
        first = self.start()
        second = self.start(first.port)
        self.assertGreater(second.port, first.port)
        self.assertIn(f"Port {first.port} is busy; using {second.port} instead", second.output())


if __name__ == "__main__":
    junit.main()
