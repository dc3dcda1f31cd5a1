#!/usr/bin/env python3
"""What the hostile workers of tests/hostile do to the tenants beside them, on two lanes.

One by one: each hostile worker is asked once while 20 well-behaved tenants, who compute a little,
are asked at a pace that takes half of the machine's CPU time, each time on a new connection;
latency counts from the moment a request was due. At random: 100 of them within 60 seconds, by a
seed, beside 1,000 short requests per second. Bombs: a thousand workers that fill their heap, one
after another. With --before: hello's CPU time per request and what a first request costs beside
those of another build. Memory and CPU time are those of the process and of all it has started.
A server that ends is started again; what its tenants lose meanwhile counts.
"""

import os
import random
import sys
import threading
import time

import bench
import client
import cold
import figures
import hostile_node
import noisy
import scenario
import serving
import workers_dir

sys.path.append(str(hostile_node.CORPUS))
import corpus  # noqa: E402
import endings  # noqa: E402

ANSWER_MS = 200  # beyond a worker's limit
DRIFT_MB = 5
BOMB = "bomb"
WARM_UP_BOMBS = 50


def one_by_one(atoll, workers, options, scratch):
    """{"alone": latencies, "beside": latencies, "asked": [of each worker]}"""
    tenants = hostile_node.computing_tenants()
    with hostile_node.Node(atoll, workers, tenants, scratch) as node:
        rate = node.rate_of_load(0.5 * os.cpu_count(), options.most)
        alone = node.ask_tenants(rate, options.alone)
        node.start_tenants(rate)
        asked = []
        for number, worker in enumerate(workers):
            scenario.progress(f"one by one: {number + 1} of {len(workers)}: {worker.name}")
            asked.append(node.ask_hostile(worker))
            time.sleep(options.pause)
        beside = node.stop_tenants()
        return {"rate": rate, "alone": alone, "beside": beside, "asked": node.settle(asked),
                "ends": node.ends}


def wait_for_drained(server, processes, within=45):
    """Until there are as many processes again: a cell that was replaced may take 30 s to end."""
    until = time.monotonic() + within
    while len(server.pids()) > processes and time.monotonic() < until:
        time.sleep(0.2)


def at_random(atoll, workers, options, scratch):
    chosen = random.Random(options.seed)
    picked = [chosen.choice(workers) for _ in range(options.picks)]
    times = sorted(chosen.uniform(0, options.span) for _ in picked)
    with hostile_node.Node(atoll, workers, hostile_node.short_tenants(), scratch) as node:
        node.ask_tenants(options.rate, 5)
        node.server.wait_until_idle(within=20)
        before, processes = node.server.resident_mb(), len(node.server.pids())
        node.start_tenants(options.rate)
        begun, asked, threads = time.monotonic(), [], []
        for number, (worker, due) in enumerate(zip(picked, times)):
            scenario.progress(f"at random: {number + 1} of {len(picked)}: {worker.name}")
            time.sleep(max(0, begun + due - time.monotonic()))
            threads.append(threading.Thread(
                target=lambda one=worker: asked.append(node.ask_hostile(one))))
            threads[-1].start()
        time.sleep(max(0, begun + options.span - time.monotonic()))
        for thread in threads:
            thread.join()
        beside = node.stop_tenants()
        scenario.progress("at random: until it is idle")
        node.server.wait_until_idle(within=40)
        wait_for_drained(node.server, processes)
        return {"before_mb": before, "after_mb": node.server.resident_mb(), "beside": beside,
                "asked": node.settle(asked), "ends": node.ends}


def bombs(atoll, options, scratch):
    folder = workers_dir.write(f"{scratch}/bombs", {BOMB: workers_dir.heap_bomb()},
                               {BOMB: {"memory_mb": 32, "cpu_ms": 10_000}})
    statuses = {}
    with atoll.serve(folder, scratch, threads=2) as server:
        def series(count):
            with client.Connection(server.port, timeout=60) as connection:
                for number in range(count):
                    scenario.progress(f"bombs: {number + 1} of {count}")
                    status = connection.ask(client.request(workers_dir.host(BOMB)))[1]
                    statuses[status] = statuses.get(status, 0) + 1
            time.sleep(2)
            server.wait_until_idle(within=20)
            return server.resident_mb()

        hostile_node.wait_for_port(server)
        before = series(WARM_UP_BOMBS)
        after = series(options.bombs)
        return {"before_mb": before, "after_mb": after, "peak_mb": server.peak_resident_mb(),
                "statuses": statuses}


def before_and_now(options, scratch):
    """CPU time per request, and what a first request adds, of both programs."""
    found = {"hello": noisy.measure_before(options, scratch), "cold": {}}
    names = workers_dir.names(100 if options.quick else 300)
    folder = workers_dir.write(f"{scratch}/cold", {
        name: workers_dir.hello(name) for name in [*names, cold.WARM]})
    for number in range(2 if options.quick else 5):
        for key, binary in (("before", options.before), ("now", options.atoll)):
            scenario.progress(f"cold start, round {number + 1}: {key}")
            found["cold"].setdefault(key, []).append(cold.measure_added(
                serving.Atoll(binary), folder, names, 0.005, None, scratch))
    return found


def measure(atoll, _, options, scratch):
    if not atoll.knows("log-invocations"):
        raise SystemExit("bench: `atoll help serve` does not name --log-invocations; expected a"
                         " program that logs how each invocation ended")
    workers = corpus.read()
    if options.worker:
        workers = [worker for worker in workers if options.worker in worker.name]
    found = {}
    if "one" in options.parts:
        found["one"] = one_by_one(atoll, workers[::options.step], options, scratch)
    if "random" in options.parts:
        found["random"] = at_random(atoll, workers, options, scratch)
    if "bombs" in options.parts:
        found["bombs"] = bombs(atoll, options, scratch)
    if options.before:
        found["before"] = before_and_now(options, scratch)
    return found


def show_endings(asked):
    ways = (endings.ITSELF, endings.TERMINATE, endings.PARK, endings.KILL)
    families = {}
    for one in asked:
        counts = families.setdefault(one["family"], dict.fromkeys(ways, 0))
        counts[one["way"]] += 1
    print(f"  {'how they ended':16} " + " ".join(f"{way:>10}" for way in ways))
    families["all"] = {way: sum(c[way] for c in families.values()) for way in ways}
    for family, counts in families.items():
        print(f"  {family:16} " + " ".join(f"{counts[way]:10}" for way in ways))
    for one in asked:
        if not one["expected"]:
            print(f"  UNEXPECTED: {one['name']} ended as {one['outcome']}, status {one['status']},"
                  f" after {one['took_ms']:.0f} ms")


def show_one(found):
    asked, alone, beside = found["asked"], found["alone"], found["beside"]
    print(f"\neach of {len(asked)} hostile workers once, beside 20 tenants at {found['rate']:.0f}"
          " requests per second")
    show_endings(asked)
    late = [one["late_ms"] for one in asked if one["late_ms"] is not None]
    spread = figures.spread(late) if late else {"p50": 0, "p90": 0, "p99": 0, "max": 0}
    print("  time to the answer beyond the limit, ms: "
          + ", ".join(f"{key} {value:.0f}" for key, value in spread.items()))
    for one in sorted(asked, key=lambda one: -(one["late_ms"] or 0))[:10]:
        if one["late_ms"] and one["late_ms"] > ANSWER_MS:
            print(f"    {one['late_ms']:7.0f} {one['name']} ({one['way']}, {one['outcome']})")
    for key, f in (("alone", alone), ("beside", beside)):
        print(f"  tenants {key:8} p50 {f['p50_us'] / 1e3:7.2f} ms, p99 {f['p99_us'] / 1e3:7.2f} ms,"
              f" asked {f['asked']}, lost {f['lost']} {f['outcomes']}")
    print(f"  the server ended {found['ends']} times")
    bound = max(2 * alone["p99_us"], alone["p99_us"] + 10_000) / 1e3
    within = sum(one["late_ms"] is not None and one["late_ms"] <= ANSWER_MS for one in asked)
    yield figures.verdict(f"hostile workers answered within their limit + {ANSWER_MS} ms", within,
                          len(asked), at_least=True)
    yield figures.verdict("tenants' requests lost beside them", beside["lost"], 0)
    yield figures.verdict("tenants' p99 beside them, ms", beside["p99_us"] / 1e3, bound,
                          of=f"at most 2 x {alone['p99_us'] / 1e3:.2f} or + 10 = {bound:.2f}")


def show_random(found, options):
    beside = found["beside"]
    print(f"\n{len(found['asked'])} hostile requests at random within {options.span} s (seed"
          f" {options.seed}), beside {options.rate} requests per second")
    show_endings(found["asked"])
    print(f"  others: p50 {beside['p50_us'] / 1e3:.2f} ms, p99 {beside['p99_us'] / 1e3:.2f} ms,"
          f" the longest {beside['max_us'] / 1e3:.0f} ms; asked {beside['asked']}"
          f" {beside['outcomes']}; the server ended {found['ends']} times")
    print(f"  resident before {found['before_mb']:.0f} MB, afterwards {found['after_mb']:.0f} MB")
    refused = sum(n for outcome, n in beside["outcomes"].items() if "Refused" in outcome)
    yield figures.verdict("requests of others lost", beside["lost"], 0)
    yield figures.verdict("connections refused, because nobody was ready", refused, 0)
    yield figures.verdict("resident memory afterwards, x that before",
                          found["after_mb"] / found["before_mb"], 1.10)


def show_bombs(found, options):
    print(f"\n{options.bombs} heap bombs with memory_mb: 32 in series, after {WARM_UP_BOMBS}:"
          f" by status {found['statuses']}")
    print(f"  resident before {found['before_mb']:.1f} MB, afterwards {found['after_mb']:.1f} MB,"
          f" at most {found['peak_mb']:.0f} MB")
    yield figures.verdict("drift of resident memory, MB", found["after_mb"] - found["before_mb"],
                          DRIFT_MB)


def show_before(found):
    yield noisy.show_throughput(found["hello"])
    medians = {key: figures.medians(rounds) for key, rounds in found["cold"].items()}
    print("\ntime added by the first request over the second, us")
    for key, f in medians.items():
        print(f"  {key:12} p50 {f['added_p50']:8.0f} p99 {f['added_p99']:8.0f}")
    yield figures.verdict("cold start at p50, x before",
                          medians["now"]["added_p50"] / medians["before"]["added_p50"], 1.05)


def show(found, options):
    verdicts = []
    if "one" in found:
        verdicts += show_one(found["one"])
    if "random" in found:
        verdicts += show_random(found["random"], options)
    if "bombs" in found:
        verdicts += show_bombs(found["bombs"], options)
    if "before" in found:
        verdicts += show_before(found["before"])
    return verdicts


def main():
    parser = scenario.parser(__doc__, rounds=1)
    parser.add_argument("--parts", default="one,random,bombs", help="some of one,random,bombs")
    parser.add_argument("--worker", help="only workers with this in their name")
    parser.add_argument("--before", help="a program whose hello and cold start to compare with")
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--rate", type=int, default=1000, help="of short requests, per second")
    parser.add_argument("--most", type=int, default=1200, help="requests per second of half a load")
    parser.add_argument("--pause", type=float, default=0.1, help="seconds after each worker")
    options = scenario.parse(parser)
    options.only = "atoll"
    options.parts = options.parts.split(",")
    options.step, options.alone, options.picks, options.span, options.bombs = 1, 20, 100, 60, 1000
    if options.quick:
        options.step, options.alone, options.picks, options.span = 10, 5, 15, 10
        options.bombs = 100
    options.throughput_rounds = 2 if options.quick else 7
    options.seconds, options.warm_up = 2 if options.quick else 4, 1
    bench.choose_cores(options)
    return scenario.run("hostile", options, measure, show)


if __name__ == "__main__":
    sys.exit(main())
