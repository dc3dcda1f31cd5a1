"""The servers that the benchmark compares: how each is started with one of the workers."""

import http.client
import os
import re
import socket
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORKERS = HERE / "workers"
PEERS = HERE / "peers" / "node_modules"

_WORKERD_CONFIG = """\
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:{port}", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "{worker}.js", esModule = embed "{worker}.js")],
  compatibilityDate = "2026-01-01",
);
"""

_MACHINE = {"x86_64": ("linux-64", "x64"), "aarch64": ("linux-arm64", "arm64")}[os.uname().machine]


def peer(*places):
    """The program of an npm package itself, without the package's JavaScript launcher."""
    for place in places:
        if (PEERS / place).is_file():
            return str(PEERS / place)
    raise SystemExit(f"bench: {PEERS / places[0]} is missing; expected `npm ci` to bring it")


class Runtime:
    """`command` makes the command line from (worker, port, scratch folder)."""

    def __init__(self, name, version, command, scenarios=("hello", "json", "echo")):
        self.name = name
        self.version = version
        self.command = command
        self.scenarios = scenarios


def _output(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    text = (done.stdout + done.stderr).strip()
    return text.splitlines()[0] if text else "?"


def atoll(binary):
    def command(worker, port, _):
        script = str(WORKERS / f"{worker}.js")
        return [binary, "serve", script, "--listen", f"127.0.0.1:{port}", "--threads", "1"]

    return Runtime("atoll", _output(binary, "--version"), command)


def baseline(binary):
    def command(_worker, port, _):
        return [binary, str(port)]

    return Runtime("uv + llhttp", "bare", command, scenarios=("hello",))


def http_server(binary):
    """Atoll's HTTP server without JavaScript."""

    def command(_worker, port, _):
        return [binary, str(port)]

    return Runtime("http server", "C++ handler", command, scenarios=("hello", "echo"))


def workerd():
    binary = peer(f"@cloudflare/workerd-{_MACHINE[0]}/bin/workerd")

    def command(worker, port, scratch):
        config = Path(scratch, f"{worker}.capnp")
        config.write_text(_WORKERD_CONFIG.format(worker=worker, port=port), encoding="ascii")
        Path(scratch, f"{worker}.js").write_text((WORKERS / f"{worker}.js").read_text("ascii"))
        return [binary, "serve", str(config)]

    return Runtime("workerd", _output(binary, "--version"), command)


def deno():
    binary = peer(f"@deno/linux-{_MACHINE[1]}-glibc/deno")

    def command(worker, port, _):
        script = str(WORKERS / f"{worker}.js")
        return [binary, "serve", "--no-config", "--host", "127.0.0.1", "--port", str(port), script]

    return Runtime("deno", _output(binary, "--version"), command)


def bun():
    binary = peer(f"@oven/bun-linux-{_MACHINE[1]}/bin/bun", "bun/bin/bun.exe")

    def command(worker, port, _):
        main = str(WORKERS / "bun_main.js")
        return [binary, main, str(WORKERS / f"{worker}.js"), str(port)]

    return Runtime("bun", "bun " + _output(binary, "--version"), command)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A server that runs on one core until the end of the `with` block."""

    def __init__(self, runtime, worker, core, scratch):
        self.port = free_port()
        self._log = open(Path(scratch, "server.log"), "w+", encoding="utf-8")
        command = runtime.command(worker, self.port, scratch)
        environment = {**os.environ, "DENO_NO_UPDATE_CHECK": "1", "DENO_DIR": f"{scratch}/deno",
                       "NO_COLOR": "1"}
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            ["taskset", "-c", str(core), *command],
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, env=environment,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        self._log.close()

    def first_answer(self, method="GET", body=None):
        """Seconds from the start of the process to its first answer, and the answer's body."""
        while True:
            try:
                client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
                client.request(method, "/", body=body)
                answer = client.getresponse()
                text = answer.read()
                took = time.monotonic() - self._started
                client.close()
                if answer.status != 200:
                    raise SystemExit(f"bench: status {answer.status} {text[:300]}\n{self.log()}")
                return took, text
            except (ConnectionError, TimeoutError):
                if self._process.poll() is not None or time.monotonic() - self._started > 20:
                    raise SystemExit(f"bench: the server does not answer:\n{self.log()}") from None
                time.sleep(0.0005)

    def log(self):
        self._log.flush()
        return Path(self._log.name).read_text(encoding="utf-8")[-2000:]

    def cpu_seconds(self):
        """User and system time of all threads, those that have ended included."""
        stat = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8")
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mb(self):
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8")
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) * 1024 / 1e6
