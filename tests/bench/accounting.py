#!/usr/bin/env python3
"""Whether tenants are charged for what the process does for them: garbage collections and
compilations on V8's own threads too.

A worker that leaves garbage behind, one that has new functions compiled and optimised again and
again, and one that computes, each asked many times. What their invocations were charged, by the
server's account of each (its log line), beside the growth of the process's CPU-time clock. No peer:
others account for nothing.
"""

import sys

import client
import figures
import invocations
import scenario
import workers_dir

SOURCES = {
    "garbage": """\
        let kept = [];
        export default { fetch() {
          for (let i = 0; i < 200; ++i) {
            kept.push(Array.from({ length: 1000 }, (_, j) => ({ i, j, text: `${i}-${j}` })));
            if (kept.length > 60) kept = kept.slice(30);
          }
          return new Response("done");
        } };
        """,
    "compiled": """\
        const names = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i));
        let count = 0;
        export default { fetch() {
          let sum = 0;
          for (let i = 0; i < 40; ++i) {
            const shape = names[(count + i) % names.length] + count++;
            const make = (x) => ({ [shape]: x, x, get twice() { return this.x * 2; } });
            const add = (o) => { let s = 0; for (let k = 0; k < 8; ++k) s += o.twice + o[shape]; return s; };
            for (let k = 0; k < 3000; ++k) sum = (sum + add(make(k))) | 0;
          }
          return new Response(String(sum));
        } };
        """,
    "computes": """\
        export default { fetch() {
          let x = 1;
          for (let i = 0; i < 3e7; ++i) x = (x * 31 + i) | 0;
          return new Response(String(x));
        } };
        """,
}
CPU_MS = 10_000


def ask(server, name, count):
    position = server.log_size()
    before = server.cpu_nanos()
    with client.Connection(server.port) as connection:
        for _ in range(count):
            connection.ask(client.request(workers_dir.host(name)))
    server.wait_until_idle()
    used = (server.cpu_nanos() - before) / 1e6
    found = invocations.wait_for(server, position, {name}, count)
    charged = sum(one["cpu_us"] for one in found) / 1000
    return {"charged_ms": charged, "used_ms": used, "share": charged / used,
            "outcomes": invocations.outcomes(found)}


def measure(atoll, _, options, scratch):
    folder = workers_dir.write(f"{scratch}/workers", SOURCES,
                               {name: {"cpu_ms": CPU_MS} for name in SOURCES})
    rounds = []
    for number in range(options.rounds):
        with atoll.serve(folder, scratch, threads=2, log_invocations="all",
                         log_format="json") as server:
            for name in SOURCES:
                server.first_answer(host=workers_dir.host(name))
            server.wait_until_idle()
            found = {}
            for name in SOURCES:
                scenario.progress(f"round {number + 1} of {options.rounds}: {name}")
                found[name] = ask(server, name, options.requests)
            rounds.append(found)
    return {"rounds": rounds}


def show(found, options):
    print(f"\n{options.requests} requests to each worker, CPU time in ms")
    print(f"  {'worker':12} {'charged':>10} {'process':>10} {'share':>7}  outcomes")
    for one in found["rounds"]:
        for name, f in one.items():
            print(f"  {name:12} {f['charged_ms']:10.1f} {f['used_ms']:10.1f} {f['share']:7.1%}"
                  f"  {f['outcomes']}")
    print("\npeers: none; others account for nothing")
    shares = [f["share"] for one in found["rounds"] for f in one.values()]
    return [figures.verdict("least share that is charged, of what the process has used",
                            min(shares), 0.9, at_least=True),
            figures.verdict("largest share", max(shares), 1.1)]


def main():
    options = scenario.parse(scenario.parser(__doc__, rounds=1))
    options.requests = 20 if options.quick else 100
    options.only = "atoll"
    return scenario.run("accounting", options, measure, show)


if __name__ == "__main__":
    sys.exit(main())
