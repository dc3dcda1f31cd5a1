"""The runtimes that can run the tests: each takes tests and gives a report for each."""

import concurrent.futures
import http.client
import json
import os
import socket
import subprocess
import tempfile
import threading
from pathlib import Path

from stand_in import CA_FILE

_HERE = Path(__file__).resolve().parent
_PEERS = _HERE.parent / "bench" / "peers" / "node_modules"
# Seconds for a test, and for one that says that it takes long.
_PATIENCE, _LONG_PATIENCE = 30, 150
# What a runtime may take beyond that until it is given up.
_GRACE = 20
_PARALLEL = 2
# At a time of a peer, of whose tests some wait for what never comes.
_PEERS_PARALLEL = 4
_SERVE = """
addEventListener("fetch", (event) => {
  event.respondWith(runTest().then((report) => new Response(JSON.stringify(report))));
});
"""


# Where workerd's workers may go, as Atoll's.
_INTERNET = """
(name = "internet", network = (allow = ["public", "private", "local"],
                               tlsOptions = (trustBrowserCas = false,
                                             trustedCertificates = [embed "ca.pem"])))
"""


class Report:
    """What became of one test. `tests`: [name, status, message] of each subtest, statuses as in
    reporter.js. `problem`: why the test did not come to its end, "" if it did."""

    def __init__(self, tests, problem):
        self.tests = tests
        self.problem = problem

    @property
    def passed(self):
        return sum(status == 0 for _, status, _ in self.tests)


def run(runtime, maker, tests, show=lambda count, test: None):
    """{id of a test: its report}. `show` is told of each that is there."""
    missing = {test.id: maker.missing(test) for test in tests}
    reports = {
        name: _lost(f"{scripts}: missing among the tests")
        for name, scripts in missing.items() if scripts
    }
    lock = threading.Lock()

    def on_report(test, report):
        with lock:
            reports[test.id] = report
            show(len(reports), test)

    runtime.run(maker, [test for test in tests if not missing[test.id]], on_report)
    return reports


def _to_report(text):
    said = json.loads(text)
    return Report(said["tests"], said["message"] if said["status"] != 0 else "")


def _lost(problem):
    return Report([], problem)


def seconds_for(test):
    return _LONG_PATIENCE if test.is_long else _PATIENCE


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class _Server:
    """A server process that is asked for one test at a time in each of several threads.
    `addresses`: port and host of each test's worker; the last is there when all are."""

    def __init__(self, command, log, addresses):
        self._log = open(log, "w+", encoding="utf-8", errors="replace")
        self.addresses = addresses
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT
        )

    def wait_until_it_listens(self):
        while self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.addresses[-1][0])) == 0:
                    return
            threading.Event().wait(0.02)
        raise SystemExit(f"wpt: the server ended:\n{self.log()}")

    def log(self):
        return Path(self._log.name).read_text(encoding="utf-8", errors="replace")[-3000:]

    def alive(self):
        return self._process.poll() is None

    def ask(self, port, host, patience):
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=patience + _GRACE)
        try:
            client.request("GET", "/", headers={"Host": host})
            answer = client.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except TimeoutError:
            return _lost("no answer in time")
        except (OSError, http.client.HTTPException) as error:
            try:
                self._process.wait(timeout=1)
            except subprocess.TimeoutExpired:
                return _lost(f"no answer: {error!r}")
            return _lost(f"the runtime ended with {self._process.returncode}: {self.log()[-500:]}")
        finally:
            client.close()
        return _to_report(text) if answer.status == 200 else _lost(f"{answer.status}: {text[:300]}")

    def stop(self):
        self._process.kill()
        self._process.wait()
        self._log.close()


class _Served:
    """A runtime that serves many tests from one process, and another one should it die."""

    chunk = 100  # tests of a process
    processes = 1  # at a time
    parallel = _PARALLEL  # tests at a time in a process

    def run(self, maker, tests, on_report):
        with tempfile.TemporaryDirectory() as folder:

            def run(start):
                place = Path(folder, str(start))
                place.mkdir()
                self._run_chunk(place, maker, tests[start : start + self.chunk], on_report)

            with concurrent.futures.ThreadPoolExecutor(self.processes) as threads:
                list(threads.map(run, range(0, len(tests), self.chunk)))

    def _run_chunk(self, folder, maker, tests, on_report):
        for i, test in enumerate(tests):
            script = maker.make(test, seconds_for(test)) + _SERVE
            (folder / f"t{i}.js").write_text(script, encoding="utf-8")
        left = list(enumerate(tests))
        while left:
            left = self._run_until_it_dies(folder, len(tests), left, on_report)

    def _run_until_it_dies(self, folder, count, left, on_report):
        server = self._start(folder, count)
        not_run = []

        def run(numbered):
            i, test = numbered
            if not server.alive():
                not_run.append(numbered)
                return
            on_report(test, server.ask(*server.addresses[i], seconds_for(test)))

        try:
            with concurrent.futures.ThreadPoolExecutor(self.parallel) as threads:
                list(threads.map(run, left))
        finally:
            server.stop()
        return sorted(not_run)


class Atoll(_Served):
    """Each test is a worker of its own in one process."""

    def __init__(self, binary):
        self._binary = binary

    def _start(self, folder, count):
        port = _free_port()
        lines = [
            "[server]", f'listen = "127.0.0.1:{port}"', "threads = 2",
            "[limits]", "cpu_ms = 300_000", "startup_cpu_ms = 10_000", "wall_ms = 300_000",
            "memory_mb = 512", "isolates_per_worker = 1", "subrequests = 1_000",
            "[outbound]", 'allow = ["127.0.0.0/8", "::1/128"]', f'ca_file = "{CA_FILE}"',
            "[snapshots]", "enabled = false",
        ]
        for i in range(count):
            lines += ["[[workers]]", f'name = "t{i}"', f'path = "t{i}.js"']
        config = folder / "atoll.toml"
        config.write_text("\n".join(lines) + "\n", encoding="utf-8")
        server = _Server([self._binary, "serve", "--no-supervisor", str(config)], folder / "log",
                         [(port, f"t{i}.localhost") for i in range(count)])
        server.wait_until_it_listens()
        return server


class Workerd(_Served):
    """Each test is a service with a socket of its own; a process, which has one thread, for a few."""

    chunk = 10
    processes = _PARALLEL

    def __init__(self):
        machine = {"x86_64": "linux-64", "aarch64": "linux-arm64"}[os.uname().machine]
        package = f"@cloudflare/workerd-{machine}"
        self._binary = _program(f"{package}/bin/workerd")
        about = json.loads((_PEERS / package / "package.json").read_text(encoding="utf-8"))
        # 1.20261127.0: it knows the dates up to its own.
        date = about["version"].split(".")[1]
        self._date = f"{date[:4]}-{date[4:6]}-{date[6:]}"

    def _start(self, folder, count):
        ports = [_free_port() for _ in range(count)]
        services = "".join(f'(name = "t{i}", worker = .w{i}), ' for i in range(count))
        sockets = "".join(
            f'(name = "s{i}", address = "127.0.0.1:{port}", http = (), service = "t{i}"), '
            for i, port in enumerate(ports)
        )
        workers = "".join(
            f'const w{i} :Workerd.Worker = (serviceWorkerScript = embed "t{i}.js", '
            f'compatibilityDate = "{self._date}");\n'
            for i in range(count)
        )
        (folder / "ca.pem").write_bytes(CA_FILE.read_bytes())
        config = folder / "config.capnp"
        config.write_text(
            'using Workerd = import "/workerd/workerd.capnp";\n'
            f"const config :Workerd.Config = (services = [{services}{_INTERNET}], "
            f"sockets = [{sockets}]);\n"
            + workers,
            encoding="utf-8",
        )
        command = [self._binary, "serve", str(config)]
        server = _Server(command, folder / "log", [(port, "localhost") for port in ports])
        server.wait_until_it_listens()
        return server


class _Started:
    """A runtime that is started once for each test."""

    def __init__(self, command):
        self._command = command

    def run(self, maker, tests, on_report):
        with tempfile.TemporaryDirectory() as folder:

            def run(numbered):
                i, test = numbered
                on_report(test, self._run_one(Path(folder, f"t{i}.js"), maker, test))

            with concurrent.futures.ThreadPoolExecutor(_PEERS_PARALLEL) as threads:
                list(threads.map(run, enumerate(tests)))

    def _run_one(self, place, maker, test):
        seconds = seconds_for(test)
        place.write_text(maker.make(test, seconds), encoding="utf-8")
        command = [*self._command, str(_HERE / "run_script.mjs"), str(place)]
        try:
            ended = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds + _GRACE,
                env={**os.environ, "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1",
                     "NODE_EXTRA_CA_CERTS": str(CA_FILE)}, check=False,
            )
        except subprocess.TimeoutExpired:
            return _lost("no report in time")
        lines = ended.stdout.decode("utf-8", "replace").strip().split("\n")
        try:
            return _to_report(lines[-1])
        except (IndexError, ValueError):
            errors = ended.stderr.decode("utf-8", "replace")
            return _lost(f"ended with {ended.returncode}: {errors[-500:]}")


def _program(*places):
    for place in places:
        if (_PEERS / place).is_file():
            return str(_PEERS / place)
    raise SystemExit(f"wpt: {_PEERS / places[0]} is missing; expected `npm ci` to bring it")


def runtime(name, atoll):
    """The runtime of that name; `atoll` is Atoll's program."""
    arch = {"x86_64": "x64", "aarch64": "arm64"}[os.uname().machine]
    match name:
        case "atoll":
            return Atoll(atoll)
        case "workerd":
            return Workerd()
        case "deno":
            deno = _program(f"@deno/linux-{arch}-glibc/deno")
            return _Started([deno, "run", "--no-config", "--quiet", "-A", "--unstable-webgpu",
                             "--cert", str(CA_FILE)])
        case "node":
            node = _program(f"node-linux-{arch}/bin/node", "node/bin/node")
            return _Started([node, "--expose-gc", "--no-warnings", "--experimental-eventsource"])
    raise SystemExit(f'wpt: "{name}": unknown runtime; expected atoll, workerd, deno or node')
