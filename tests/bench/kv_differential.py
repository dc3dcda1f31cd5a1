#!/usr/bin/env python3
"""The same random KV operations in Atoll and in `wrangler dev`: what comes of each must be the same.

Steps are made from a seed, so that a difference can be seen again: puts of text, octets and streams
with metadata and times to live, gets of every type, of one key and of several, deletions, lists by
prefix and page by page, and arguments that are refused. Cursors are each server's own: only where a
page ends is compared. The words of errors are compared too, and differences in them are counted by
themselves.
"""

import argparse
import json
import random
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import kv
import process
import runtimes

WORKER = Path(__file__).resolve().parents[1] / "e2e" / "kv_worker.js"
KEYS = [f"key-{i}" for i in range(20)] + ["", ".", "..", "ü", "a/b", "k" * 512, "k" * 513]
VALUES = ["", "text", "ü€😀", '{"a": [1, 2]}', "not json {", {"octets": [0, 255, 10]},
          {"buffer": [1, 2, 3]}, {"stream": ["one ", "two"]}]
TYPES = ["text", "json", "arrayBuffer", "stream", "blob"]


def put_options(rng, now):
    options = {}
    if rng.random() < 0.4:
        options["metadata"] = rng.choice([{"n": rng.randrange(9)}, "m", [1, None], 5, "x" * 1025])
    if rng.random() < 0.3:
        options["expirationTtl"] = rng.choice([60, 3_600, 59, 0, -1])
    elif rng.random() < 0.2:
        options["expiration"] = rng.choice([now + 3_600, now + 86_400, now - 10])
    return [options] if options else []


def make_step(rng, now):
    key = rng.choice(KEYS[:20]) if rng.random() < 0.85 else rng.choice(KEYS)
    kind = rng.random()
    if kind < 0.35:
        return ["put", key, rng.choice(VALUES), *put_options(rng, now)]
    if kind < 0.6:
        return [rng.choice(["get", "getWithMetadata"]), key,
                *([rng.choice(TYPES)] if rng.random() < 0.7 else [])]
    if kind < 0.7:
        keys = rng.sample(KEYS[:20], rng.randrange(0, 4))
        return [rng.choice(["get", "getWithMetadata"]), keys, rng.choice(["text", "json"])]
    if kind < 0.8:
        return ["delete", key]
    options = {"limit": rng.choice([1, 3, 1_000])}
    if rng.random() < 0.5:
        options["prefix"] = rng.choice(["key-1", "key", "ü", "none", ""])
    return ["list", options]


def do(port, steps):
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", json.dumps(steps).encode(),
                                     method="POST")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def comparable(result):
    """A result without what is a server's own."""
    value = result.get("value")
    if isinstance(value, dict) and "keys" in value:
        value = {**value, "keys": [{k: v for k, v in key.items() if k != "expiration"}
                                   for key in value["keys"]]}
        value.pop("cursor", None)
        return {"value": value}
    return result


def compare(steps, ours, theirs):
    """The steps whose results differ: in what happened, and only in the words of an error."""
    different, words = [], []
    for number, (step, own, other) in enumerate(zip(steps, ours, theirs)):
        own, other = comparable(own), comparable(other)
        if own == other:
            continue
        both_failed = "error" in own and "error" in other
        (words if both_failed else different).append((number, step, own, other))
    return different, words


def write_project(folder):
    Path(folder, "index.js").write_text(WORKER.read_text("utf-8"), encoding="utf-8")
    Path(folder, "wrangler.json").write_text(json.dumps({
        "name": "differential", "main": "index.js", "compatibility_date": "2026-01-01",
        "kv_namespaces": [{"binding": "KV", "id": "one"}, {"binding": "OTHER", "id": "two"}],
    }), encoding="ascii")


def run(options, steps):
    with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs:
        write_project(ours)
        write_project(theirs)
        port = process.free_port()
        atoll = process.Process([options.atoll, "serve", ours, "--listen", f"127.0.0.1:{port}",
                                 "--data-dir", f"{ours}/data"], port, ours)
        with atoll as own, kv.Wrangler(theirs) as other:
            found = []
            for server in (own, other):
                server.first_answer("POST", b"[]", within=60)
                found.append([result for start in range(0, len(steps), 50)
                              for result in do(server.port, steps[start:start + 50])])
            return found


def tell(title, differences):
    print(f"\n{title}: {len(differences)}")
    for number, step, own, other in differences:
        print(f"  step {number}: {json.dumps(step)[:200]}\n    atoll:    {json.dumps(own)[:300]}\n"
              f"    wrangler: {json.dumps(other)[:300]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--atoll", required=True, help="the program to compare")
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng, now = random.Random(options.seed), int(time.time())
    steps = [make_step(rng, now) for _ in range(options.steps)]
    different, words = compare(steps, *run(options, steps))
    print(f"{options.steps} operations, seed {options.seed}; wrangler"
          f" {json.loads((runtimes.PEERS / 'wrangler/package.json').read_text('utf-8'))['version']}")
    tell("differ in what happened", different)
    tell("differ in an error's words alone", words)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
