#!/usr/bin/env python3
"""The sum that tools/test prints counts cases, and no failure gets lost."""

import json
import os
import sys
import tempfile
import unittest

sys.path[:0] = ["tests/support", "tools"]
import junit  # noqa: E402
import sum_tests  # noqa: E402

TWO_PASS = '<testsuites><testsuite><testcase name="a"/><testcase name="b"/></testsuite></testsuites>'
ONE_FAILS = '<testsuite><testcase name="a"/><testcase name="b"><failure/></testcase></testsuite>'
ONE_SKIPPED = '<testsuite><testcase name="a"/><testcase name="b" status="notrun"/></testsuite>'


class SumTests(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def result(self, label, status, report, attempt=1):
        outputs = []
        if report is not None:
            path = os.path.join(self.folder.name, f"{label.replace('/', '_')} {attempt}.xml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(report)
            outputs = [{"name": "test.xml", "uri": "file://" + path.replace(" ", "%20")}]
        key = {"label": label, "run": 1, "shard": 1, "attempt": attempt}
        event = {"status": status, "testActionOutput": outputs}
        return json.dumps({"id": {"testResult": key}, "testResult": event})

    def sum(self, *lines):
        total = sum_tests.sum_events(lines)
        return total.passed, len(total.failures)

    def test_cases_are_counted_not_targets(self):
        lines = self.result("//a", "PASSED", TWO_PASS), self.result("//b", "FAILED", ONE_FAILS)
        self.assertEqual(self.sum(*lines), (3, 1))

    def test_a_skipped_case_is_neither(self):
        self.assertEqual(self.sum(self.result("//a", "PASSED", ONE_SKIPPED)), (1, 0))

    def test_a_crash_after_cases_that_passed(self):
        self.assertEqual(self.sum(self.result("//a", "FAILED", TWO_PASS)), (2, 1))

    def test_a_timeout_without_a_report(self):
        self.assertEqual(self.sum(self.result("//a", "TIMEOUT", None)), (0, 1))

    def test_a_report_cut_short(self):
        self.assertEqual(self.sum(self.result("//a", "FAILED", "<testsuite><testc")), (0, 1))

    def test_only_the_last_attempt_counts(self):
        lines = self.result("//a", "FAILED", ONE_FAILS), self.result("//a", "PASSED", TWO_PASS, 2)
        self.assertEqual(self.sum(*lines), (2, 0))

    def test_a_target_that_did_not_build(self):
        line = json.dumps({"id": {"targetCompleted": {"label": "//a"}}, "completed": {}})
        self.assertEqual(self.sum(line), (0, 1))


if __name__ == "__main__":
    junit.main()
