#!/usr/bin/env python3
"""The arrows between the rooms run down only (tests/layers/rooms.txt, libraries.txt)."""

import os
import sys
import unittest

sys.path[:0] = ["tests/support", "tests/layers"]
import junit  # noqa: E402
import layers  # noqa: E402

ROOMS = layers.read_table("tests/layers/rooms.txt")
LIBRARIES = layers.read_table("tests/layers/libraries.txt")
ROOT = os.path.dirname(os.path.realpath("WORKSPACE"))


class Includes(unittest.TestCase):
    def errors(self, path, text):
        return layers.include_errors(path, text, ROOMS, LIBRARIES)

    def test_down_is_allowed(self):
        self.assertEqual(self.errors("src/http/a.cc", '#include "src/base/bytes.h"\n'), [])
        self.assertEqual(self.errors("src/cli/a.cc", '#include "bindings/all.h"\n'), [])

    def test_up_and_sideways_are_not(self):
        for path, target in (
            ("src/base/a.h", "src/engine/turn.h"),
            ("src/engine/a.h", "src/http/message.h"),
            ("src/http/a.h", "src/engine/turn.h"),
            ("src/host/a.cc", "bindings/all.h"),
            ("src/worker/a.cc", "src/host/router.h"),
            ("bindings/kv/kv.cc", "src/host/router.h"),
        ):
            with self.subTest(path=path, target=target):
                found = self.errors(path, f'\n#include "{target}"\n')
                self.assertEqual(len(found), 1)
                self.assertTrue(found[0].startswith(f"{path}:2: includes {target}"), found[0])

    def test_a_library_has_one_owner(self):
        self.assertEqual(self.errors("src/engine/a.cc", "#include <v8.h>\n"), [])
        for path, header in (
            ("src/worker/a.cc", "v8.h"),
            ("src/worker/a.cc", "v8-isolate.h"),
            ("src/http/a.cc", "uv.h"),
            ("src/loop/a.cc", "llhttp.h"),
            ("src/engine/a.cc", "openssl/rand.h"),
        ):
            with self.subTest(path=path, header=header):
                self.assertEqual(len(self.errors(path, f"#include <{header}>\n")), 1)

    def test_a_room_that_is_not_in_the_table(self):
        self.assertEqual(len(self.errors("src/attic/a.cc", "")), 1)


class Imports(unittest.TestCase):
    def test_js_api_stays_inside(self):
        ok = 'import { a } from "../internal/webidl.js";\nimport { b } from "native:url";\n'
        self.assertEqual(layers.import_errors("js-api/url/url.js", ok), [])
        page = 'import { make } from "./dom.js";\n'
        self.assertEqual(layers.import_errors("src/host/local/app.js", page), [])
        for path, target in (
            ("js-api/url/url.js", "../../bindings/kv/kv.js"),
            ("js-api/internal/webidl.js", "../url/url.js"),
            ("js-api/internal/webidl.js", "native:url"),
            ("js-api/url/url.js", "lodash"),
            ("src/host/local/app.js", "../../../js-api/url/url.js"),
            ("src/host/local/app.js", "../app.js"),
        ):
            with self.subTest(path=path, target=target):
                text = f'import {{\n  a,\n  b,\n}} from "{target}";\n'
                self.assertEqual(len(layers.import_errors(path, text)), 1)


class Tree(unittest.TestCase):
    def test_every_source_keeps_to_the_tables(self):
        errors, count = layers.tree_errors(ROOT, ROOMS, LIBRARIES)
        self.assertEqual(errors, [], "\n" + "\n".join(errors))
        self.assertGreater(count, 50)


if __name__ == "__main__":
    junit.main()
