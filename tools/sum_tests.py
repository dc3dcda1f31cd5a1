#!/usr/bin/env python3
"""Sums the test cases of one `bazel test`.

    sum_tests.py EVENTS STATUS

EVENTS is the file of --build_event_json_file, STATUS Bazel's exit status. Prints the cases that
failed, then as the last line "N passed, N failed". A target that did not build, crashed or timed
out counts as one failed case on top of those it reported. Exits with 1 when something failed.
"""

import json
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree

# 0: all passed; 3: built, some tests failed; 4: no test among the targets.
EXPLAINED_BY_TESTS = (0, 3, 4)


class Sum:
    def __init__(self):
        self.passed = 0
        self.skipped = 0
        self.failures = []

    def add_report(self, label, status, path):
        """Adds the JUnit report at `path` of one run of `label`."""
        failed_before = len(self.failures)
        try:
            cases = ElementTree.parse(path).getroot().iter("testcase") if path else []
            for case in cases:
                self.add_case(label, case)
        except (OSError, ElementTree.ParseError) as error:
            self.failures.append(f"{label}: no readable report: {error}")
        if status not in ("PASSED", "FLAKY") and len(self.failures) == failed_before:
            self.failures.append(f"{label}: {status}")

    def add_case(self, label, case):
        name = ".".join(filter(None, (case.get("classname"), case.get("name"))))
        if case.find("failure") is not None or case.find("error") is not None:
            self.failures.append(f"{label}: {name}")
        elif case.find("skipped") is not None or case.get("status") == "notrun":
            self.skipped += 1
        else:
            self.passed += 1


def report_path(result):
    for output in result.get("testActionOutput", []):
        if output.get("name") == "test.xml":
            return urllib.parse.unquote(urllib.parse.urlparse(output["uri"]).path)
    return None


def sum_events(lines):
    total = Sum()
    last_attempt = {}  # (label, run, shard) -> the event of the last attempt
    for line in lines:
        event = json.loads(line)
        name = event.get("id", {})
        if "testResult" in name and "testResult" in event:
            key = name["testResult"]
            place = (key["label"], key.get("run", 0), key.get("shard", 0))
            last_attempt[place] = event["testResult"]
        elif "targetCompleted" in name and not event.get("completed", {}).get("success"):
            total.failures.append(f"{name['targetCompleted']['label']}: did not build")
    for place, result in sorted(last_attempt.items()):
        total.add_report(place[0], result.get("status", "NO_STATUS"), report_path(result))
    return total


def main():
    events, status = sys.argv[1], int(sys.argv[2])
    with open(events, encoding="utf-8") as lines:
        total = sum_events(lines)
    if not total.failures and status not in EXPLAINED_BY_TESTS:
        total.failures.append(f"bazel exited with {status}")
    for failure in total.failures:
        print(f"FAILED {failure}")
    if total.skipped:
        print(f"{total.skipped} skipped")
    print(f"{total.passed} passed, {len(total.failures)} failed")
    return 1 if total.failures else 0


if __name__ == "__main__":
    sys.exit(main())
