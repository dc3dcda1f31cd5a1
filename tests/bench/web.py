#!/usr/bin/env python3
"""What operations of the web platform cost, Atoll beside workerd and deno; bun for comparison.

The worker runs an operation many times within one request; the growth of the process's CPU-time
clock, all threads, is divided by how often. Each runtime runs an operation as often as takes it
some 100 ms, found out first; rounds go over all runtimes in turn, and medians are shown.
"""

import argparse
import http.client
import json
import statistics
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

import figures
import process
import results_file
import runtimes
import scenario

# CPU time that one measurement is to take, ns.
AIM = 100_000_000
WORST = 1.5
PEERS = ("workerd", "deno")


def atoll(binary):
    def command(worker, port, scratch):
        config = Path(scratch, "atoll.toml")
        script = runtimes.WORKERS / f"{worker}.js"
        config.write_text(
            f'[server]\nlisten = "127.0.0.1:{port}"\nthreads = 1\n'
            "[limits]\ncpu_ms = 300_000\nwall_ms = 300_000\nisolates_per_worker = 1\n"
            f'[[workers]]\nname = "web"\npath = "{script}"\nhosts = ["*"]\n',
            encoding="utf-8")
        return [binary, "serve", str(config)]

    return runtimes.Runtime("atoll", runtimes.output(binary, "--version"), command)


class Server:
    """A runtime that runs, and how often it runs each operation."""

    def __init__(self, runtime, scratch):
        port = process.free_port()
        folder = Path(scratch, runtime.name)
        folder.mkdir()
        self._process = process.Process(runtime.command("web", port, folder), port, folder)
        self._times = {}

    def __enter__(self):
        self._process.__enter__()
        return self

    def __exit__(self, *error):
        self._process.__exit__(*error)

    def operations(self):
        return json.loads(self._process.first_answer()[1])

    def _ask(self, operation, times):
        """CPU time of the process, ns; None when it cannot do the operation."""
        client = http.client.HTTPConnection("127.0.0.1", self._process.port, timeout=120)
        before = self._process.cpu_nanos()
        client.request("GET", "/?" + urlencode({"op": operation, "n": times}))
        answer = client.getresponse()
        answer.read()
        used = self._process.cpu_nanos() - before
        client.close()
        return used if answer.status == 200 else None

    def measure(self, operation):
        """CPU time of one, ns; None when the runtime cannot do it."""
        if operation not in self._times:
            times = 8
            while (used := self._ask(operation, times)) is not None and used < AIM / 4:
                times *= 4
            self._times[operation] = used and max(1, int(times * AIM / used))
        times = self._times[operation]
        used = times and self._ask(operation, times)
        return used and used / times


def show(name_of_all, found):
    """The table and the verdicts. `found`: {operation: {runtime: ns or None}}."""
    print("\nCPU time of one, us, and Atoll's over that of workerd or deno, whichever is faster")
    print(f"  {'':32}" + "".join(f"{name:>10}" for name in name_of_all) + f"{'ratio':>8}")
    verdicts = []
    for operation, costs in found.items():
        cells = "".join(f"{'-' if costs[n] is None else f'{costs[n] / 1e3:.2f}':>10}"
                        for n in name_of_all)
        own = costs["atoll"]
        peers = [costs[n] for n in PEERS if costs[n] is not None]
        ratio = own / min(peers) if own is not None and peers else float("nan")
        print(f"  {operation:32}{cells}{ratio:8.2f}")
        verdicts.append(figures.verdict(f"{operation}: over the fastest peer", ratio, WORST))
    print()
    return verdicts


def main():
    made = argparse.ArgumentParser(description=__doc__,
                                   formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--atoll", required=True, help="the program to measure")
    made.add_argument("--quick", action="store_true", help="one round")
    made.add_argument("--only", help="operations with this in their name")
    made.add_argument("--rounds", type=int, default=5)
    made.add_argument("--strict", action="store_true", help="fail when a target is not met")
    made.add_argument("--save", default="bench-results", help="folder for the figures as JSON")
    options = scenario.parse(made)
    found = [atoll(options.atoll), runtimes.workerd(), runtimes.deno(), runtimes.bun()]
    names = [runtime.name for runtime in found]
    rounds = {}
    with tempfile.TemporaryDirectory() as scratch:
        servers = []
        try:
            for runtime in found:
                servers.append(Server(runtime, scratch).__enter__())
            operations = [operation for operation in servers[0].operations()
                          if options.only is None or options.only in operation]
            for server in servers[1:]:
                server.operations()
            for number in range(options.rounds):
                for operation in operations:
                    scenario.progress(f"round {number + 1} of {options.rounds}: {operation}")
                    for name, server in zip(names, servers):
                        rounds.setdefault(operation, {}).setdefault(name, []).append(
                            server.measure(operation))
        finally:
            for server in servers:
                server.__exit__(*sys.exc_info())
    scenario.progress("")
    print("\r", end="", file=sys.stderr, flush=True)
    medians = {
        operation: {name: None if None in costs else statistics.median(costs)
                    for name, costs in by_name.items()}
        for operation, by_name in rounds.items()
    }
    versions = {runtime.name: runtime.version for runtime in found}
    print("; ".join(f"{key}: {value}" for key, value in versions.items()))
    machine = results_file.machine()
    print(f"{machine['cpu']}, {machine['cores']} cores, rounds: {options.rounds}")
    verdicts = show(names, medians)
    return results_file.finish(options, "web", verdicts, {"versions": versions, "medians": medians})


if __name__ == "__main__":
    sys.exit(main())
