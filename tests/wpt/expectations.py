"""The list of subtests that are known to fail, each with a reason.

    # Reason, one line or more.
    folder/file.any.js?variant
      name of a subtest
      "one with\\nodd characters, as JSON"
    folder/other.any.js
      **
    folder/third.any.js
      *

Two asterisks stand for all subtests of a test. One stands for a test that does not come to its end
(a crash, a time-out, an error outside of its subtests); whatever of it fails is expected then.
"""

import json

# Stand among names for what the marks say; no name is equal to one.
_ALL = object()
_END = object()
_MARKS = {"**": _ALL, "*": _END}


def quote(name):
    """The name of a subtest as a line of the list has it."""
    plain = name.strip() == name and name.isprintable() and name not in _MARKS and name[:1] not in '"#'
    return name if plain and name else json.dumps(name)


class Expectations:
    def __init__(self):
        self._reasons = {}  # id -> {name: reason}

    def add(self, test, name, reason):
        self._reasons.setdefault(test, {})[name] = reason

    def _expected(self, test):
        return self._reasons.get(test.id, {})

    def problems(self, tests, reports):
        """What is not as the list says, a line each."""
        return [line for test in tests for line in self.problems_of(test, reports[test.id])]

    def problems_of(self, test, report):
        expected = self._expected(test)
        if _END in expected:
            if not report.problem:
                return [f"{test.id}: came to its end; expected, by the list, that it does not"]
            return []
        lines = []
        if report.problem:
            lines.append(f"{test.id}: did not come to its end: {report.problem}")
        if _ALL in expected:
            return lines + [
                f"{test.id}: {quote(name)}: passes; expected, by the list, that all fail"
                for name, status, _ in report.tests if status == 0
            ]
        by_name = {}
        for name, status, message in report.tests:
            by_name.setdefault(name, []).append((status, message))
        for name, results in by_name.items():
            failed = [message for status, message in results if status != 0]
            if failed and name not in expected:
                lines.append(f"{test.id}: {quote(name)}: failed: {failed[0][:500]}")
            elif not failed and name in expected:
                lines.append(f"{test.id}: {quote(name)}: passes; expected, by the list, a failure: "
                             "take it out")
        for name in expected:
            if name not in by_name and not report.problem:
                lines.append(f"{test.id}: {quote(name)}: listed, but there is no such subtest")
        return lines

    def strangers(self, tests):
        """The tests of the list that there are not, a line each."""
        known = {test.id for test in tests}
        return [f"{name}: listed, but there is no such test"
                for name in self._reasons if name not in known]

    def new_lines(self, tests, reports, reason):
        """What fails and is not listed, as text for the list."""
        text = []
        for test in tests:
            expected, report = self._expected(test), reports[test.id]
            failed = dict.fromkeys(name for name, status, _ in report.tests if status != 0)
            lines = [quote(name) for name in failed if name not in expected]
            if report.problem:
                lines = ["*"]
            elif all(status != 0 for _, status, _ in report.tests):
                lines = ["**"]
            if failed or report.problem:
                known = _ALL in expected or _END in expected
                text += [] if known or not lines else [test.id, *(f"  {line}" for line in lines)]
        return "\n".join([f"# {reason}", *text])


def _name_of(line, place):
    if line in _MARKS:
        return _MARKS[line]
    if not line.startswith('"'):
        return line
    try:
        return json.loads(line)
    except ValueError as error:
        raise SystemExit(f"{place}: {line}: {error}; expected a JSON string") from None


def read(*paths):
    """The lists in the files at `paths`. SystemExit names what is wrong with one, and where."""
    found = Expectations()
    for path in paths:
        _read_list(path, found)
    return found


def _read_list(path, found):
    reason, test, after_reason = [], None, False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        place = f"{path.name}:{number}"
        if not line.strip():
            reason, test = [], None
        elif line.startswith("#"):
            if not after_reason:
                reason = []
            reason.append(line[1:].strip())
        elif not line.startswith(" "):
            test = line.strip()
            if not reason:
                raise SystemExit(f"{place}: {test}: no reason; expected a line with # above it")
        elif test is None:
            raise SystemExit(f"{place}: {line.strip()}: no test; expected the path of one above")
        else:
            found.add(test, _name_of(line.strip(), place), " ".join(reason))
        after_reason = line.startswith("#")
