"""What the benchmarks of many workers share: their arguments, and the frame of a run."""

import argparse
import sys
import tempfile

import results_file
import serving


def parser(description, rounds):
    made = argparse.ArgumentParser(description=description,
                                   formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--atoll", required=True, help="the program to measure")
    made.add_argument("--quick", action="store_true", help="one short round")
    made.add_argument("--only", help="'atoll' leaves out the peer, workerd")
    made.add_argument("--rounds", type=int, default=rounds)
    made.add_argument("--strict", action="store_true", help="fail when a target is not met")
    made.add_argument("--save", default="bench-results", help="folder for the figures as JSON")
    return made


def parse(made):
    options = made.parse_args()
    if options.quick:
        options.rounds = 1
    return options


def progress(text):
    print(f"\r{text:78}", end="", file=sys.stderr, flush=True)


def run(name, options, measure, show):
    """`measure(atoll, workerd or None, options, scratch)` gives figures for the file;
    `show(figures, options)` prints them and gives the verdicts. Returns the exit code."""
    atoll = serving.Atoll(options.atoll)
    workerd = serving.Workerd() if options.only != "atoll" else None
    with tempfile.TemporaryDirectory() as scratch:
        found = measure(atoll, workerd, options, scratch)
    progress("")
    print("\r", end="", file=sys.stderr, flush=True)
    versions = {runtime.name: runtime.version for runtime in (atoll, workerd) if runtime}
    print("; ".join(f"{key}: {value}" for key, value in versions.items()))
    machine = results_file.machine()
    print(f"{machine['cpu']}, {machine['cores']} cores, rounds: {options.rounds}")
    if atoll.left_out:
        print("left out, because `atoll help serve` does not name them: "
              + ", ".join(f"--{option}" for option in sorted(atoll.left_out)))
    verdicts = show(found, options)
    return results_file.finish(options, name, verdicts,
                               {"versions": versions, "left_out": sorted(atoll.left_out), **found})
