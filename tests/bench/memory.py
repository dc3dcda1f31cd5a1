#!/usr/bin/env python3
"""Resident memory for each further live worker, Atoll beside workerd.

For each number of workers a new process with exactly these workers; each worker is asked three
times, the process is left alone for a second, then its resident memory is read. The slope over the
numbers is what one more live worker takes; what the process takes by itself falls out. Atoll's warm
isolates are as few for all numbers: they are no workers yet.
"""

import shutil
import statistics
import sys
import time
from pathlib import Path

import client
import figures
import scenario
import workers_dir

POOL = 4


def resident(server, names):
    server.first_answer(host=workers_dir.host(names[0]), within=120)
    with client.Connection(server.port) as connection:
        for name in names:
            for _ in range(3):
                _, status, body = connection.ask(client.request(workers_dir.host(name)))
                if (status, body) != (200, name.encode()):
                    raise SystemExit(f"bench: {name} answers {status} {body[:200]!r};"
                                     " expected 200 and its name")
    time.sleep(1)
    return server.resident_mb()


def measure(atoll, workerd, options, scratch):
    rounds = {runtime.name: [] for runtime in (atoll, workerd) if runtime}
    for number in range(options.rounds):
        for name, points in rounds.items():
            points.append([])
            for count in options.counts:
                scenario.progress(f"round {number + 1} of {options.rounds}: {name}, {count}")
                names = workers_dir.names(count)
                folder = Path(scratch, "workers")
                shutil.rmtree(folder, ignore_errors=True)
                shutil.rmtree(Path(scratch, "data"), ignore_errors=True)
                workers_dir.write(folder, {worker: workers_dir.hello(worker) for worker in names})
                if name == "atoll":
                    process = atoll.serve(str(folder), scratch, pool=POOL, memory_target="16GB")
                else:
                    process = workerd.serve(str(folder), scratch, names)
                with process as server:
                    points[-1].append(resident(server, names))
    return {"rounds": rounds, "summary": {
        name: {"slope_mb": statistics.median(figures.slope(zip(options.counts, r)) for r in found),
               "resident_mb": [statistics.median(column) for column in zip(*found)]}
        for name, found in rounds.items()}}


def show(found, options):
    print("\nresident memory with so many live workers, MB (medians over rounds)")
    counts = "".join(f"{count:8}" for count in options.counts)
    print(f"  {'':12}{counts} {'each further':>14}")
    for name, f in found["summary"].items():
        print(f"  {name:12}" + "".join(f"{mb:8.0f}" for mb in f["resident_mb"])
              + f" {f['slope_mb']:14.2f}")
    own = found["summary"]["atoll"]["slope_mb"]
    return [figures.verdict("each further live worker, MB", own, 1.3)]


def main():
    options = scenario.parse(scenario.parser(__doc__, rounds=3))
    options.counts = [20, 120, 220] if options.quick else [20, 120, 220, 420]
    return scenario.run("memory", options, measure, show)


if __name__ == "__main__":
    sys.exit(main())
