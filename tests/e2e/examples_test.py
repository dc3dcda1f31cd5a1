#!/usr/bin/env python3
"""The examples run as they are, in `dev` and in `serve`."""

import json
import os
import sys
import tempfile
import unittest

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402


def example(command, name):
    folder = tempfile.mkdtemp(dir=os.environ.get("TEST_TMPDIR"))
    return atoll.Server(command, atoll.copy_example(name, folder))


class Examples(unittest.TestCase):
    COMMANDS = ("dev", "serve")

    def test_hello(self):
        for command in self.COMMANDS:
            with self.subTest(command=command), example(command, "hello") as server:
                answer = server.get("/")
                self.assertEqual(answer.status, 200)
                self.assertIn("hello", answer.text.lower())

    def test_json_api(self):
        for command in self.COMMANDS:
            with self.subTest(command=command), example(command, "json-api") as server:
                answer = server.get("/")
                self.assertEqual(answer.status, 200, answer.text)
                self.assertIn("application/json", answer.headers["content-type"])
                json.loads(answer.text)

    def test_streaming(self):
        for command in self.COMMANDS:
            with self.subTest(command=command), example(command, "streaming") as server:
                answer = server.get("/")
                self.assertEqual(answer.status, 200, answer.text)
                self.assertEqual(answer.headers["transfer-encoding"], "chunked")
                self.assertGreater(len(answer.body), 0)


class Hono(unittest.TestCase):
    def test_hono(self):
        self.assertTrue(
            os.path.isdir("examples/hono/node_modules/hono"),
            "examples/hono has no node_modules: run ./tools/test, or `npm ci` there",
        )
        for command in Examples.COMMANDS:
            with self.subTest(command=command), example(command, "hono") as server:
                answer = server.get("/")
                self.assertEqual(answer.status, 200, answer.text)
                self.assertEqual(server.get("/no/such/route").status, 404)


if __name__ == "__main__":
    junit.main()
