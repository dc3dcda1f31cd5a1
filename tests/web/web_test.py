#!/usr/bin/env python3
"""The checks of tests/web/*.js, in a worker of the real program."""

import json
import re
import sys
import unittest
from pathlib import Path
from urllib.parse import urlencode

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

NO_CHECKS = {"api_calls", "assert", "checks", "main", "replaced", "stream_parts"}


class Web(unittest.TestCase):
    folder = Path("tests/web")
    files = frozenset()

    def test_main_imports_every_file(self):
        found = {path.stem for path in self.folder.glob("*.js")} - NO_CHECKS
        self.assertEqual(found, self.files)


def add_case(server, file, name):
    def check(_):
        answer = server.get("/run?" + urlencode({"file": file, "name": name}))
        if answer.status != 200:
            raise AssertionError(f"{file}.js, {name!r}: {answer.status}\n{answer.text}")

    title = re.sub(r"\W+", "_", f"test_{file}__{name}").strip("_")
    if hasattr(Web, title):
        raise AssertionError(f"{file}.js has two checks named like {name!r}")
    setattr(Web, title, check)


def main(folder, project):
    """Runs the checks of `folder` in the worker `project`."""
    Web.folder = folder
    with atoll.Server("serve", str(project)) as server:
        answer = server.get("/")
        if answer.status != 200:
            raise AssertionError(f"the list of checks: {answer.status}\n{server.output()}")
        checks = json.loads(answer.text)
        Web.files = {file for file, _ in checks}
        for file, name in checks:
            add_case(server, file, name)
        junit.main(__name__)


if __name__ == "__main__":
    main(Path("tests/web"), "tests/web/main.js")
