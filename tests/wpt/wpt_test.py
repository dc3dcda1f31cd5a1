#!/usr/bin/env python3
"""The web-platform-tests on Atoll: a case for each test, which fails when the list of expected
failures does not say what became of it."""

import os
import re
import sys
import unittest
from pathlib import Path

HERE = Path("tests/wpt")
sys.path[:0] = ["tests/support", str(HERE)]
import catalogue  # noqa: E402
import expectations  # noqa: E402
import junit  # noqa: E402
import runtimes  # noqa: E402
import script  # noqa: E402

TESTS = Path("../wpt/files")


class Wpt(unittest.TestCase):
    pass


def add_case(test, lines):
    def check(_):
        if lines:
            raise AssertionError("\n".join(lines))

    name = "test_" + re.sub(r"\W+", "_", test.id).strip("_")
    while hasattr(Wpt, name):
        name += "_"
    setattr(Wpt, name, check)


def main():
    maker = script.ScriptMaker(TESTS)
    folders = sorted({path.relative_to(TESTS).parts[0] for path in TESTS.rglob("*.any.js")})
    wanted = os.environ.get("TESTBRIDGE_TEST_ONLY", "")
    tests = catalogue.find_tests(TESTS, [wanted.strip("/")] if "/" in wanted else folders)
    if "/" in wanted:
        del os.environ["TESTBRIDGE_TEST_ONLY"]
    expected = expectations.read(HERE / "expected_failures.txt")
    reports = runtimes.run(runtimes.Atoll(os.path.abspath("src/cli/atoll")), maker, tests)
    for test in tests:
        add_case(test, expected.problems_of(test, reports[test.id]))
    for line in expected.strangers(catalogue.find_tests(TESTS, folders)):
        print(line)
        setattr(Wpt, "test_list_names_tests", lambda case: case.fail(line))
    junit.main()


if __name__ == "__main__":
    main()
