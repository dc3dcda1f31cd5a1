"""Starts the real program on real sockets, for the end-to-end tests.

The working folder is the root of the test's runfiles, as Bazel sets it.
"""

import contextlib
import http.client
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

BINARY = os.path.abspath("src/cli/atoll")
ESBUILD = os.path.abspath("../debian/tree/usr/bin/esbuild")
# How long anything may take before the test gives up; far beyond what it does take.
PATIENCE = 60
# How long a server under a sanitizer may take to finish its requests and look for leaks.
PATIENCE_AT_END = 10
SANITIZED = "ASAN_OPTIONS" in os.environ or "TSAN_OPTIONS" in os.environ
# How each of the sanitizers begins a report.
_SANITIZER_REPORT = re.compile(r"(ERROR|WARNING): \w+Sanitizer: ")
# The line of a supervisor whose cell has crashed.
_CELL_CRASH = re.compile(
    r'event"?[=:]"?ended.*how"?[=:]"?SIG(ABRT|BUS|FPE|ILL|SEGV|TRAP)\b')
# The line of one that has another cell serve.
_TOOK_OVER = re.compile(r'took-over"?[ ,]"?pid"?[=:](\d+)')
# Of the signals that end a process, those that nobody sends.
# V8 ends with SIGTRAP what it cannot go on from.
_CRASHES = {-signal.SIGABRT, -signal.SIGBUS, -signal.SIGFPE, -signal.SIGILL, -signal.SIGSEGV,
            -signal.SIGTRAP}


def free_port():
    """A TCP port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(condition, what, patience=PATIENCE):
    """Returns the first true value of `condition`, asked again and again."""
    deadline = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience} s for {what}")
        time.sleep(0.02)


@contextlib.contextmanager
def project(files):
    """A folder with `files` (path -> text or bytes), gone afterwards."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR")) as folder:
        write(folder, files)
        yield folder


def write(folder, files):
    for name, content in files.items():
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def copy_example(name, into):
    """A copy of examples/NAME, node_modules included, as a user would have it."""
    source, target = Path("examples", name), Path(into, name)
    if not source.is_dir():
        raise AssertionError(f"{source} is missing")
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("BUILD.bazel"))
    return str(target)


class Response:
    def __init__(self, response):
        self.status = response.status
        self.reason = response.reason
        self.headers = response.headers
        self.body = response.read()

    @property
    def text(self):
        return self.body.decode()


class Server:
    """One run of the program: `with Server("serve", folder) as server: server.get("/")`.

    Starts on `port`, or on one that the kernel chooses, and ends with SIGKILL unless it has ended
    before, and its cells with it. Under a sanitizer it is asked to end first, so that leaks are
    looked for. A crash fails the test, and so does what the sanitizer reports.
    """

    def __init__(self, command, *args, cwd=None, env=None, port=0, binary=BINARY):
        """`port` None: as the arguments say."""
        where = ["--listen", f"127.0.0.1:{port}"]
        if command == "dev":
            where = ["--port", str(port), "--inspector-port", "0"]
        if port is None:
            where = []
        self._log = tempfile.NamedTemporaryFile(dir=os.environ.get("TEST_TMPDIR"))
        self.process = subprocess.Popen(
            [binary, command, *args, *where],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "ATOLL_ESBUILD": ESBUILD, **(env or {})},
        )
        self.port = 0
        try:
            self.port = int(eventually(self._find_port, "a line with the server's URL"))
        except BaseException:
            self.kill()
            raise

    def _find_port(self):
        found = re.search(r"(?:Ready|Listening) on http://[^\s/]*:(\d+)", self.output())
        if not found and self.process.poll() is not None:
            raise AssertionError(f"exited with {self.process.returncode}:\n{self.output()}")
        return found and found[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def kill(self):
        if SANITIZED and self.process.poll() is None:
            self.signal()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=PATIENCE_AT_END)
        self.crash()
        if self._log.closed:
            return
        output = self.output()
        self._log.close()
        refuse_reports(self.process.returncode, output)

    def crash(self):
        """Ends all its processes with SIGKILL, as a machine without power does."""
        if self.process.poll() is None:
            # A supervisor that is stopped starts no others, and cells do not see it go.
            self.signal(signal.SIGSTOP)
            os.waitid(os.P_PID, self.process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
            for child in children_of(self.process.pid):
                end_process(child)
            self.process.kill()
        self.process.wait()

    def cells(self):
        """The processes that it has started to serve, or to stand by."""
        return [pid for pid in children_of(self.process.pid) if is_cell(pid)]

    def cell(self):
        """The process that serves: the one that took over last, or the first one, or this one."""
        cells = self.cells()
        if not cells:
            return self.process.pid
        told = [int(pid) for pid in _TOOK_OVER.findall(self.output())]
        return told[-1] if told and told[-1] in cells else cells[0]

    def output(self):
        return Path(self._log.name).read_text(encoding="utf-8", errors="replace")

    def output_size(self):
        """In octets."""
        return os.path.getsize(self._log.name)

    def output_since(self, position):
        """What came after `output_size()` was `position`."""
        with open(self._log.name, "rb") as file:
            file.seek(position)
            return file.read().decode("utf-8", "replace")

    def wait_for_output(self, text):
        eventually(lambda: text in self.output(), f"{text!r} in the output:\n{self.output()}")

    def wait_for_match(self, pattern):
        """The first match of the regular expression in the output, once there is one."""
        return eventually(lambda: re.search(pattern, self.output()),
                          f"{pattern!r} in the output:\n{self.output()}")

    def signal(self, number=signal.SIGTERM):
        self.process.send_signal(number)

    def wait(self):
        """The exit status, once it has ended."""
        return self.process.wait(timeout=PATIENCE)

    def connect(self, receive_buffer=None):
        """A socket connected to the server."""
        connection = socket.socket()
        if receive_buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.settimeout(PATIENCE)
        connection.connect(("127.0.0.1", self.port))
        return connection

    def client(self):
        """A keep-alive connection of http.client."""
        return contextlib.closing(
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        )

    def request(self, method, target, body=None, headers=None, **options):
        try:
            with self.client() as client:
                client.request(method, target, body=body, headers=headers or {}, **options)
                return Response(client.getresponse())
        except OSError as error:
            error.add_note(f"exit status {self.process.poll()}; output:\n{self.output()}")
            raise

    def get(self, target, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.request("GET", target, headers=named)

    def peak_memory(self):
        """The most memory the process has had resident, in bytes."""
        status = Path(f"/proc/{self.cell()}/status").read_text(encoding="ascii")
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024


def children_of(pid):
    """The processes that a process has started and not waited for."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks
                for child in Path(task, "children").read_text(encoding="ascii").split()]
    except FileNotFoundError:
        return []


def is_cell(pid):
    try:
        return b"--cell=" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def end_process(pid):
    """Kills a process that is no child of this one, and waits until it is gone."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    with os.fdopen(process):
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(process, signal.SIGKILL)
        select.select([process], [], [], PATIENCE)


def refuse_reports(exit_status, output):
    """Fails when a program has crashed, or a sanitizer has reported something in its output."""
    if exit_status in _CRASHES or _CELL_CRASH.search(output):
        raise AssertionError(f"ended with {exit_status}:\n{output}")
    if report := _SANITIZER_REPORT.search(output):
        raise AssertionError(output[report.start() :])


def run(*args, cwd=None, env=None):
    """Runs the program to its end."""
    ended = subprocess.run(
        [BINARY, *args],
        cwd=cwd,
        env={**os.environ, "ATOLL_ESBUILD": ESBUILD, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    refuse_reports(ended.returncode, ended.stderr)
    return ended


def read_all(connection):
    pieces = []
    while piece := connection.recv(1 << 16):
        pieces.append(piece)
    return b"".join(pieces)
