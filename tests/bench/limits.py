#!/usr/bin/env python3
"""Where a worker's limits end it, and what that does to the process and to other tenants.

An endless loop with 50 ms of CPU time: one after another, then eight workers at once on a
connection each. The CPU time is the server's own account of each invocation (its log line); for
the tries one after another it stands beside the growth of the process's CPU-time clock. A heap
bomb with 64 MB: the process's memory after ten of them. Then thousands of limited requests in a
row while another tenant is asked at a fixed pace. No peer: workerd by itself has no such limits.
"""

import sys
import time

import client
import crowd
import figures
import invocations
import light
import scenario
import workers_dir

CPU_MS = 50
SHORT_CPU_MS = 2
BOMBS = 10
LIGHT = "light"
LOOPS = [f"loop{i}" for i in range(8)]
SHORT = [f"short{i}" for i in range(4)]
TRIES = 100


def write_workers(folder):
    sources = {LIGHT: workers_dir.hello(LIGHT), "bomb": workers_dir.heap_bomb()}
    limits = {"bomb": {"memory_mb": 64, "cpu_ms": 10_000}}
    for some, cpu_ms in ((LOOPS, CPU_MS), (SHORT, SHORT_CPU_MS)):
        sources |= {name: workers_dir.loop() for name in some}
        limits |= {name: {"cpu_ms": cpu_ms} for name in some}
    return workers_dir.write(folder, sources, limits)


def sum_up(found):
    """CPU time of invocations that ended by their CPU limit; the others count as missed."""
    cpu = [one["cpu_us"] / 1000 for one in found if one["outcome"] == "exceededCpu"]
    return {
        "outcomes": invocations.outcomes(found),
        "within": figures.count_within(cpu, CPU_MS, CPU_MS + 10),
        "cpu_ms": figures.spread(cpu) if cpu else None,
        "wall_ms": figures.spread([one["wall_us"] / 1000 for one in found]) if found else None,
    }


def one_after_another(server):
    position, growth = server.log_size(), []
    with client.Connection(server.port) as connection:
        for _ in range(TRIES):
            before = server.cpu_nanos()
            connection.ask(client.request(workers_dir.host(LOOPS[0])))
            growth.append((server.cpu_nanos() - before) / 1e6)
    found = sum_up(invocations.wait_for(server, position, {LOOPS[0]}, TRIES))
    return {**found, "process_ms": figures.spread(growth)}


def at_once(server, names):
    """TRIES tries over a connection for each name."""
    position = server.log_size()
    with crowd.Crowd(server.port, [workers_dir.host(name) for name in names], TRIES) as tries:
        tries.wait()
    return {**sum_up(invocations.wait_for(server, position, set(names), TRIES)),
            "statuses": dict(tries.outcomes)}


def heap_bombs(server):
    position, statuses = server.log_size(), []
    server.wait_until_idle(within=20)
    before = server.resident_mb()
    with client.Connection(server.port) as connection:
        for _ in range(BOMBS):
            statuses.append(connection.ask(client.request(workers_dir.host("bomb")))[1])
    time.sleep(3)
    return {"before_mb": before, "after_mb": server.resident_mb(), "statuses": statuses,
            "peak_mb": server.peak_resident_mb(),
            "outcomes": invocations.outcomes(
                invocations.wait_for(server, position, {"bomb"}, BOMBS))}


def many_limited(server, options):
    position = server.log_size()
    hosts = [workers_dir.host(name) for name in SHORT]
    begun = time.monotonic()
    with light.Light(server.port, workers_dir.host(LIGHT), LIGHT, rate=100) as other:
        with crowd.Crowd(server.port, hosts, options.limited) as limited:
            limited.wait()
        took = time.monotonic() - begun
        found = other.finish()
    logged = invocations.wait_for(server, position, set(SHORT), options.limited)
    return {"seconds": took, "statuses": dict(limited.outcomes), "light": found,
            "outcomes": invocations.outcomes(logged)}


def measure(atoll, _, options, scratch):
    if not atoll.knows("log-invocations"):
        raise SystemExit("bench: `atoll help serve` does not name --log-invocations; expected a"
                         " program that ends invocations by limits and logs each")
    folder = write_workers(f"{scratch}/workers")
    rounds = []
    for number in range(options.rounds):
        with atoll.serve(folder, scratch, threads=2, log_invocations="all",
                         log_format="json") as server:
            server.first_answer(host=workers_dir.host(LIGHT))
            server.wait_until_idle()
            found = {}
            for key, part in (
                    ("serial", lambda: one_after_another(server)),
                    ("at_once", lambda: at_once(server, LOOPS)),
                    ("one_worker", lambda: at_once(server, LOOPS[:1] * 8)),
                    ("bombs", lambda: heap_bombs(server)),
                    ("many", lambda: many_limited(server, options))):
                scenario.progress(f"round {number + 1} of {options.rounds}: {key}")
                found[key] = part()
            rounds.append(found)
    return {"rounds": rounds}


def show_loops(title, f):
    cpu, wall = f["cpu_ms"], f["wall_ms"]
    shown = (f"{cpu['p50']:8.1f} {cpu['p99']:8.1f} {cpu['max']:8.1f} {wall['p99']:9.0f}"
             if cpu else f"{'-':>8} {'-':>8} {'-':>8} {'-':>9}")
    print(f"  {title:44} {shown} {f['within']:8}  {f['outcomes']}")


def show(found, options):
    print(f"\nendless loop with cpu_ms: {CPU_MS}, {TRIES} tries, CPU time in ms")
    print(f"  {'':44} {'p50':>8} {'p99':>8} {'max':>8} {'wall p99':>9}"
          f" {f'in {CPU_MS}-{CPU_MS + 10}':>8}  outcomes")
    for r in found["rounds"]:
        show_loops("one after another", r["serial"])
        growth = r["serial"]["process_ms"]
        print(f"  {'  the whole process, for each try':44} {growth['p50']:8.1f}"
              f" {growth['p99']:8.1f} {growth['max']:8.1f}")
        show_loops("8 at once, of 8 workers", r["at_once"])
        show_loops("8 at once, of one worker (shared isolates)", r["one_worker"])
    print(f"\n{BOMBS} heap bombs with memory_mb: 64")
    for r in found["rounds"]:
        f = r["bombs"]
        print(f"  resident before {f['before_mb']:.0f} MB, 3 s after {f['after_mb']:.0f} MB,"
              f" at most {f['peak_mb']:.0f} MB; {f['outcomes']},"
              f" statuses {sorted(set(f['statuses']))}")
    print(f"\n{options.limited:,} requests with cpu_ms: {SHORT_CPU_MS} on {len(SHORT)} connections,"
          " another tenant at 100 per second")
    for r in found["rounds"]:
        f = r["many"]
        print(f"  {f['seconds']:.0f} s; limited: {f['outcomes']}, by status {f['statuses']}")
        print(f"  other tenant: {f['light']['asked']} asked, {f['light']['outcomes']}, p50"
              f" {f['light']['p50_us'] / 1e3:.2f} ms, p99 {f['light']['p99_us'] / 1e3:.2f} ms")
    print("\npeers: none; workerd ends nothing by CPU time or memory when it runs by itself")
    return list(judge(found["rounds"], options.limited))


def judge(rounds, limited):
    for key, title in (("serial", "one after another"), ("at_once", "8 at once")):
        yield figures.verdict(f"loops that end at {CPU_MS}-{CPU_MS + 10} ms of CPU time, {title}",
                              min(r[key]["within"] for r in rounds), 99, at_least=True)
    # More than the account would be time that no limit sees.
    apart = [r["serial"]["process_ms"]["p50"] - (r["serial"]["cpu_ms"] or {"p50": 0})["p50"]
             for r in rounds]
    yield figures.verdict("the process's own CPU time beyond the account, at p50, ms",
                          max(apart), 10.0)
    yield figures.verdict("heap bombs ended by the memory limit",
                          min(r["bombs"]["outcomes"].get("exceededMemory", 0) for r in rounds),
                          BOMBS, at_least=True)
    left = max(r["bombs"]["after_mb"] - r["bombs"]["before_mb"] for r in rounds)
    yield figures.verdict("memory that heap bombs leave behind, MB", left, 64.0)
    yield figures.verdict(f"of {limited:,} limited requests, ended by their CPU limit",
                          min(r["many"]["outcomes"].get("exceededCpu", 0) for r in rounds), limited,
                          at_least=True)
    yield figures.verdict("another tenant's requests lost meanwhile",
                          sum(r["many"]["light"]["lost"] for r in rounds), 0)


def main():
    options = scenario.parse(scenario.parser(__doc__, rounds=1))
    options.limited = 1_000 if options.quick else 10_000
    options.only = "atoll"
    return scenario.run("limits", options, measure, show)


if __name__ == "__main__":
    sys.exit(main())
