#!/usr/bin/env python3
"""The corpus of hostile workers can be read, and a wrong header is refused with its place."""

import json
import sys
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/hostile"]
import corpus  # noqa: E402
import endings  # noqa: E402
import junit  # noqa: E402

PATH = Path("loops/some_loop.js")
GOOD = "// Loops.\n// family: loops\n// outcome: exceededCpu\n"


class CorpusTest(unittest.TestCase):
    def test_all_files_are_read(self):
        workers = corpus.read()
        self.assertGreaterEqual(len(workers), 160)
        self.assertEqual(len({worker.name for worker in workers}), len(workers))
        for worker in workers:
            self.assertLessEqual(len(worker.name), 63, worker.path)
            self.assertIn("export default", worker.source, worker.path)
            self.assertTrue(worker.outcomes, worker.path)

    def test_a_header(self):
        worker = corpus.Worker(PATH, "// Loops on\n// and on.\n" + GOOD.split("\n", 1)[1] +
                               "// limits: cpu_ms=7\n// needs: kv\n\nexport default {};\n")
        self.assertEqual(worker.sentence, "Loops on and on.")
        self.assertEqual((worker.name, worker.family), ("loops-some-loop", "loops"))
        self.assertEqual(worker.outcomes, {"exceededCpu"})
        config = json.loads(worker.config())
        self.assertEqual(config["limits"], {**corpus.LIMITS, "cpu_ms": 7})
        self.assertEqual(config["kv_namespaces"][0]["binding"], "KV")


class WrongHeaders(unittest.TestCase):
    def refuse(self, source, *words):
        with self.assertRaises(corpus.HeaderError) as caught:
            corpus.Worker(PATH, source)
        for word in words:
            self.assertIn(word, str(caught.exception))

    def test_no_header(self):
        self.refuse("export default {};\n", "some_loop.js:1:", "export default", "expected")
        self.refuse("\nexport default {};\n", "some_loop.js:1:", "a sentence")

    def test_no_sentence(self):
        self.refuse(GOOD.replace("// Loops.\n", ""), "some_loop.js:1:", "a sentence")
        self.refuse(GOOD.replace("Loops.", "loops"), "some_loop.js:1:", "'loops'")

    def test_a_missing_field(self):
        self.refuse("// Loops.\n// family: loops\n\n", "some_loop.js:3:", "// outcome: ...")
        self.refuse("// Loops.\n// outcome: ok\n\n", "some_loop.js:3:", "// family: ...")

    def test_an_unknown_field(self):
        self.refuse(GOOD + "// outcomes: ok\n", "some_loop.js:4:", "// outcomes: ok")
        self.refuse(GOOD + "more\n", "some_loop.js:4:", "'more'", "an empty line")

    def test_a_field_twice_or_without_a_value(self):
        self.refuse(GOOD + "// family: loops\n", "some_loop.js:4:", "one line of 'family'")
        self.refuse(GOOD + "// needs:\n", "some_loop.js:4:", "a value")

    def test_an_unknown_outcome(self):
        self.refuse(GOOD.replace("Cpu", "Patience"), "some_loop.js:3:", "'exceededPatience'")

    def test_another_family(self):
        self.refuse(GOOD.replace("family: loops", "family: heap"), "some_loop.js:2:", "'heap'")

    def test_a_wrong_limit(self):
        for word in ("cpu=5", "cpu_ms=0", "cpu_ms=x", "cpu_ms"):
            self.refuse(GOOD + f"// limits: {word}\n", "some_loop.js:4:", f"'{word}'", "cpu_ms")

    def test_a_wrong_need(self):
        self.refuse(GOOD + "// needs: time\n", "some_loop.js:4:", "'time'", "nodejs_compat")


class EndingsTest(unittest.TestCase):
    def test_lines_about_a_worker(self):
        log = "\n".join([
            "Listening on http://127.0.0.1:1",
            '{"event":"console","worker":"a","text":"\\"worker\\":\\"a\\""}',
            '{"event":"failure","worker":"a","outcome":"exceededCpu"}',
            '{"event":"invocation","worker":"b","outcome":"ok"}',
            '{"event":"invocation","worker":"a","outcome":"exceededCpu"}',
            '{"event":"invocation","worker":"a","outc',
        ])
        lines = endings.lines_of(log, "a")
        self.assertEqual([line["event"] for line in lines], ["failure", "invocation"])
        self.assertEqual(endings.outcome_of(lines), "exceededCpu")
        self.assertEqual(endings.how_ended(lines), endings.TERMINATE)
        self.assertEqual(endings.how_ended(endings.lines_of(log, "b")), endings.ITSELF)
        self.assertEqual(endings.how_ended(endings.lines_of(log, "c")), endings.KILL)

    def test_a_thread_that_was_parked(self):
        log = "\n".join([
            '{"event":"parked","worker":"a","why":"stuck","threads":1}',
            '{"event":"invocation","worker":"a","outcome":"exceededCpu"}'])
        self.assertEqual(endings.how_ended(endings.lines_of(log, "a")), endings.PARK)
        self.assertEqual(endings.parked_in(log + '\n{"event":"parked","wor'), {"a"})
        self.assertEqual(endings.outcome_of(endings.lines_of(log, "a")), "exceededCpu")

    def test_a_worker_that_does_not_start(self):
        log = 'atoll: warning: worker "a" was asked for and cannot run: a: index.js:1:1: x\n'
        lines = endings.lines_of(log, "a")
        self.assertEqual(endings.outcome_of(lines), "startup")
        self.assertEqual(endings.how_ended(lines), endings.ITSELF)


if __name__ == "__main__":
    junit.main()
