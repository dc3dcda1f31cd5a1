#!/usr/bin/env python3
"""The checks of tests/node/*.js, in a worker of the real program that has Node's modules."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path[:0] = ["tests/web"]
import web_test  # noqa: E402

FOLDER = Path("tests/node")


def main():
    with tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR")) as project:
        shared = [Path("tests/web/assert.js"), Path("tests/web/checks.js")]
        for file in [*FOLDER.glob("*.js"), FOLDER / "wrangler.jsonc", *shared]:
            shutil.copy(file, project)
        web_test.main(FOLDER, project)


if __name__ == "__main__":
    main()
