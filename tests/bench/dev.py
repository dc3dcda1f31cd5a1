#!/usr/bin/env python3
"""`atoll dev` as a person feels it: how soon it is ready, what it takes, how soon an edit is served.

Ready is from the start of the process to its line with the URL: of a script as it is, and of a
TypeScript project of some modules, which esbuild bundles. Memory is that of the process and all that
it has started, after some requests. An edit is served when a request, sent again and again, has the
new answer. Then many edits in a row while four clients ask: no request may fail, and the memory must
be what it was. `wrangler dev` does the first three, where it is installed.
"""

import contextlib
import http.client
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import figures
import process
import results_file
import runtimes
import scenario

SCRIPT = """\
export default {{
  async fetch(request) {{
    if (request.url.endsWith("/slow")) await new Promise((done) => setTimeout(done, 20));
    return new Response("{version}");
  }},
}};
"""
MODULE = """\
export interface Item{number} {{ id: number; name: string }}
export const items{number}: Item{number}[] = [{{ id: {number}, name: "item {number}" }}];
export function find{number}(id: number): Item{number} | undefined {{
  return items{number}.find((item) => item.id === id);
}}
"""
MODULES = 40


def write_script(folder, version):
    Path(folder, "index.js").write_text(SCRIPT.format(version=version), encoding="ascii")


def write_typescript(folder, version):
    for number in range(MODULES):
        path = Path(folder, f"module{number}.ts")
        if not path.exists():
            path.write_text(MODULE.format(number=number), encoding="ascii")
    imports = "".join(f'import {{ find{n} }} from "./module{n}";\n' for n in range(MODULES))
    uses = ", ".join(f"find{n}" for n in range(MODULES))
    Path(folder, "index.ts").write_text(
        f"{imports}const all = [{uses}];\n"
        "export default {\n  fetch: (request: Request): Response =>\n"
        f'    new Response(all.length === {MODULES} ? "{version}" : "wrong"),\n}};\n',
        encoding="ascii")


KINDS = {"script": ("index.js", write_script), "TypeScript": ("index.ts", write_typescript)}


class Dev:
    """A dev server of a folder, until the end of the `with` block."""

    def __init__(self, command, folder):
        self.port = process.free_port()
        started = time.monotonic()
        self._process = subprocess.Popen(
            [part.replace("{port}", str(self.port)) for part in command], cwd=folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, "NO_COLOR": "1", "WRANGLER_SEND_METRICS": "false"},
            start_new_session=True)
        text = b""
        while b"Ready on" not in text:
            piece = os.read(self._process.stdout.fileno(), 1 << 16)
            if not piece:
                raise SystemExit(f"bench: {command[0]} does not start:\n{text.decode()}")
            text += piece
        self.ready_ms = (time.monotonic() - started) * 1000
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        while os.read(self._process.stdout.fileno(), 1 << 16):
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join()

    def client(self):
        return contextlib.closing(http.client.HTTPConnection("localhost", self.port, timeout=60))

    def pids(self):
        children = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                parent = stat.read_text(encoding="utf-8").rpartition(")")[2].split()[1]
                children.setdefault(int(parent), []).append(int(stat.parent.name))
        found = [self._process.pid]
        for pid in found:
            found += children.get(pid, [])
        return found

    def memory_mb(self, field="Rss"):
        """Of the process and all that it has started, together."""
        total = 0
        for pid in self.pids():
            with contextlib.suppress(OSError):
                text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
                total += int(re.search(rf"^{field}:\s+(\d+) kB", text, re.MULTILINE)[1])
        return total * 1024 / 1e6


def ask(client, target="/"):
    client.request("GET", target)
    answer = client.getresponse()
    return answer.status, answer.read().decode()


def wait_for(client, version, within=30):
    """Milliseconds until the version answers."""
    begun = time.monotonic()
    while time.monotonic() - begun < within:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if ask(client) == (200, version):
                return (time.monotonic() - begun) * 1000
        time.sleep(0.001)
    raise SystemExit(f"bench: {version} was not served within {within} s")


def measure_start(command, kind, scratch):
    """{"ready_ms", "edit_ms", "rss_mb", "pss_mb"} of one start."""
    main, write = KINDS[kind]
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        write(folder, "v0")
        with Dev([part.replace("{main}", main) for part in command], folder) as server:
            with server.client() as client:
                for _ in range(20):
                    wait_for(client, "v0")
                found = {"ready_ms": server.ready_ms, "rss_mb": server.memory_mb(),
                         "pss_mb": server.memory_mb("Pss")}
                edits = []
                for number in range(1, 6):
                    time.sleep(0.1)
                    write(folder, f"v{number}")
                    edits.append(wait_for(client, f"v{number}"))
                found["edit_ms"] = statistics.median(edits)
                return found


class Load:
    """Clients that ask on and on; what failed."""

    def __init__(self, server, clients):
        self.failed, self.answered, self._stop = [], 0, threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(server, number))
                         for number in range(clients)]
        for thread in self._threads:
            thread.start()

    def _run(self, server, number):
        with server.client() as client:
            while not self._stop.is_set():
                try:
                    status, text = ask(client, "/slow" if number % 2 else "/")
                except (OSError, http.client.HTTPException) as error:
                    status, text = 0, repr(error)
                if status != 200 or not text.startswith("v"):
                    self.failed.append((status, text[:100]))
                self.answered += 1

    def end(self):
        self._stop.set()
        for thread in self._threads:
            thread.join()


def measure_edits(command, edits, scratch):
    """Edits in a row, each as soon as the one before is served, under load."""
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        write_script(folder, "v0")
        with Dev([part.replace("{main}", "index.js") for part in command], folder) as server:
            with server.client() as client:
                def edit(number):
                    write_script(folder, f"v{number}")
                    return wait_for(client, f"v{number}")
                load = Load(server, 4)
                # The first versions fill what is kept from one to the next.
                for number in range(1, 21):
                    edit(number)
                load.end()
                time.sleep(1)
                before = server.memory_mb()
                load = Load(server, 4)
                took = []
                for number in range(21, 21 + edits):
                    scenario.progress(f"edit {number - 20} of {edits}")
                    took.append(edit(number))
                load.end()
                time.sleep(1)
                return {"edits": edits, "requests": load.answered, "failed": len(load.failed),
                        "failures": load.failed[:5], "before_mb": before,
                        "after_mb": server.memory_mb(), "edit_ms": figures.spread(took)}


def commands(options):
    found = {"atoll": [options.atoll, "dev", "{main}", "--port", "{port}"]}
    wrangler = runtimes.PEERS / "wrangler/bin/wrangler.js"
    if options.only != "atoll" and wrangler.exists():
        node = runtimes.peer(f"node-linux-{runtimes.MACHINE[1]}/bin/node")
        found["wrangler"] = [node, str(wrangler), "dev", "{main}", "--port", "{port}",
                             "--inspector-port", str(process.free_port()),
                             "--compatibility-date", "2026-01-01",
                             "--show-interactive-dev-session=false"]
    return found


def show(medians, edits):
    print(f"\n  {'':22} {'ready ms':>9} {'edit ms':>9} {'Rss MB':>8} {'Pss MB':>8}")
    for name, f in medians.items():
        print(f"  {name:22} {f['ready_ms']:9.0f} {f['edit_ms']:9.0f} {f['rss_mb']:8.0f}"
              f" {f['pss_mb']:8.0f}")
    print(f"\n{edits['edits']} edits under load: {edits['requests']:,} requests,"
          f" {edits['failed']} failed; an edit is served after {edits['edit_ms']['p50']:.0f} ms"
          f" (p99 {edits['edit_ms']['p99']:.0f}); {edits['before_mb']:.0f} MB before,"
          f" {edits['after_mb']:.0f} MB after")
    for failure in edits["failures"]:
        print(f"  {failure}")
    script, typescript = medians["atoll script"], medians["atoll TypeScript"]
    return [
        figures.verdict("a script is ready, ms", script["ready_ms"], 100.0),
        figures.verdict("a TypeScript project is ready, ms", typescript["ready_ms"], 300.0),
        figures.verdict("resident memory, MB", max(script["rss_mb"], typescript["rss_mb"]), 80.0),
        figures.verdict("an edit of a script is served, ms", script["edit_ms"], 150.0),
        figures.verdict("requests that edits failed", edits["failed"], 0),
        figures.verdict("memory after the edits over that before",
                        edits["after_mb"] / edits["before_mb"], 1.1),
    ]


def main():
    made = scenario.parser(__doc__, rounds=7)
    made.add_argument("--edits", type=int, default=500, help="in a row, under load")
    options = scenario.parse(made)
    if options.quick:
        options.edits = min(options.edits, 50)
    servers = commands(options)
    found = {}
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(options.rounds):
            for name, command in servers.items():
                for kind in KINDS:
                    scenario.progress(f"round {number + 1} of {options.rounds}: {name}, {kind}")
                    found.setdefault(f"{name} {kind}", []).append(
                        measure_start(command, kind, scratch))
        edits = measure_edits(servers["atoll"], options.edits, scratch)
    scenario.progress("")
    print("\r", end="", file=sys.stderr, flush=True)
    print(runtimes.output(options.atoll, "--version"))
    print(f"{results_file.machine()['cpu']}, {os.cpu_count()} cores, medians of {options.rounds}"
          " starts")
    medians = {name: figures.medians(rounds) for name, rounds in found.items()}
    return results_file.finish(options, "dev", show(medians, edits),
                               {"medians": medians, "rounds": found, "edits": edits})


if __name__ == "__main__":
    sys.exit(main())
