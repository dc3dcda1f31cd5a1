#!/usr/bin/env python3
"""What a KV operation costs: a worker that reads or writes one of many keys for each request.

Gets of 1 KB beside a worker that says hello (the CPU time of the server's process for each request)
and beside `wrangler dev`; puts, each on the disk before it is answered, over 16 connections, beside
`wrangler dev`; then the latency of gets among few keys and among many. Rounds go over all of them in
turn; medians are shown.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import bench
import figures
import process
import results_file
import runtimes
import scenario

KEYS = 1_000
VALUE = "v" * 1024
SHORT_VALUE = "v" * 100
BATCH = 500_000
GET_CONNECTIONS = 32
PUT_CONNECTIONS = 16


def write_project(folder, name, keys):
    """A worker's folder; "hello" has no namespace."""
    source = (runtimes.WORKERS / f"{name}.js").read_text("ascii").replace("KEYS", str(keys))
    Path(folder, "index.js").write_text(source, encoding="ascii")
    config = {"name": name.replace("_", "-"), "main": "index.js",
              "compatibility_date": "2026-01-01"}
    if name != "hello":
        config["kv_namespaces"] = [{"binding": "KV", "id": "bench"}]
    Path(folder, "wrangler.json").write_text(json.dumps(config), encoding="ascii")


def write_values(path, first, count, value):
    """A file of `atoll kv bulk put`."""
    with open(path, "w", encoding="ascii") as file:
        file.write("[")
        for i in range(first, first + count):
            file.write(f'{"," if i > first else ""}{{"key":"key-{i}","value":"{value}"}}')
        file.write("]")


def fill(options, data, keys, value):
    """Puts key-0 to key-(keys - 1) into the namespace."""
    with tempfile.TemporaryDirectory(dir=os.path.dirname(data)) as scratch:
        path = Path(scratch, "values.json")
        for first in range(0, keys, BATCH):
            scenario.progress(f"filling: {first:,} of {keys:,} keys")
            write_values(path, first, min(BATCH, keys - first), value)
            subprocess.run([options.atoll, "kv", "bulk", "put", str(path), "--namespace-id",
                            "bench", "--data-dir", data], check=True, capture_output=True)


class Atoll:
    def __init__(self, options, data):
        self.options, self.data = options, data

    def __call__(self, name, keys, folder):
        write_project(folder, name, keys)
        port = process.free_port()
        command = [self.options.atoll, "serve", folder, "--listen", f"127.0.0.1:{port}",
                   "--threads", "1", "--data-dir", self.data]
        return process.Process(command, port, folder, self.options.server_core)


class Wrangler(process.Process):
    """`wrangler dev` of the project in a folder."""

    def __init__(self, folder, core=None):
        port = process.free_port()
        node = runtimes.peer(f"node-linux-{runtimes.MACHINE[1]}/bin/node")
        command = [node, str(runtimes.PEERS / "wrangler/bin/wrangler.js"), "dev", "--port",
                   str(port), "--ip", "127.0.0.1", "--inspector-port", str(process.free_port()),
                   "--show-interactive-dev-session=false", "--config", f"{folder}/wrangler.json"]
        super().__init__(command, port, folder, core, own_group=True)

    def __exit__(self, *error):
        # It has children of its own.
        self.end_group(signal.SIGKILL)
        super().__exit__(*error)


def load(port, core, seconds, connections):
    command = ["taskset", "-c", str(core), "wrk", "-t1", f"-c{connections}", f"-d{seconds}s",
               "--latency", "--timeout", "20s", f"http://127.0.0.1:{port}/"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return bench.parse_wrk(done.stdout)


def measure(server, options, connections, has_cpu=True):
    server.first_answer(within=60)
    load(server.port, options.load_core, options.warm_up, connections)
    before = server.cpu_seconds()
    found = load(server.port, options.load_core, options.seconds, connections)
    if has_cpu:
        found["cpu_us"] = (server.cpu_seconds() - before) / found["requests"] * 1e6
    return found


def measure_round(options, scratch, small, large, found):
    atoll, atoll_large = Atoll(options, small), Atoll(options, large)
    steps = [("hello", "hello", atoll, 1, GET_CONNECTIONS), ("get", "kv_get", atoll, KEYS, GET_CONNECTIONS),
             ("put", "kv_put", atoll, KEYS, PUT_CONNECTIONS)]
    if large:
        steps += [("few keys", "kv_get", atoll, KEYS, GET_CONNECTIONS),
                  ("many keys", "kv_get", atoll_large, options.keys, GET_CONNECTIONS)]
    for title, name, serve, keys, connections in steps:
        scenario.progress(f"atoll: {title}")
        with tempfile.TemporaryDirectory(dir=scratch) as folder, serve(name, keys, folder) as server:
            found.setdefault(title, []).append(measure(server, options, connections))
    if options.only == "atoll":
        return
    for title, name, connections in (("wrangler put", "kv_put", PUT_CONNECTIONS),
                                     ("wrangler get", "kv_get", GET_CONNECTIONS)):
        scenario.progress(title)
        state = Path(scratch, "wrangler")
        state.mkdir(exist_ok=True)
        write_project(state, name, KEYS)
        with Wrangler(str(state), options.server_core) as server:
            found.setdefault(title, []).append(
                measure(server, options, connections, has_cpu=False))


def show(medians, options):
    print(f"\n  {'':14} {'req/s':>10} {'CPU us/req':>11} {'p50 ms':>8} {'p99 ms':>8}")
    for name, f in medians.items():
        cpu = f"{f['cpu_us']:11.2f}" if "cpu_us" in f else f"{'-':>11}"
        print(f"  {name:14} {f['per_second']:10.0f} {cpu} {f['p50_ms']:8.2f} {f['p99_ms']:8.2f}")
    yield figures.verdict("a get's CPU over hello's, us", medians["get"]["cpu_us"]
                          - medians["hello"]["cpu_us"], 3.0)
    for what, factor in (("get", 20), ("put", 10)):
        if f"wrangler {what}" in medians:
            yield figures.verdict(
                f"{what}s a second over wrangler dev's", medians[what]["per_second"]
                / medians[f"wrangler {what}"]["per_second"], factor, at_least=True)
    if "many keys" in medians:
        yield figures.verdict(
            f"p99 of gets among {options.keys:,} keys over that among {KEYS:,}",
            medians["many keys"]["p99_ms"] / medians["few keys"]["p99_ms"], 2.0)


def main():
    made = scenario.parser(__doc__, rounds=3)
    made.add_argument("--keys", type=int, default=10_000_000,
                      help="how many keys are many; 0 leaves that out (ten million take 3 GB)")
    options = scenario.parse(made)
    options.seconds, options.warm_up = (1, 1) if options.quick else (4, 2)
    if options.quick:
        options.keys = min(options.keys, 200_000)
    bench.choose_cores(options)
    found = {}
    with tempfile.TemporaryDirectory() as scratch:
        small, large = f"{scratch}/small", f"{scratch}/large" if options.keys else None
        fill(options, small, KEYS, VALUE)
        begun = time.monotonic()
        if large:
            fill(options, large, options.keys, SHORT_VALUE)
        filled = time.monotonic() - begun
        for _ in range(options.rounds):
            measure_round(options, scratch, small, large, found)
    scenario.progress("")
    print("\r", end="", file=sys.stderr, flush=True)
    versions = {"atoll": runtimes.output(options.atoll, "--version")}
    if options.only != "atoll":
        package = json.loads((runtimes.PEERS / "wrangler/package.json").read_text("utf-8"))
        versions["wrangler"] = package["version"]
    print("; ".join(f"{key}: {value}" for key, value in versions.items()))
    print(f"{results_file.machine()['cpu']}, server on one core, load on another, medians of"
          f" {options.rounds} rounds; {options.keys:,} keys put by `kv bulk put` in {filled:.0f} s")
    medians = {name: figures.medians(rounds) for name, rounds in found.items()}
    verdicts = list(show(medians, options))
    return results_file.finish(options, "kv", verdicts,
                               {"versions": versions, "medians": medians, "rounds": found})


if __name__ == "__main__":
    sys.exit(main())
