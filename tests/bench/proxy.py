#!/usr/bin/env python3
"""What it costs to pass on the response of another server: `return fetch(origin)`.

`proxy`: a short response, under load; `--stream`: 100 MB for one client at a time. What counts is
the CPU time of the process in the middle, beside workerd, deno and bun, and beside nginx's
proxy_pass where there is an nginx. Rounds go over all of them in turn; medians are shown.
"""

import http.client
import os
import shutil
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "support"))
import bench  # noqa: E402
import figures  # noqa: E402
import nginx  # noqa: E402
import process  # noqa: E402
import results_file  # noqa: E402
import runtimes  # noqa: E402
import scenario  # noqa: E402

MB = 1_000_000
PIECE = bytes(65536)
PIECES = 100 * MB // len(PIECE)

_WORKERD = """\
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:{port}", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "proxy.js", esModule = embed "proxy.js")],
  compatibilityDate = "2026-01-01",
);
"""

_ATOLL = """\
[server]
listen = "127.0.0.1:{port}"
threads = 1
[outbound]
allow = ["127.0.0.1"]
[[workers]]
name = "proxy"
path = "proxy.js"
hosts = ["*"]
"""

_NGINX = """\
  proxy_max_temp_file_size 0;
  upstream origin {{ server {origin}; keepalive 64; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://origin;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }}
  }}
"""


class LargeAnswers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(PIECES * len(PIECE)))
        self.end_headers()
        for _ in range(PIECES):
            self.wfile.write(PIECE)

    def log_message(self, *_):
        pass


class Origin:
    """The server behind: `url` until the end of the `with` block."""

    def __init__(self, options, scratch):
        self._options = options
        self._scratch = scratch

    def __enter__(self):
        if self._options.stream:
            self._server = ThreadingHTTPServer(("127.0.0.1", 0), LargeAnswers)
            self._server.daemon_threads = True
            threading.Thread(target=self._server.serve_forever, daemon=True).start()
            self.address = f"127.0.0.1:{self._server.server_address[1]}"
        else:
            port = process.free_port()
            self._process = process.Process([self._options.origin, str(port)], port, self._scratch,
                                            self._options.load_core)
            self._process.first_answer()
            self.address = f"127.0.0.1:{port}"
        return self

    def __exit__(self, *error):
        if self._options.stream:
            self._server.shutdown()
        else:
            self._process.__exit__(*error)


def commands(options, origin):
    """{name: (version, function of port and folder that makes the command line)}"""
    script = (runtimes.WORKERS / "proxy.js").read_text("ascii").replace(
        "ORIGIN", f"http://{origin}/")

    def with_worker(config, text, command):
        def make(port, folder):
            Path(folder, "proxy.js").write_text(script, encoding="ascii")
            Path(folder, config).write_text(text.format(port=port, origin=origin), "ascii")
            return command(port, folder)

        return make

    workerd = runtimes.workerd_binary()
    deno = runtimes.deno().command("proxy", 0, "")[0]
    bun = runtimes.bun().command("proxy", 0, "")[0]
    found = {
        "atoll": (runtimes.output(options.atoll, "--version"), with_worker(
            "atoll.toml", _ATOLL, lambda _, f: [options.atoll, "serve", f"{f}/atoll.toml"])),
        "workerd": (runtimes.output(workerd, "--version"), with_worker(
            "proxy.capnp", _WORKERD, lambda _, f: [workerd, "serve", f"{f}/proxy.capnp"])),
        "deno": (runtimes.output(deno, "--version"), with_worker(
            "none", "", lambda p, f: [deno, "serve", "--no-config", "--allow-net", "--host",
                                      "127.0.0.1", "--port", str(p), f"{f}/proxy.js"])),
        "bun": ("bun " + runtimes.output(bun, "--version"), with_worker(
            "none", "", lambda p, f: [bun, str(runtimes.WORKERS / "bun_main.js"),
                                      f"{f}/proxy.js", str(p)])),
    }
    if options.nginx:
        found["nginx"] = (runtimes.output(options.nginx, "-v"), with_worker(
            "none", "", lambda p, f: nginx.command(
                options.nginx, f, _NGINX.format(port=p, origin=origin), lone=True)))
    if options.only:
        wanted = ["atoll", *options.only.split(",")]
        found = {name: made for name, made in found.items() if name in wanted}
    return found


def read_large(port):
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    client.request("GET", "/")
    answer = client.getresponse()
    size = 0
    while piece := answer.read(1 << 20):
        size += len(piece)
    client.close()
    if size != PIECES * len(PIECE):
        raise SystemExit(f"bench: {size} octets came of {PIECES * len(PIECE)}")


def measure(make, options, scratch):
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        port = process.free_port()
        with process.Process(make(port, folder), port, folder, options.server_core) as server:
            server.first_answer(within=60)
            cpu = server.cpu_nanos if options.stream else lambda: server.cpu_seconds() * 1e9
            if options.stream:
                read_large(port)
                before = cpu()
                for _ in range(options.times):
                    read_large(port)
                return {"cpu_ms": (cpu() - before) / options.times / 1e6,
                        "peak_mb": server.peak_resident_mb()}
            bench.wrk(port, options.load_core, options.warm_up, "hello")
            before = cpu()
            found = bench.wrk(port, options.load_core, options.seconds, "hello")
            found["cpu_us"] = (cpu() - before) / found["requests"] / 1e3
            found["peak_mb"] = server.peak_resident_mb()
            return found


def show(options, medians):
    figure = "cpu_ms" if options.stream else "cpu_us"
    unit = "CPU ms" if options.stream else "CPU us/req"
    print(f"\n{'100 MB passed on' if options.stream else 'a short response passed on'}")
    print(f"  {'':12} {unit:>11} {'x atoll':>8} {'peak MB':>8}")
    own = medians["atoll"][figure]
    for name, found in medians.items():
        print(f"  {name:12} {found[figure]:11.2f} {found[figure] / own:8.2f}"
              f" {found['peak_mb']:8.0f}")
    targets = ([("nginx", 1.3)] if options.stream else [("deno", 1.0), ("workerd", 0.5)])
    return [figures.verdict(f"CPU, over {name}'s", own / medians[name][figure], bound)
            for name, bound in targets if name in medians]


def main():
    made = scenario.parser(__doc__, rounds=5)
    made.add_argument("--origin", help="the server behind, a program that takes a port")
    made.add_argument("--stream", action="store_true", help="100 MB at a time")
    made.add_argument("--nginx", default=shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin"),
                      help="its program; by default the one that is installed, or that the tests use")
    options = scenario.parse(made)
    options.seconds, options.warm_up, options.times = (1, 1, 2) if options.quick else (4, 2, 5)
    bench.choose_cores(options)
    rounds = {}
    with tempfile.TemporaryDirectory() as scratch, Origin(options, scratch) as origin:
        found = commands(options, origin.address)
        for number in range(options.rounds):
            for name, (_, make) in found.items():
                scenario.progress(f"round {number + 1} of {options.rounds}: {name}")
                rounds.setdefault(name, []).append(measure(make, options, scratch))
    scenario.progress("")
    print("\r", end="", file=sys.stderr, flush=True)
    medians = {name: figures.medians(of) for name, of in rounds.items()}
    versions = {name: version for name, (version, _) in found.items()}
    print("; ".join(f"{key}: {value}" for key, value in versions.items()))
    if not options.nginx:
        print("no nginx is installed: it is left out")
    verdicts = show(options, medians)
    return results_file.finish(options, "stream-proxy" if options.stream else "proxy", verdicts,
                               {"versions": versions, "medians": medians, "rounds": rounds})


if __name__ == "__main__":
    sys.exit(main())
