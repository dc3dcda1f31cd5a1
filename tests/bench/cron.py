#!/usr/bin/env python3
"""How late crons are: many workers with one cron each, all of the same minute.

A node of generated workers, each with a cron of every minute, keeps what it runs in a data
directory. After some minutes its history (`atoll cron history`) tells for each run how long after
the beginning of its minute the handler was called; a handler writes that too, by its own clock, and
the two must agree. The first minute finds workers that never ran, the others find them idle. While
it waits, the node does nothing, so that a minute of this takes little of the machine.
"""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import figures
import scenario
import workers_dir

SOURCE = """\
export default {
  fetch() { return new Response("%(name)s"); },
  scheduled(controller) { %(body)s },
};
"""
TOLD = 'console.log("late", Date.now() - controller.scheduledTime);'
# How much the two clocks may differ: Date.now() is in whole milliseconds, and that of the turn's
# beginning, which is before the handler's.
TOLERANCE_MS = 5


def write(folder, names, told):
    for name in names:
        place = Path(folder, name)
        place.mkdir(parents=True)
        source = SOURCE % {"name": name, "body": TOLD if name in told else ""}
        Path(place, "index.js").write_text(source, encoding="ascii")
        Path(place, "wrangler.json").write_text(json.dumps({
            "name": name, "main": "index.js", "triggers": {"crons": ["* * * * *"]}}),
            encoding="ascii")
    return str(folder)


def history(atoll, data):
    done = subprocess.run([atoll.binary, "cron", "history", "--data-dir", data, "--json"],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def sleep_past_minutes(count, settle):
    """Until `settle` seconds after the beginning of the `count`-th minute from now."""
    now = time.time()
    time.sleep((now // 60 + count) * 60 + settle - now)


def check(entries, names, minutes):
    """{minute: [lag in ms]}, after a look whether every worker ran once in each minute."""
    lags = {}
    for entry in entries:
        if entry["outcome"] != "ok" or entry["attempts"] != 1:
            raise SystemExit(f"bench: a run is {entry}; expected that it is ok")
        lags.setdefault(entry["time"], []).append(entry["lag_ms"])
    for minute, some in lags.items():
        if len(some) != len(names):
            raise SystemExit(f"bench: {len(some)} runs of {minute}; expected {len(names)}")
    if len(lags) != minutes:
        raise SystemExit(f"bench: runs of {len(lags)} minutes; expected {minutes}")
    return dict(sorted(lags.items()))


def check_told(log, entries, told):
    """What handlers say must be what the history says."""
    kept = {(entry["worker"], entry["time"]): entry["lag_ms"] for entry in entries}
    by_worker = {}
    for worker, late in re.findall(r'console worker=(\S+) .*text="late (-?\d+)"', log):
        by_worker.setdefault(worker, []).append(int(late))
    for worker in told:
        said = by_worker.get(worker, [])
        lags = [lag for (name, _), lag in sorted(kept.items()) if name == worker]
        if len(said) != len(lags) or any(
                not -TOLERANCE_MS <= lag - late <= TOLERANCE_MS for late, lag in zip(said, lags)):
            raise SystemExit(f"bench: the handlers of {worker} were late by {said} ms,"
                             f" the history says {lags}")


def measure(atoll, _workerd, options, scratch):
    names = workers_dir.names(options.workers)
    told = set(names[:: max(1, len(names) // 20)])
    folder = write(f"{scratch}/crons", names, told)
    data = f"{scratch}/data"
    # Its first minute is to find it idle.
    if time.time() % 60 > 20:
        sleep_past_minutes(1, 1)
    with atoll.serve(folder, scratch, threads=options.threads,
                     memory_target=options.memory_target) as server:
        server.first_answer(host=workers_dir.host(names[0]), within=120)
        idle = server.wait_until_idle()
        for number in range(options.minutes):
            scenario.progress(f"minute {number + 1} of {options.minutes}")
            before = server.cpu_seconds()
            sleep_past_minutes(1, options.settle)
        cpu = server.cpu_seconds() - before
        entries = history(atoll, data)
        log = server.log_since(0)
        resident = server.resident_mb()
    lags = check(entries, names, options.minutes)
    check_told(log, entries, told)
    minutes = [figures.spread(some) for some in lags.values()]
    return {"workers": len(names), "minutes": minutes, "last_minute_cpu_s": cpu,
            "resident_mb": resident, "idle_s": -1 if idle is None else idle}


def show(found, options):
    print(f"\nfrom the beginning of the minute to the handler's call, ms; {found['workers']:,}"
          f" workers with one cron of every minute, {options.threads} lanes")
    print(f"  {'':30} {'p50':>8} {'p90':>8} {'p99':>8} {'max':>8}")
    for number, f in enumerate(found["minutes"]):
        title = "first minute: none has run yet" if number == 0 else f"minute {number + 1}"
        print(f"  {title:30} {f['p50']:8.1f} {f['p90']:8.1f} {f['p99']:8.1f} {f['max']:8.1f}")
    print(f"  CPU time of the last minute {found['last_minute_cpu_s']:.2f} s;"
          f" {found['resident_mb']:.0f} MB resident; every run once, all ok")
    return [figures.verdict(f"cron lag at p99, minute {number + 1}, ms", f["p99"], 50.0)
            for number, f in enumerate(found["minutes"])]


def main():
    parser = scenario.parser(__doc__, rounds=1)
    parser.set_defaults(only="atoll")
    parser.add_argument("--workers", type=int, default=1_000)
    parser.add_argument("--threads", type=int, default=2, help="lanes")
    parser.add_argument("--minutes", type=int, help="how many (default: 3, with --quick 2)")
    parser.add_argument("--settle", type=float, default=5, help="seconds into each minute")
    parser.add_argument("--memory-target", default="8GB")
    options = scenario.parse(parser)
    if options.minutes is None:
        options.minutes = 2 if options.quick else 3
    return scenario.run("cron", options, measure, show)


if __name__ == "__main__":
    sys.exit(main())
