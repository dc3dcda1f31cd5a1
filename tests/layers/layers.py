"""Reads the sources and tells which includes and imports run against the design's arrows."""

import fnmatch
import os
import re
from pathlib import Path

_INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)
_NAMES = r"[\w$*{}\s,]+?\sfrom\s*"
_IMPORT = re.compile(
    rf"""^(?:import\s*(?:{_NAMES})?|export\s*{_NAMES})["']([^"']+)["']"""
    r"""|\bimport\(\s*["']([^"']+)["']""",
    re.MULTILINE,
)


def read_table(path):
    """Lines of "KEY : WORD..." as a dict of lists, in order."""
    table = {}
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        line = line.partition("#")[0].strip()
        if line:
            key, _, words = line.partition(":")
            table[key.strip()] = words.split()
    return table


def reachable(rooms):
    """For each room, every room its lines lead to, itself included."""
    found = {}
    for room in rooms:
        seen, todo = {room}, [room]
        while todo:
            for below in rooms[todo.pop()]:
                if below not in seen:
                    seen.add(below)
                    todo.append(below)
        found[room] = seen
    return found


def room_of(path):
    """The room of a repository path: the folder below src, or "bindings"; None elsewhere."""
    parts = path.split("/")
    if parts[0] == "src" and len(parts) > 2:
        return parts[1]
    return "bindings" if parts[0] == "bindings" else None


def include_errors(path, text, rooms, libraries):
    """One line for each include in the C++ file `path` that the tables do not allow."""
    room = room_of(path)
    if room is None:
        return []
    if room not in rooms:
        return [f"{path}: room {room} is not in tests/layers/rooms.txt"]
    allowed = reachable(rooms)[room]
    errors = []
    for match in _INCLUDE.finditer(text):
        place = f"{path}:{text.count(chr(10), 0, match.start(1)) + 1}: includes {match[1]}"
        target = room_of(match[1])
        if target is not None and target not in allowed:
            errors.append(f"{place}; {room} may use only {' '.join(sorted(allowed))}")
        if target is None and match[1].split("/")[0] in ("tests", "tools", "js-api"):
            errors.append(f"{place}; a room uses nothing outside src and bindings")
        for pattern, owners in libraries.items():
            matches = fnmatch.fnmatchcase(match[1], pattern) or match[1] == f"{pattern}.h"
            if matches and room not in owners:
                errors.append(f"{place}; only {' '.join(owners)} may")
    return errors


def import_errors(path, text):
    """One line for each import in the JavaScript file `path` that is not allowed.

    js-api imports itself and native modules; js-api/internal imports only itself, and the engine's
    own facilities (native:runtime). A page in src imports the files beside it.
    """
    errors = []
    for match in _IMPORT.finditer(text):
        target = match[1] or match[2]
        place = f"{path}:{text.count(chr(10), 0, match.start()) + 1}: imports {target}"
        internal = path.startswith("js-api/internal/")
        if target.startswith("native:"):
            if internal and target != "native:runtime":
                errors.append(f"{place}; js-api/internal uses only native:runtime")
            continue
        if not target.startswith("."):
            errors.append(f"{place}; expected a relative path or native:NAME")
            continue
        resolved = os.path.normpath(os.path.join(os.path.dirname(path), target))
        if path.startswith("src/"):
            if os.path.dirname(resolved) != os.path.dirname(path):
                errors.append(f"{place}; a page imports nothing outside its folder")
        elif internal and not resolved.startswith("js-api/internal/"):
            errors.append(f"{place}; js-api/internal imports nothing outside itself")
        elif path.startswith("js-api/") and not resolved.startswith("js-api/"):
            errors.append(f"{place}; js-api imports nothing outside itself")
        elif not resolved.startswith(("js-api/", "bindings/")):
            errors.append(f"{place}; expected a module of js-api or bindings")
    return errors


def tree_errors(root, rooms, libraries):
    """The errors of every file below src, bindings and js-api, and how many files were read."""
    errors, count = [], 0
    for folder in ("src", "bindings", "js-api"):
        for file in sorted(Path(root, folder).rglob("*")):
            path = file.relative_to(root).as_posix()
            if not file.is_file() or "node_modules" in path:
                continue
            if file.suffix in (".cc", ".h"):
                errors += include_errors(path, file.read_text(encoding="utf-8"), rooms, libraries)
            elif file.suffix == ".js" and "/testdata/" not in path:
                if not file.name.endswith("_test.js"):
                    errors += import_errors(path, file.read_text(encoding="utf-8"))
            else:
                continue
            count += 1
    return errors, count
