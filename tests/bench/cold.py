#!/usr/bin/env python3
"""What the first request to a worker costs over the second.

Generated workers that never ran stand behind one process with one lane. After its background
preparation, one warm keep-alive connection asks each worker three times in a row; the time added
is the first answer's minus the second's. Paced: a pause before each worker, then a request to
another worker that runs already, so that no figure holds the waking of an idle core. Back to back:
no pause, with the pool that a node of so many workers has, and with one that is as deep as the
burst. Then 10,000 workers, each asked once, right after the process came up: one every 10 ms, and
back to back. Nothing is pinned.
"""

import gc
import shutil
import sys
import time
from pathlib import Path

import client
import figures
import scenario
import workers_dir

UNUSED = 2000
WARM = "warm"
MANY_PAUSE = 0.01  # seconds
# (key, title, unused functions, pause, whether the pool is deep)
CASES = [
    ("paced", "small sources, paced", 0, True, False),
    ("deep", "small sources, back to back, deep pool", 0, False, True),
    ("back_to_back", "small sources, back to back", 0, False, False),
    ("big_paced", f"{UNUSED:,} unused functions each, paced", UNUSED, True, False),
    ("big_deep", f"{UNUSED:,} unused functions each, deep pool", UNUSED, False, True),
]


def ask(connection, name):
    took, status, body = connection.ask(client.request(workers_dir.host(name)))
    if (status, body) != (200, name.encode()):
        raise SystemExit(f"bench: {name} answers {status} {body[:200]!r};"
                         " expected 200 and its name")
    return took / 1000


def ask_each(connection, names, pause):
    """[(first, second, third) in microseconds]"""
    taken = []
    gc.disable()
    for name in names:
        if pause:
            time.sleep(pause)
            ask(connection, WARM)
        taken.append(tuple(ask(connection, name) for _ in range(3)))
    gc.enable()
    return taken


def added(taken):
    spread = figures.spread([first - second for first, second, _ in taken])
    return {
        **{f"added_{key}": value for key, value in spread.items()},
        "second_p50": figures.percentile([second for _, second, _ in taken], 50),
        "third_p50": figures.percentile([third for *_, third in taken], 50),
    }


def measure_added(atoll, folder, names, pause, pool, scratch):
    shutil.rmtree(Path(scratch, "data"), ignore_errors=True)
    with atoll.serve(folder, scratch, pool=pool) as server:
        server.first_answer(host=workers_dir.host(WARM), within=120)
        idle = server.wait_until_idle()
        with client.Connection(server.port) as connection:
            for _ in range(100):
                ask(connection, WARM)
            found = added(ask_each(connection, names, pause))
            control = added(ask_each(connection, names[-100:], pause))
        return {**found, "control_p50": control["added_p50"], "control_p99": control["added_p99"],
                "idle_s": -1 if idle is None else idle, "resident_mb": server.resident_mb()}


def measure_workerd(workerd, folder, names, scratch):
    """It builds all workers at its start: the time to its first answer, with all and with one."""
    found = {}
    for key, some in (("one", names[:1]), ("all", names)):
        with workerd.serve(folder, scratch, some) as server:
            took, _ = server.first_answer(host=workers_dir.host(names[0]), within=300)
            found[f"{key}_ms"] = took * 1e3
            found[f"{key}_mb"] = server.resident_mb()
    found["each_ms"] = (found["all_ms"] - found["one_ms"]) / max(1, len(names) - 1)
    return found


def measure_many(atoll, options, pause, scratch):
    names = workers_dir.names(options.workers)
    folder = f"{scratch}/many"
    shutil.rmtree(folder, ignore_errors=True)
    workers_dir.write(folder, {name: workers_dir.hello(name) for name in names})
    shutil.rmtree(Path(scratch, "data"), ignore_errors=True)
    with atoll.serve(folder, scratch, memory_target="700MB") as server:
        took, _ = server.first_answer(host=workers_dir.host(names[0]), within=300)
        up_mb = server.resident_mb()
        idle = server.wait_until_idle() if options.settle else None
        gc.disable()
        with client.Connection(server.port) as connection:
            taken = []
            for name in names[1:]:
                time.sleep(pause)
                taken.append(ask(connection, name))
        gc.enable()
        return {"workers": len(names), "up_s": took, "up_mb": up_mb, "idle_s": idle,
                "peak_mb": server.peak_resident_mb(), "end_mb": server.resident_mb(),
                **figures.spread(taken)}


def measure(atoll, workerd, options, scratch):
    names = workers_dir.names(options.cold_workers)
    folders = {}
    for unused in (0, UNUSED):
        sources = {name: workers_dir.hello(name, unused) for name in [*names, WARM]}
        folders[unused] = workers_dir.write(f"{scratch}/unused-{unused}", sources)
    rounds = {}
    for number in range(options.rounds):
        for key, title, unused, paced, deep in CASES:
            scenario.progress(f"round {number + 1} of {options.rounds}: {title}")
            pause = options.pause / 1000 if paced else 0
            rounds.setdefault(key, []).append(
                measure_added(atoll, folders[unused], names, pause,
                              len(names) + 10 if deep else None, scratch))
        if workerd:
            for key, unused in (("workerd", 0), ("workerd_big", UNUSED)):
                scenario.progress(f"round {number + 1} of {options.rounds}: {key}")
                rounds.setdefault(key, []).append(
                    measure_workerd(workerd, folders[unused], names, scratch))
    found = {"rounds": rounds, "summary": {k: figures.medians(v) for k, v in rounds.items()}}
    if options.workers:
        scenario.progress(f"{options.workers:,} workers")
        found["many"] = measure_many(atoll, options, MANY_PAUSE, scratch)
        found["many_back_to_back"] = measure_many(atoll, options, 0, scratch)
    return found


def show(found, options):
    summary = found["summary"]
    print(f"\ntime added by the first request over the second, us; {options.cold_workers} workers"
          " (medians over rounds)")
    print(f"  {'':46} {'p50':>8} {'p90':>8} {'p99':>8} {'max':>8} {'second p50':>11}"
          f" {'third p50':>10}")
    for key, title, *_ in CASES:
        f = summary[key]
        print(f"  {title:46} {f['added_p50']:8.0f} {f['added_p90']:8.0f} {f['added_p99']:8.0f}"
              f" {f['added_max']:8.0f} {f['second_p50']:11.0f} {f['third_p50']:10.0f}")
        print(f"  {'  the same again with workers that run already':46} {f['control_p50']:8.0f}"
              f" {'':8} {f['control_p99']:8.0f}")
    print(f"  paced: {options.pause:g} ms before each worker, then a request to a running one")
    waits = [r["idle_s"] for key, *_ in CASES for r in found["rounds"][key]]
    print("  before the first: until the process's CPU time stood still for 300 ms, which took"
          f" {max(waits):.1f} s at most after its first answer"
          + (" (NOT every time: once it was busy for 120 s)" if min(waits) < 0 else ""))
    verdicts = [
        figures.verdict(f"{title}, added at {point}, us", summary[key][f"added_{point}"], most)
        for key, title, point, most in (
            ("paced", "cold, paced", "p50", 150.0), ("paced", "cold, paced", "p99", 1000.0),
            ("deep", "cold, deep pool", "p50", 150.0), ("deep", "cold, deep pool", "p99", 1000.0),
            ("big_paced", f"cold with {UNUSED:,} unused functions, paced", "p50", 300.0),
            ("big_deep", f"cold with {UNUSED:,} unused functions, deep pool", "p50", 300.0))
    ]
    if "workerd" in summary:
        print("\nworkerd builds all at start: the process to its first answer,"
              f" {options.cold_workers} workers")
        for key, title in (("workerd", "small sources"),
                           ("workerd_big", f"{UNUSED:,} unused functions each")):
            f = summary[key]
            print(f"  {title:46} {f['all_ms']:8.0f} ms, with one {f['one_ms']:.0f} ms:"
                  f" {f['each_ms']:.2f} ms each; {f['all_mb']:.0f} MB resident")
    if "many" in found:
        verdicts += show_many(found["many"], f"one every {MANY_PAUSE * 1000:g} ms and more")
        show_many(found["many_back_to_back"], "back to back")
    return verdicts


def show_many(many, how):
    when = "right after its first answer" if many["idle_s"] is None else "once it was idle"
    print(f"\n{many['workers']:,} workers, each asked once over one connection, {how}, {when}")
    print(f"  process to its first answer {many['up_s']:.2f} s, {many['up_mb']:.0f} MB resident")
    print(f"  first requests: p50 {many['p50'] / 1e3:.2f} ms, p90 {many['p90'] / 1e3:.2f} ms,"
          f" p99 {many['p99'] / 1e3:.2f} ms, max {many['max'] / 1e3:.2f} ms; all 200, right bodies")
    print(f"  resident at most {many['peak_mb']:.0f} MB, at the end {many['end_mb']:.0f} MB")
    what = f"{many['workers']:,} workers"
    return [
        figures.verdict(f"{what}, first answer, s", many["up_s"], 3.0),
        figures.verdict(f"{what}, p99 of first requests, ms", many["p99"] / 1e3, 3.0),
        figures.verdict(f"{what}, resident at most, MB", many["peak_mb"], 1000.0),
    ]


def main():
    parser = scenario.parser(__doc__, rounds=3)
    parser.add_argument("--workers", type=int,
                        help="how many of the last part (default: 10,000, with --quick none)")
    parser.add_argument("--settle", action="store_true",
                        help="let the process become idle before these are asked")
    parser.add_argument("--cold-workers", type=int, default=500, help="how many of the first part")
    parser.add_argument("--pause", type=float, default=5, help="ms between workers, paced")
    options = scenario.parse(parser)
    if options.workers is None:
        options.workers = 0 if options.quick else 10_000
    return scenario.run("cold", options, measure, show)


if __name__ == "__main__":
    sys.exit(main())
