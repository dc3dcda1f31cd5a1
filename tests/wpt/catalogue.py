"""Finds the web-platform-tests that a runtime without a document can run."""

import re
from pathlib import Path

_META = re.compile(r"^//\s*META:\s*(\w+)=(.*?)\s*$")
# What a test asks of its server that stand_in.py does not have: HTTP/2.
_UNSERVED = ("wpt_flags=h2", ".h2.")
# Globals of which one is like that of a worker; a test for none of them does not apply.
_APPLICABLE = {"window", "worker", "dedicatedworker", "sharedworker", "serviceworker"}


class Test:
    """One variant of one `.any.js` file.

    `path` is below the folder of the tests, with slashes; `query` is "" or the variant ("?1-1000").
    """

    def __init__(self, path, query, scripts, title, is_long):
        self.path = path
        self.query = query
        self.scripts = scripts  # as the META lines name them
        self.title = title
        self.is_long = is_long

    @property
    def id(self):
        return self.path + self.query

    def __repr__(self):
        return f"Test({self.id})"


def _metadata(text):
    """The META lines at the top of a test, key -> values."""
    found = {}
    for line in text.splitlines():
        if not line.startswith("//"):
            break
        if match := _META.match(line):
            found.setdefault(match[1], []).append(match[2])
    return found


def read_tests(root, path):
    """The tests of one file, a list with an element for each variant; [] when none applies."""
    meta = _metadata(Path(root, path).read_text(encoding="utf-8"))
    named = {name.strip() for value in meta.get("global", ["window"]) for name in value.split(",")}
    if not named & _APPLICABLE:
        return []
    title = (meta.get("title") or [path.rpartition("/")[2]])[0]
    is_long = "long" in meta.get("timeout", [])
    scripts = meta.get("script", [])
    tests = [
        Test(path, "" if query == "?" else query, scripts, title, is_long)
        for query in meta.get("variant", [""])
    ]
    return [test for test in tests if not any(mark in test.id for mark in _UNSERVED)]


def find_tests(root, folders):
    """All tests below the folders (or files) named, in order. SystemExit names one without any."""
    tests = []
    for folder in folders:
        place = Path(root, folder)
        files = [place] if place.is_file() else sorted(place.rglob("*.any.js"))
        found = [t for file in files for t in read_tests(root, file.relative_to(root).as_posix())]
        if not found:
            raise SystemExit(f"wpt: {folder}: no tests; expected a folder of {root} with .any.js "
                             "files, or one of these")
        tests += found
    return tests
