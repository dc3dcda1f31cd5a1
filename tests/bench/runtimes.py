"""The servers that the benchmark compares: how each is started with one of the workers."""

import os
import subprocess
from pathlib import Path

import process

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

MACHINE = {"x86_64": ("linux-64", "x64"), "aarch64": ("linux-arm64", "arm64")}[os.uname().machine]


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


def output(*command):
    """The first line that a command prints, "?" without one."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    text = (done.stdout + done.stderr).strip()
    return text.splitlines()[0] if text else "?"


def atoll(binary):
    def command(worker, port, _):
        script = str(WORKERS / f"{worker}.js")
        return [binary, "serve", script, "--listen", f"127.0.0.1:{port}", "--threads", "1"]

    return Runtime("atoll", output(binary, "--version"), command)


def baseline(binary):
    def command(_worker, port, _):
        return [binary, str(port)]

    return Runtime("uv + llhttp", "bare", command, scenarios=("hello",))


def http_server(binary):
    """Atoll's HTTP server without JavaScript."""

    def command(_worker, port, _):
        return [binary, str(port)]

    return Runtime("http server", "C++ handler", command, scenarios=("hello", "echo"))


def workerd_binary():
    return peer(f"@cloudflare/workerd-{MACHINE[0]}/bin/workerd")


def workerd():
    binary = workerd_binary()

    def command(worker, port, scratch):
        config = Path(scratch, f"{worker}.capnp")
        config.write_text(_WORKERD_CONFIG.format(worker=worker, port=port), encoding="ascii")
        Path(scratch, f"{worker}.js").write_text((WORKERS / f"{worker}.js").read_text("ascii"))
        return [binary, "serve", str(config)]

    return Runtime("workerd", output(binary, "--version"), command)


def deno():
    binary = peer(f"@deno/linux-{MACHINE[1]}-glibc/deno")

    def command(worker, port, _):
        script = str(WORKERS / f"{worker}.js")
        return [binary, "serve", "--no-config", "--host", "127.0.0.1", "--port", str(port), script]

    return Runtime("deno", output(binary, "--version"), command)


def bun():
    binary = peer(f"@oven/bun-linux-{MACHINE[1]}/bin/bun", "bun/bin/bun.exe")

    def command(worker, port, _):
        main = str(WORKERS / "bun_main.js")
        return [binary, main, str(WORKERS / f"{worker}.js"), str(port)]

    return Runtime("bun", "bun " + output(binary, "--version"), command)


class Process(process.Process):
    """A runtime with one of the workers, on one core until the end of the `with` block."""

    def __init__(self, runtime, worker, core, scratch):
        port = process.free_port()
        super().__init__(runtime.command(worker, port, scratch), port, scratch, core)
