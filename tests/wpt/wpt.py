#!/usr/bin/env python3
"""Runs web-platform-tests on Atoll or on a peer and prints the subtests passed for each folder."""

import argparse
import sys
from collections import defaultdict
from pathlib import Path

import catalogue
import expectations
import runtimes
import script
import stand_in

# A row of the table each; what is not listed is a row of its top folder.
_ROWS = ("dom/abort", "dom/events", "html/webappapis", "wasm/jsapi", "wasm/webapi", "xhr/formdata")
# Each folder of these is a row.
_PARENTS = ("fetch/api/", "fetch/")
_HERE = Path(__file__).resolve().parent


def row_of(path):
    for row in _ROWS:
        if path.startswith(row + "/"):
            return row
    for parent in _PARENTS:
        folder, slash, _ = path.removeprefix(parent).partition("/")
        if path.startswith(parent) and slash:
            return parent + folder
    return path.rpartition("/")[0] if path.startswith(_PARENTS) else path.partition("/")[0]


def print_table(names, tests, reports):
    """`reports`: {runtime: {id: report}}."""
    passed = defaultdict(lambda: defaultdict(int))
    known = defaultdict(set)
    for name in names:
        for test in tests:
            row = row_of(test.path)
            report = reports[name][test.id]
            passed[row][name] += report.passed
            known[row].update((test.id, subtest[0]) for subtest in report.tests)
    print(f"{'folder':24}{'subtests':>10}" + "".join(f"{name:>10}" for name in names))
    for row in [*sorted(known), None]:
        rows = known if row is None else [row]
        cells = [sum(len(known[r]) for r in rows)]
        cells += [sum(passed[r][name] for r in rows) for name in names]
        print(f"{row or 'sum':24}" + "".join(f"{cell:>10,}" for cell in cells))


def print_failures(tests, reports):
    for test in tests:
        report = reports[test.id]
        failures = [t for t in report.tests if t[1] != 0]
        if not failures and not report.problem:
            continue
        print(f"\n{test.id}: {report.passed} passed, {len(failures)} failed {report.problem}")
        for name, status, message in failures:
            words = ("pass", "FAIL", "TIMEOUT", "NOTRUN", "PRECONDITION")[status]
            print(f"  {words} {expectations.quote(name)}: {message[:300]}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, prog="tools/wpt")
    parser.add_argument("folders", nargs="*", metavar="FOLDER",
                        help="of the tests, or a file; by default all")
    parser.add_argument("--runtime", default="atoll", metavar="NAME[,NAME]",
                        help="atoll, workerd, deno, node; several are compared")
    parser.add_argument("--tests", required=True, help="a checkout of the web-platform-tests")
    parser.add_argument("--atoll", required=True, help="Atoll's program")
    parser.add_argument("--failures", action="store_true", help="print each subtest that fails")
    parser.add_argument("--check", action="store_true",
                        help="compare with the lists of known failures (Atoll only)")
    parser.add_argument("--list", metavar="REASON",
                        help="print what fails and is not listed as lines for these lists")
    return parser.parse_args()


def run_all(names, maker, tests, options, steady):
    """{runtime: {id of a test: its report}}. `steady`: makes of a subtest's name one that is the same in
    each run."""
    reports = {}
    is_terminal = sys.stderr.isatty()
    for name in names:
        def show(count, test, name=name):
            if is_terminal:
                text = f"{name}: {count} of {len(tests)}: {test.id}"
                print(f"\r{text:100.100}", end="", file=sys.stderr, flush=True)

        runtime = runtimes.runtime(name, options.atoll)
        reports[name] = runtimes.run(runtime, maker, tests, show)
        for report in reports[name].values():
            report.tests = [[steady(title), *rest] for title, *rest in report.tests]
        if is_terminal:
            print(f"\r{'':110}\r", end="", file=sys.stderr)
        if options.failures:
            print_failures(tests, reports[name])
    return reports


def main():
    options = arguments()
    root = Path(options.tests)
    everything = sorted(p.name for p in root.iterdir() if p.is_dir() and any(p.rglob("*.any.js")))
    tests = catalogue.find_tests(root, options.folders or everything)
    names = options.runtime.split(",")
    with stand_in.StandIn(root) as server:
        reports = run_all(names, script.ScriptMaker(root, server), tests, options, server.steady)
    print_table(names, tests, reports)
    if not (options.check or options.list) or "atoll" not in names:
        return 0
    lists = ("expected_failures.txt", "served_failures.txt")
    expected = expectations.read(*(_HERE / name for name in lists))
    if options.list:
        print(expected.new_lines(tests, reports["atoll"], options.list))
        return 0
    problems = expected.problems(tests, reports["atoll"])
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
