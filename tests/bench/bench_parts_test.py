#!/usr/bin/env python3
"""The pure parts of tools/bench: figures, verdicts, answers, log lines, generated workers."""

import json
import sys
import tempfile
import types
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/bench"]
import client  # noqa: E402
import figures  # noqa: E402
import invocations  # noqa: E402
import junit  # noqa: E402
import light_client  # noqa: E402
import workers_dir  # noqa: E402


class Figures(unittest.TestCase):
    def test_percentiles_are_values_by_nearest_rank(self):
        values = list(range(100, 0, -1))
        found = [figures.percentile(values, p) for p in (0, 50, 99, 100)]
        self.assertEqual(found, [1, 50, 99, 100])
        self.assertEqual(figures.percentile([7], 99), 7)
        self.assertEqual(figures.percentile([1, 2, 3], 50), 2)
        with self.assertRaises(ValueError):
            figures.percentile([], 50)

    def test_the_p99_of_few_values_is_the_largest(self):
        self.assertEqual(figures.spread([1, 9, 2]), {"p50": 2, "p90": 9, "p99": 9, "max": 9})

    def test_slope_ignores_what_all_points_have(self):
        self.assertAlmostEqual(figures.slope(zip([20, 120, 220], [530, 630, 730])), 1)
        self.assertAlmostEqual(figures.slope([(0, 1), (1, 2), (2, 6)]), 2.5)

    def test_medians_of_each_figure(self):
        rounds = [{"a": 1, "b": 5}, {"a": 9, "b": 4}, {"a": 2, "b": 6}]
        self.assertEqual(figures.medians(rounds), {"a": 2, "b": 5})

    def test_bounds_belong_to_what_is_counted(self):
        self.assertEqual(figures.count_within([49.9, 50, 55, 60, 60.1], 50, 60), 3)

    def test_a_verdict_names_figure_and_bound(self):
        self.assertEqual(figures.verdict("p50, us", 150.0, 150.0),
                         (True, "met      p50, us: 150.00; at most 150"))
        self.assertEqual(figures.verdict("p50, us", 150.1, 150.0),
                         (False, "NOT MET  p50, us: 150.10; at most 150"))
        self.assertEqual(figures.verdict("ended", 98, 99, at_least=True),
                         (False, "NOT MET  ended: 98; at least 99"))
        self.assertEqual(figures.verdict("x", 1.0, 2.0, of="half of y's")[1],
                         "met      x: 1.00; half of y's")

    def test_what_cannot_be_compared_is_not_met(self):
        self.assertFalse(figures.verdict("x", float("nan"), 3.0)[0])


class Answers(unittest.TestCase):
    def test_an_answer_is_whole_when_its_length_is_there(self):
        octets = b"HTTP/1.1 200 OK\r\nDate: x\r\ncontent-LENGTH: 3\r\n\r\nabc"
        for cut in range(len(octets)):
            self.assertIsNone(client.parse(octets[:cut]), cut)
        self.assertEqual(client.parse(octets), (200, b"abc", True))

    def test_an_answer_without_a_length_ends_with_the_connection(self):
        octets = b"HTTP/1.1 503 Service Unavailable\r\n\r\ngone"
        self.assertIsNone(client.parse(octets))
        self.assertEqual(client.parse(octets, ended=True), (503, b"gone", False))

    def test_a_body_cut_short_is_no_answer(self):
        octets = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab"
        self.assertIsNone(client.parse(octets, ended=True))

    def test_connection_close_is_heeded(self):
        octets = b"HTTP/1.1 503 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        self.assertEqual(client.parse(octets), (503, b"", False))

    def test_what_is_not_http(self):
        with self.assertRaisesRegex(ValueError, "expected HTTP/1.1"):
            client.parse(b"SSH-2.0\r\n\r\n")


class LightClient(unittest.TestCase):
    def sum_up(self, *results):
        exchanges = [types.SimpleNamespace(result=result, sent_late=0) for result in results]
        return light_client.sum_up(exchanges, b"light", 2)

    def test_only_the_right_body_counts_as_answered(self):
        found = self.sum_up((200, b"light", 0.001), (200, b"other", 0.001), (503, b"light", 0.001))
        self.assertEqual((found["asked"], found["answered"]), (3, 1))
        self.assertEqual(found["outcomes"], {"200": 1, "wrong body": 1, "503": 1})

    def test_a_loss_is_no_low_latency(self):
        found = self.sum_up((200, b"light", 0.001), ("ConnectionResetError", None, 0.0001))
        self.assertEqual(found["latencies_us"], [1000, 2e6])


class Invocations(unittest.TestCase):
    JSON = ('{"request":"00ff","worker":"loop0","outcome":"exceededCpu","cpu_us":50123,'
            '"wall_us":61000}\n')
    HUMAN = ("2026-01-01T00:00:00Z invocation request=00ff worker=loop0 outcome=exceededCpu"
             ' target="/a b=\\"c" cpu_us=50123 wall_us=61000\n')

    def test_both_forms_say_the_same(self):
        for line in (self.JSON, self.HUMAN):
            found = invocations.parse_line(line)
            self.assertEqual((found["request"], found["worker"], found["outcome"], found["cpu_us"],
                              found["wall_us"]), ("00ff", "loop0", "exceededCpu", 50123, 61000))

    def test_other_lines_are_passed_over(self):
        for line in ("", "Listening on http://127.0.0.1:1", '{"level":"info"}', "{broken",
                     "failure worker=loop0 outcome=exception"):
            self.assertIsNone(invocations.parse_line(line), line)

    def test_only_the_workers_asked_for_and_no_half_line(self):
        other = self.JSON.replace("loop0", "light")
        text = self.JSON + "noise\n" + other + self.JSON + self.JSON[:-1]
        found = invocations.parse(text, {"loop0"})
        self.assertEqual(len(found), 2)
        self.assertEqual(invocations.outcomes(found), {"exceededCpu": 2})


class WorkersDir(unittest.TestCase):
    def test_no_two_workers_have_the_same_source(self):
        for unused in (0, 8):
            sources = {workers_dir.hello(name, unused) for name in workers_dir.names(200)}
            self.assertEqual(len(sources), 200)

    def test_unused_functions_are_there_and_differ_between_workers(self):
        one, other = (workers_dir.hello(name, 2000).splitlines() for name in ("w001", "w002"))
        self.assertEqual(sum("unused" in line for line in one), 2000)
        self.assertFalse(set(one) & set(other))

    def test_limits_are_in_the_configuration_of_their_worker_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            workers_dir.write(folder, {"a": "", "b": ""}, {"a": {"cpu_ms": 50}})
            read = {name: json.loads(Path(folder, name, "wrangler.json").read_text("ascii"))
                    for name in ("a", "b")}
        self.assertEqual(read["a"]["limits"], {"cpu_ms": 50})
        self.assertNotIn("limits", read["b"])

    def test_workerd_is_given_the_same_workers(self):
        with tempfile.TemporaryDirectory() as folder:
            path = workers_dir.write_workerd(folder, ["w000", "w001"], 8080)
            text = Path(path).read_text("ascii")
        self.assertIn('embed "w001/index.js"', text)
        self.assertIn('bindings = [(name = "w000", service = "w000"), (name = "w001"', text)
        self.assertIn("127.0.0.1:8080", text)


if __name__ == "__main__":
    junit.main()
