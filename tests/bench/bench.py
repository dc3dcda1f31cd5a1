#!/usr/bin/env python3
"""Compares Atoll with a bare server and other runtimes, in one run on this machine.

Each server runs on one core and the load on another. What counts is the CPU time of the server's
process (user and system, all threads) per request; requests per second stand beside it. Rounds
go over all servers in turn, so that a noisy moment hits all of them; medians are shown.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

import figures
import results_file
import runtimes

JSON_BODY = json.dumps({"numbers": [i * 1.5 for i in range(1, 41)]}).encode()
ECHO_BODY = bytes(range(250)) * 4000
# name -> (title, method and body of the check, wrk script, connections)
SCENARIOS = {
    "hello": ("hello: a short text", ("GET", None), None, 32),
    "json": ("JSON: 40 numbers in and out", ("POST", JSON_BODY), "json.lua", 32),
    "echo": ("echo: 1 MB as a stream", ("POST", ECHO_BODY), "echo.lua", 8),
}
# (what, scenario or "start", figure, other runtime or None, factor or bound)
TARGETS = [
    ("hello, CPU per request", "hello", "cpu_us", "uv + llhttp", 1.25),
    ("hello, CPU per request", "hello", "cpu_us", "deno", 1.0),
    ("hello, CPU per request", "hello", "cpu_us", "workerd", 0.25),
    ("JSON, CPU per request", "json", "cpu_us", "deno", 1.0),
    ("1 MB echo, CPU per request", "echo", "cpu_us", "deno", 1.0),
    ("first answer, ms", "start", "first_ms", None, 150.0),
    ("resident after the first answer, MB", "start", "resident_mb", None, 60.0),
]


def parse_wrk(text):
    """Requests, requests per second, and 50th and 99th percentile of latency in milliseconds."""
    count = re.search(r"(\d+) requests in", text)
    if not count or "Socket errors" in text or "Non-2xx" in text:
        raise SystemExit(f"bench: the load did not go through:\n{text}")

    def millis(percentile):
        number, unit = re.search(rf"{percentile}%\s+([\d.]+)(us|ms|s)", text).groups()
        return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]

    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
    return {"requests": int(count[1]), "per_second": rate, "p50_ms": millis(50), "p99_ms": millis(99)}


def wrk(port, core, seconds, scenario):
    _, _, script, connections = SCENARIOS[scenario]
    command = ["taskset", "-c", str(core), "wrk", "-t1", f"-c{connections}", f"-d{seconds}s",
               "--latency", "--timeout", "20s"]
    if script:
        command += ["-s", str(runtimes.WORKERS / script)]
    done = subprocess.run([*command, f"http://127.0.0.1:{port}/"], capture_output=True, text=True,
                          check=True)
    return parse_wrk(done.stdout)


def check_answer(runtime, scenario, body):
    expected = {
        "hello": lambda: body == b"Hello World",
        "json": lambda: json.loads(body)["count"] == 40,
        "echo": lambda: body == ECHO_BODY,
    }[scenario]
    if not expected():
        raise SystemExit(f"bench: {runtime.name} answers {scenario} with {body[:80]!r}")


def measure_load(runtime, scenario, options, scratch):
    method, body = SCENARIOS[scenario][1]
    with runtimes.Process(runtime, scenario, options.server_core, scratch) as server:
        check_answer(runtime, scenario, server.first_answer(method, body)[1])
        wrk(server.port, options.load_core, options.warm_up, scenario)
        before = server.cpu_seconds()
        found = wrk(server.port, options.load_core, options.seconds, scenario)
        found["cpu_us"] = (server.cpu_seconds() - before) / found["requests"] * 1e6
        found["resident_mb"] = server.resident_mb()
        return found


def measure_start(runtime, options, scratch):
    with runtimes.Process(runtime, "hello", options.server_core, scratch) as server:
        took, _ = server.first_answer()
        return {"first_ms": took * 1000, "resident_mb": server.resident_mb()}


def run(competitors, options):
    """{scenario or "start": {runtime: [figures of a round]}}"""
    results = {scenario: {} for scenario in [*SCENARIOS, "start"]}
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(options.rounds):
            for scenario in SCENARIOS:
                for runtime in competitors:
                    if scenario not in runtime.scenarios:
                        continue
                    print(f"\rround {number + 1} of {options.rounds}: {scenario}, {runtime.name}"
                          "            ", end="", file=sys.stderr, flush=True)
                    found = measure_load(runtime, scenario, options, scratch)
                    results[scenario].setdefault(runtime.name, []).append(found)
            for _ in range(options.starts):
                for runtime in competitors:
                    found = measure_start(runtime, options, scratch)
                    results["start"].setdefault(runtime.name, []).append(found)
    print("\r" + " " * 60 + "\r", end="", file=sys.stderr)
    return results


def print_tables(summary):
    for scenario, (title, *_) in SCENARIOS.items():
        print(f"\n{title}")
        print(f"  {'':12} {'CPU us/req':>11} {'x atoll':>8} {'req/s':>10} {'p50 ms':>8} {'p99 ms':>8}"
              f" {'MB':>6}")
        own = summary[scenario]["atoll"]["cpu_us"]
        for name, f in summary[scenario].items():
            print(f"  {name:12} {f['cpu_us']:11.2f} {f['cpu_us'] / own:8.2f} {f['per_second']:10.0f}"
                  f" {f['p50_ms']:8.2f} {f['p99_ms']:8.2f} {f['resident_mb']:6.0f}")
    print("\nstart: the process to its first answer")
    print(f"  {'':12} {'ms':>11} {'MB':>8}")
    for name, f in summary["start"].items():
        print(f"  {name:12} {f['first_ms']:11.1f} {f['resident_mb']:8.0f}")


def judge(summary):
    """A line for each target, and whether it is met."""
    lines = []
    for what, scenario, figure, other, bound in TARGETS:
        own = summary[scenario]["atoll"][figure]
        if other is None:
            expected, of = bound, f"at most {bound:g}"
        elif other in summary[scenario]:
            reference = summary[scenario][other][figure]
            expected = bound * reference
            of = f"at most {bound:g} x {other}'s {reference:.2f} = {expected:.2f}"
        else:
            continue
        lines.append(figures.verdict(what, own, expected, of=of))
    return lines


def choose_cores(options):
    cores = sorted(os.sched_getaffinity(0))
    options.server_core, options.load_core = cores[-1], cores[0]
    if len(cores) < 2:
        print("bench: one core only: server and load share it", file=sys.stderr)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--atoll", required=True, help="the program to measure")
    parser.add_argument("--baseline", help="the bare uv + llhttp server")
    parser.add_argument("--http-server", help="Atoll's HTTP server with a handler in C++")
    parser.add_argument("--quick", action="store_true", help="one short round")
    parser.add_argument("--only", help="names of runtimes, separated by commas")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4, help="of load, a measurement")
    parser.add_argument("--strict", action="store_true", help="fail when a target is not met")
    parser.add_argument("--save", default="bench-results", help="folder for the figures as JSON")
    options = parser.parse_args()
    options.warm_up, options.starts = 2, 5
    if options.quick:
        options.rounds, options.seconds, options.warm_up, options.starts = 1, 1, 1, 3
    choose_cores(options)
    return options


def main():
    options = arguments()
    competitors = [runtimes.atoll(options.atoll)]
    if options.baseline:
        competitors.append(runtimes.baseline(options.baseline))
    if options.http_server:
        competitors.append(runtimes.http_server(options.http_server))
    competitors += [runtimes.workerd(), runtimes.deno(), runtimes.bun()]
    if options.only:
        wanted = ["atoll", *options.only.split(",")]
        competitors = [c for c in competitors if c.name in wanted]
    results = run(competitors, options)
    summary = {
        scenario: {name: figures.medians(rounds) for name, rounds in by_name.items()}
        for scenario, by_name in results.items()
    }
    print("; ".join(f"{c.name}: {c.version}" for c in competitors))
    print(f"{results_file.machine()['cpu']}, server on core {options.server_core}, load on core"
          f" {options.load_core}, medians of {options.rounds} rounds of {options.seconds} s")
    print_tables(summary)
    verdicts = judge(summary)
    return results_file.finish(options, "", verdicts, {
        "versions": {c.name: c.version for c in competitors},
        "summary": summary,
        "rounds": results,
    })


if __name__ == "__main__":
    sys.exit(main())
