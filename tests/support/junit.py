"""Runs unittest cases the way Bazel wants it: the report goes to $XML_OUTPUT_FILE as JUnit XML.

    if __name__ == "__main__":
        junit.main()

Arguments, or $TESTBRIDGE_TEST_ONLY (bazel test --test_filter=...), choose cases by a part of
their name.
"""

import os
import re
import sys
import time
import unittest
import xml.etree.ElementTree as ElementTree

# What XML 1.0 cannot hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class _Result(unittest.TextTestResult):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.suite = ElementTree.Element("testsuite", name=os.path.basename(sys.argv[0]))
        self._started = 0.0
        self._case = None

    def startTest(self, test):
        super().startTest(test)
        kind, _, name = test.id().removeprefix("__main__.").rpartition(".")
        self._case = ElementTree.SubElement(self.suite, "testcase", classname=kind, name=name)
        self._started = time.monotonic()

    def stopTest(self, test):
        self._case.set("time", f"{time.monotonic() - self._started:.3f}")
        super().stopTest(test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._note("failure", self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self._note("error", self.errors[-1][1])

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._note("skipped", reason)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._note("failure", f"{subtest}: {self._exc_info_to_string(err, test)}")

    def _note(self, kind, text):
        if self._case is None:  # setUpClass and the like
            self._case = ElementTree.SubElement(self.suite, "testcase", name="set-up")
        if self._case.find(kind) is None:
            ElementTree.SubElement(self._case, kind, message=_CONTROL.sub("?", text))


def _cases(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from _cases(test)
        else:
            yield test


def main(module="__main__"):
    """Runs the cases of the module, and ends the program."""
    wanted = sys.argv[1:] or list(filter(None, [os.environ.get("TESTBRIDGE_TEST_ONLY")]))
    found = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[module])
    chosen = [t for t in _cases(found) if not wanted or any(w in t.id() for w in wanted)]
    runner = unittest.TextTestRunner(resultclass=_Result, verbosity=2)
    result = runner.run(unittest.TestSuite(chosen))
    if "XML_OUTPUT_FILE" in os.environ:
        ElementTree.ElementTree(result.suite).write(
            os.environ["XML_OUTPUT_FILE"], encoding="utf-8", xml_declaration=True
        )
    sys.exit(0 if result.wasSuccessful() and chosen else 1)
