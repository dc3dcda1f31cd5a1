#!/usr/bin/env python3
"""A light tenant beside four tenants in endless loops, on two lanes.

The light tenant is asked at a fixed pace, each time on a new connection, by a process of its own;
latency counts from the moment a request was due, and is the time-out for what is lost. Each noisy
tenant has two connections that ask again as soon as they are answered: what ends its loop is its
limit. Each round has a new server: first the light tenant alone, then with the noise. Nothing is
pinned, all clients have normal priority. workerd is asked at a slow pace: what counts there is
whether anything is answered.

With --before, hello's CPU time per request beside that program's too, as `tools/bench` has it.
"""

import shutil
import statistics
import sys
from pathlib import Path

import bench
import crowd
import figures
import light
import runtimes
import scenario
import workers_dir

LIGHT = "light"
NOISY = ["noisy0", "noisy1", "noisy2", "noisy3"]
CONNECTIONS = 2  # of each noisy tenant


def ask_light(server, rate, seconds):
    with light.Light(server.port, workers_dir.host(LIGHT), LIGHT, rate=rate,
                     seconds=seconds) as client:
        return client.wait()


def ask_with_noise(server, rate, seconds):
    hosts = [workers_dir.host(name) for name in NOISY for _ in range(CONNECTIONS)]
    with crowd.Crowd(server.port, hosts) as noise:
        before = server.cpu_seconds()
        found = ask_light(server, rate, seconds)
        found["cores_busy"] = (server.cpu_seconds() - before) / seconds
    return {**found, "noise": dict(noise.outcomes)}


def measure_round(server, rate, seconds):
    server.first_answer(host=workers_dir.host(LIGHT))
    ask_light(server, rate, 1)
    server.wait_until_idle(within=20)
    alone = ask_light(server, rate, seconds)
    return {"alone": alone, "noise": ask_with_noise(server, rate, seconds)}


def measure_before(options, scratch):
    """CPU time per request of hello, of both programs in turn."""
    found = {"now": [], "before": []}
    for number in range(options.throughput_rounds):
        for key, binary in (("before", options.before), ("now", options.atoll)):
            scenario.progress(f"throughput {number + 1} of {options.throughput_rounds}: {key}")
            found[key].append(bench.measure_load(runtimes.atoll(binary), "hello", options, scratch))
    return found


def measure(atoll, workerd, options, scratch):
    sources = {LIGHT: workers_dir.hello(LIGHT), **{name: workers_dir.loop() for name in NOISY}}
    folder = workers_dir.write(f"{scratch}/workers", sources)
    found = {"rounds": []}
    for number in range(options.rounds):
        scenario.progress(f"round {number + 1} of {options.rounds}: atoll")
        shutil.rmtree(Path(scratch, "data"), ignore_errors=True)
        with atoll.serve(folder, scratch, threads=2) as server:
            found["rounds"].append(measure_round(server, options.rate, options.seconds))
    if workerd:
        scenario.progress("workerd")
        with workerd.serve(folder, scratch, list(sources)) as server:
            found["workerd"] = measure_round(server, 2, options.seconds)
    if options.before:
        found["throughput"] = measure_before(options, scratch)
    return found


def show(found, options):
    rounds = found["rounds"]
    print(f"\na light tenant at {options.rate:g} requests per second, each on a new connection,"
          f" {options.seconds:g} s; {len(NOISY)} x {CONNECTIONS} endless loops")
    print(f"  {'':22} {'p50 us':>9} {'p99 us':>9} {'sent late p99':>14} {'asked':>7} {'lost':>6}")
    for number, r in enumerate(rounds, 1):
        for key in ("alone", "noise"):
            f = r[key]
            print(f"  {f'round {number}, {key}':22} {f['p50_us']:9.0f} {f['p99_us']:9.0f}"
                  f" {f['late_p99_us']:14.0f} {f['asked']:7} {f['lost']:6}")
    noise = {}
    for r in rounds:
        for status, count in r["noise"]["noise"].items():
            noise[status] = noise.get(status, 0) + count
    busy = statistics.median(r["noise"]["cores_busy"] for r in rounds)
    print(f"  the noise kept {busy:.2f} cores busy; its answers by status: {noise or 'none'}")
    verdicts = [*judge(rounds)]
    if "workerd" in found:
        for key in ("alone", "noise"):
            f = found["workerd"][key]
            print(f"  workerd, {key}: {f['answered']} of {f['asked']} answered within 2 s,"
                  " at 2 per second")
    if "throughput" in found:
        verdicts.append(show_throughput(found["throughput"]))
    return verdicts


def judge(rounds):
    lost = sum(r[key]["lost"] for r in rounds for key in ("alone", "noise"))
    median = {
        key: statistics.median(r[key]["p99_us"] for r in rounds) for key in ("alone", "noise")
    }
    yield figures.verdict("light tenant's p99 with the noise, x its p99 alone",
                          median["noise"] / median["alone"], 3.0)
    yield figures.verdict("light tenant's requests lost", lost, 0)


def show_throughput(throughput):
    print("\nhello, CPU time per request")
    medians = {key: figures.medians(rounds) for key, rounds in throughput.items()}
    for key, f in medians.items():
        print(f"  {key:12} {f['cpu_us']:8.2f} us {f['per_second']:10.0f} req/s")
    return figures.verdict("hello, CPU per request, x before",
                           medians["now"]["cpu_us"] / medians["before"]["cpu_us"], 1.05)


def main():
    parser = scenario.parser(__doc__, rounds=5)
    parser.add_argument("--rate", type=float, default=200, help="the light tenant's, per second")
    parser.add_argument("--seconds", type=int, default=5, help="of each measurement")
    parser.add_argument("--before", help="a program whose throughput of hello to compare with")
    options = scenario.parse(parser)
    if options.quick:
        options.seconds = 2
    options.throughput_rounds = 2 if options.quick else 7
    bench.choose_cores(options)
    options.warm_up = 1
    return scenario.run("noisy", options, measure, show)


if __name__ == "__main__":
    sys.exit(main())
