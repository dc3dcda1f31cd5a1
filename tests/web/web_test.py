#!/usr/bin/env python3
"""The checks of tests/web/*.js, in a worker of the real program."""

import sys
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402
import served_checks  # noqa: E402

NO_CHECKS = {"api_calls", "assert", "checks", "main", "replaced", "stream_parts"}


class Web(unittest.TestCase):
    folder = Path("tests/web")
    files = frozenset()

    def test_main_imports_every_file(self):
        found = {path.stem for path in self.folder.glob("*.js")} - NO_CHECKS
        self.assertEqual(found, self.files)


def main(folder, project):
    """Runs the checks of `folder` in the worker `project`."""
    Web.folder = folder
    with atoll.Server("serve", str(project)) as server:
        checks = served_checks.listed(server)
        Web.files = {file for file, _ in checks}
        for file, name in checks:
            served_checks.add(Web, server, file, name)
        junit.main(__name__)


if __name__ == "__main__":
    main(Path("tests/web"), "tests/web/main.js")
