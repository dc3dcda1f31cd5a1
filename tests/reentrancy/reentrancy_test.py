#!/usr/bin/env python3
"""Code of the worker that runs in the middle of the runtime's: getters, conversions, iterators and
callbacks that detach, resize, release, abort and close what the runtime is working on.

Each case, in a file beside this, expects the right value or a clean exception. Another test wants every
native function to be in `covered.py`.
"""

import json
import re
import sys
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e", "tests/reentrancy"]
import atoll  # noqa: E402
import covered  # noqa: E402
import junit  # noqa: E402
import served_checks  # noqa: E402

HERE = Path("tests/reentrancy")
RUNTIME = Path("bindings/blob.js")
# Native modules that only what is compiled later asks for.
LAZY = {"native:node_buffer": Path("src/web/node_buffer.cc"),
        "native:node_crypto": Path("src/web/node_crypto.cc")}
CONFIG = json.dumps({
    "name": "reentrant", "main": "main.js", "compatibility_date": "2025-09-01",
    "compatibility_flags": ["nodejs_compat"], "limits": {"cpu_ms": 30_000},
    "kv_namespaces": [{"binding": "KV", "id": "one"}],
    "services": [{"binding": "SELF", "service": "reentrant", "entrypoint": "Methods"}],
})


def native_functions():
    """Every native module's functions: those that the snapshot imports, which are all of its tables."""
    found = {}
    text = RUNTIME.read_text(encoding="ascii")
    for names, module in re.findall(r"import \{([^}]*)\} from \"(native:\w+)\"", text):
        functions = {name.split(" as ")[0].strip() for name in names.split(",")}
        found.setdefault(module, set()).update(functions - {""})
    for module, path in LAZY.items():
        found[module] = set(re.findall(r"Bind<&\w+>\(\"(\w+)\"\)", path.read_text(encoding="ascii")))
    return found


def files():
    found = {path.name: path.read_text(encoding="utf-8") for path in HERE.glob("*.js")}
    for name in ("assert.js", "checks.js"):
        found[name] = Path("tests/web", name).read_text(encoding="utf-8")
    found["wrangler.json"] = CONFIG
    return found


class EveryNativeIsCovered(unittest.TestCase):
    maxDiff = None

    def test_each_is_named(self):
        for module, functions in native_functions().items():
            with self.subTest(module=module):
                self.assertEqual(functions, set(covered.COVERED.get(module, {})))
        self.assertEqual(set(native_functions()), set(covered.COVERED))

    def test_each_has_cases_or_a_reason(self):
        titles = [f"{file}: {name}" for file, name in Cases.all]
        for module, functions in covered.COVERED.items():
            for function, where in functions.items():
                if where in covered.REASONS:
                    continue
                self.assertTrue(any(title.startswith(where) for title in titles),
                                f"{module} {function}: no case begins with {where!r}")


class Cases(unittest.TestCase):
    all = ()

    def test_there_are_enough(self):
        self.assertGreater(len(self.all), 300)


def main():
    with atoll.project(files()) as folder, atoll.Server("dev", folder) as server:
        Cases.all = served_checks.listed(server)
        for file, name in Cases.all:
            served_checks.add(Cases, server, file, name)
        junit.main(__name__)


if __name__ == "__main__":
    main()
