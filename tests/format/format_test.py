#!/usr/bin/env python3
"""The tree is formatted: C++ by clang-format 14, all text as .editorconfig says."""

import os
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support"]
import junit  # noqa: E402

ROOT = Path(os.path.realpath("WORKSPACE")).parent
FOLDERS = ("src", "bindings", "js-api", "deps", "tests", "tools", "examples", "docs", ".ci")
CPP = (".cc", ".h")
# Files whose bytes are the point: corpora, golden conversations, binaries.
RAW_FOLDERS = ("node_modules", "testdata", "corpus", "wpt", "__pycache__")
TEXT = CPP + (".js", ".ts", ".py", ".md", ".bazel", ".BUILD", ".bzl", ".json", ".toml", ".txt", "")


def sources():
    for folder in FOLDERS:
        for parent, folders, names in os.walk(ROOT / folder):
            folders[:] = sorted(f for f in folders if f not in RAW_FOLDERS)
            yield from (Path(parent, name) for name in sorted(names))
    yield from (p for p in sorted(ROOT.iterdir()) if p.is_file() and not p.is_symlink())


def relative(paths):
    return [p.relative_to(ROOT).as_posix() for p in paths]


class Format(unittest.TestCase):
    def test_cpp_is_clang_format_clean(self):
        program = shutil.which("clang-format-14")
        self.assertIsNotNone(program, "clang-format-14 is missing: run tools/setup test")
        files = [p for p in sources() if p.suffix in CPP]
        self.assertGreater(len(files), 20)
        run = subprocess.run(
            [program, "--style=file", "--dry-run", "-Werror", *relative(files)],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        self.assertEqual(run.returncode, 0, "run tools/format\n" + run.stderr[-4000:])

    def test_text_ends_with_one_newline(self):
        wrong = []
        for path in sources():
            data = path.read_bytes() if path.suffix in TEXT and not path.is_symlink() else b""
            if data and b"\0" not in data and (not data.endswith(b"\n") or data.endswith(b"\n\n")):
                wrong.append(path)
        self.assertEqual(relative(wrong), [])

    def test_no_trailing_blanks_or_carriage_returns(self):
        wrong = []
        for path in sources():
            if path.suffix not in TEXT or path.suffix == ".md" or path.is_symlink():
                continue
            data = path.read_bytes()
            if b"\0" in data:
                continue
            for number, line in enumerate(data.split(b"\n"), 1):
                if line != line.rstrip():
                    wrong.append(f"{path.relative_to(ROOT)}:{number}")
        self.assertEqual(wrong, [])

    def test_files_are_named_in_snake_case(self):
        code = [p for p in sources() if p.suffix in CPP + (".py",)]
        self.assertEqual(relative(p for p in code if p.name != p.name.lower() or "-" in p.name), [])


if __name__ == "__main__":
    junit.main()
