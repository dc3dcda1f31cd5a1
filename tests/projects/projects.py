"""The projects beside this file, and copies of them with their packages of npm.

A project is a folder with a questions.py: `ask(test, server)`, and ARGUMENTS for `atoll dev` where
it takes any, and TYPES for each `atoll types` that its TypeScript needs. All have the packages of one lock file: `npm ci` in this folder.
"""

import contextlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path("tests/projects")
_IGNORED = shutil.ignore_patterns("questions.py", "__pycache__")


def names():
    return sorted(path.parent.name for path in HERE.glob("*/questions.py"))


def questions_of(name):
    """The module questions.py of a project."""
    spec = importlib.util.spec_from_file_location(f"{name}_questions", HERE / name / "questions.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextlib.contextmanager
def workspace():
    """A folder, gone afterwards, in which copies of projects find their packages."""
    if not (HERE / "node_modules").is_dir():
        raise AssertionError(f"{HERE} has no node_modules: run ./tools/test, or `npm ci` there")
    with tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR")) as folder:
        os.symlink((HERE / "node_modules").resolve(), Path(folder, "node_modules"))
        yield Path(folder)


def tsc(folder):
    """Has TypeScript check the project in the folder, and gives what it says of it: "" when all is
    well."""
    compiler = Path(folder, "..", "node_modules", "typescript", "bin", "tsc").resolve()
    ended = subprocess.run(["node", str(compiler), "--noEmit", "--project", "."], cwd=folder,
                           stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if (ended.returncode == 0) != (ended.stdout == ""):
        raise AssertionError(f"tsc: {ended.returncode}, {ended.stdout}{ended.stderr}")
    return ended.stdout


def copy(name, into):
    """The project's copy in a workspace, made once."""
    folder = Path(into, name)
    if not folder.exists():
        shutil.copytree(HERE / name, folder, ignore=_IGNORED)
    return folder
