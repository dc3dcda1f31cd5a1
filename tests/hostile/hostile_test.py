#!/usr/bin/env python3
"""No worker of the corpus makes another tenant's request fail, and each ends as it may."""

import collections
import http.client
import os
import sys
import threading
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e", "tests/hostile"]
import atoll  # noqa: E402
import corpus  # noqa: E402
import endings  # noqa: E402
import junit  # noqa: E402

VICTIMS = ["victim-one", "victim-two", "victim-three"]
VICTIM = """\
let count = 0;
export default {
  async fetch(request) {
    const text = await request.text();
    if (++count % 10 === 0) await scheduler.wait(1);
    return Response.json({ text, fine: true });
  },
};
"""
# What answers an invocation of each outcome; 200: its response had begun.
STATUSES = {"ok": {200}, "exception": {200, 500}, "exceededCpu": {200, 503},
            "exceededMemory": {200, 503}, "exceededWallTime": {200, 503},
            "responseStreamDisconnected": {200}, "startup": {500}}
# Between two requests of a victim: a gentle load.
PAUSE = 0.05
# After so much of a body that has no end the client goes away.
LONG = 256 << 20


# Bazel's test sharding.
SHARD = int(os.environ.get("TEST_SHARD_INDEX", "0"))
SHARDS = int(os.environ.get("TEST_TOTAL_SHARDS", "1"))
FILTER = os.environ.get("TESTBRIDGE_TEST_ONLY")


def my_share(workers):
    """Those of the shard that this process is. With a filter, the first shard has them all."""
    if "TEST_SHARD_STATUS_FILE" in os.environ:
        Path(os.environ["TEST_SHARD_STATUS_FILE"]).touch()
    return workers if FILTER else workers[SHARD::SHARDS]


class Victims:
    """Well-behaved tenants that are asked all the time; `lost` tells of requests that failed."""

    def __init__(self, server):
        self._server = server
        self._stop = threading.Event()
        self._lost = []
        self.answered = collections.Counter()
        self._threads = [threading.Thread(target=self._ask, args=[name]) for name in VICTIMS]
        for thread in self._threads:
            thread.start()

    def _ask(self, name):
        while not self._stop.is_set():
            try:
                answer = self._server.request("POST", "/", body=name,
                                              headers={"Host": f"{name}.localhost"})
                if (answer.status, answer.text) != (200, f'{{"text":"{name}","fine":true}}'):
                    self._lost.append(f"{name}: {answer.status} {answer.text[:200]}")
            except (OSError, http.client.HTTPException) as error:
                self._lost.append(f"{name}: {error!r}")
            self.answered[name] += 1
            self._stop.wait(PAUSE)

    def wait_for_another(self):
        """Until each has been answered once more."""
        before = dict(self.answered)
        atoll.eventually(lambda: all(self.answered[name] > before.get(name, 0) for name in VICTIMS),
                         "answers to the victims")

    def take_lost(self):
        lost, self._lost = self._lost, []
        return lost

    def stop(self):
        self._stop.set()
        for thread in self._threads:
            thread.join()


class HostileTest(unittest.TestCase):
    """A test for each worker, all in one server as long as it lives."""

    maxDiff = None
    workers = my_share(corpus.read())
    server = None
    ways = {}  # {a worker's name: how it ended}

    @classmethod
    def setUpClass(cls):
        files = {}
        for worker in cls.workers:
            files |= worker.files()
        for name in VICTIMS:
            files |= {f"{name}/index.js": VICTIM, f"{name}/wrangler.json": f'{{"name":"{name}",'
                      '"main":"index.js","limits":{"cpu_ms":30000}}'}
        cls._project = atoll.project(files)
        cls.folder = cls._project.__enter__()

    @classmethod
    def start(cls):
        cls.server = atoll.Server(
            "serve", "--workers-dir", cls.folder, "--data-dir", f"{cls.folder}/../data-{os.getpid()}",
            "--threads", "2", "--log-invocations", "all", "--log-format", "json")
        cls.victims = Victims(cls.server)
        cls.victims.wait_for_another()

    @classmethod
    def end(cls):
        if not cls.server:
            return None
        server, cls.server = cls.server, None
        cls.victims.stop()
        for name in endings.parked_in(server.output()):
            cls.ways[name] = endings.PARK
        try:
            server.kill()
        except AssertionError as crash:
            return str(crash)[-3000:]
        return None

    @classmethod
    def tearDownClass(cls):
        cls.end()
        cls._project.__exit__(None, None, None)
        for name, way in cls.ways.items():
            print(f"{way:10} {name}")
        counts = sorted(collections.Counter(cls.ways.values()).items())
        print("how they ended: " + ", ".join(f"{way} {count}" for way, count in counts))

    def ask(self, worker):
        """The status, or None; what the client saw of the body does not matter."""
        try:
            with self.server.client() as client:
                client.request("GET", "/", headers={"Host": f"{worker.name}.localhost"})
                response = client.getresponse()
                try:
                    length = 0
                    while length < LONG and (piece := response.read1(1 << 16)):
                        length += len(piece)
                except (OSError, http.client.HTTPException):
                    pass  # it broke off
                return response.status
        except (OSError, http.client.HTTPException) as error:
            return error

    def one(self, worker):
        if not self.server:
            self.start()
        self.victims.take_lost()
        position = self.server.output_size()
        status = self.ask(worker)
        if not isinstance(status, int):
            self.ways[worker.name] = endings.KILL
            crash = self.end()
            self.fail(f"{worker.path}: {worker.sentence}\nnot answered: {status!r}\n{crash}")
        lines = self.wait_for_lines(worker, position)
        self.ways[worker.name] = endings.how_ended(lines)
        outcome = endings.outcome_of(lines)
        self.assertIn(outcome, worker.outcomes, f"{worker.path}: {worker.sentence}\n{lines}")
        self.assertIn(status, STATUSES[outcome], lines)
        self.victims.wait_for_another()
        lost = self.victims.take_lost()
        if self.server.process.poll() is not None:
            self.fail(f"{worker.path}: {worker.sentence}\nthe server ended after it: {self.end()}")
        self.assertEqual(lost, [], f"{worker.path}: {worker.sentence}")

    def wait_for_lines(self, worker, position):
        def found():
            lines = endings.lines_of(self.server.output_since(position), worker.name)
            return lines if endings.outcome_of(lines) else None

        return atoll.eventually(found, f"a line about {worker.name}")


def add_test(worker):
    name = f"test_{worker.family}__{worker.path.stem}"
    setattr(HostileTest, name, lambda self: self.one(worker))
    getattr(HostileTest, name).__doc__ = None


for each in HostileTest.workers:
    add_test(each)

if __name__ == "__main__":
    if FILTER and SHARD > 0:
        sys.exit(0)
    junit.main()
