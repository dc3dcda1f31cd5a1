"""A server of the hostile workers and of well-behaved tenants, for hostile.py."""

import json
import shutil
import socket
import sys
import threading
import time
from pathlib import Path

import client
import figures
import light
import workers_dir

CORPUS = Path(__file__).resolve().parent.parent / "hostile"
sys.path.append(str(CORPUS))
import endings  # noqa: E402

TENANTS = [f"tenant{i}" for i in range(20)]
ANSWER = "fine"
# Some tenths of a millisecond of CPU time: far less than what makes a turn long. It is spent in
# functions that are native: a loop costs up to twenty times as much while V8 has not compiled it,
# and how soon it has is another matter in each isolate, so that half a load would be one here and
# four of them in the next process.
_COMPUTES = """\
const list = Array.from({ length: 400 }, (_, i) => ({ id: i, name: `item ${i}`, tags: ["a", "b"] }));
const text = JSON.stringify(list);
export default {
  fetch() {
    return new Response(JSON.stringify(JSON.parse(text)).length === text.length ? "fine" : "");
  },
};
"""
_SHORT = 'export default { fetch() { return new Response("fine"); } };\n'
# A client has no more connections at a time than select() can watch.
_MOST_OF_ONE_CLIENT = 340
# How long a worker may take beyond its limit before it counts as not answered, in seconds.
_PATIENCE = 15
# So much of a body that has no end is read.
_LONG = 1 << 30


def computing_tenants():
    return dict.fromkeys(TENANTS, _COMPUTES)


def short_tenants():
    return dict.fromkeys(TENANTS, _SHORT)


def wait_for_port(server, within=30):
    """Until somebody accepts connections."""
    ends = time.monotonic() + within
    while True:
        try:
            socket.create_connection(("127.0.0.1", server.port), 5).close()
            return
        except OSError:
            if server.has_ended() or time.monotonic() > ends:
                raise SystemExit(f"bench: the server does not listen:\n{server.log()}") from None
            time.sleep(0.01)


def _limit_ms(worker, lines):
    """Of the limit that ended it, as the log names that; else the one for CPU time."""
    limits = [line.get("limit") for line in lines]
    for limit, key in (("startup_cpu", "startup_cpu_ms"), ("wall_time", "wall_ms")):
        if limit in limits:
            return worker.limits[key]
    return worker.limits["cpu_ms"]


class Node:
    """One server after another: it is started again when it has ended."""

    def __init__(self, atoll, workers, tenants, scratch):
        self.ends = 0
        self._parked = set()
        self._atoll = atoll
        self._scratch = scratch
        self._folder = f"{scratch}/hostile"
        self._tenants = []
        self._found = []
        self._rate = 0
        self._lock = threading.Lock()
        shutil.rmtree(self._folder, ignore_errors=True)
        files = {}
        for worker in workers:
            files |= worker.files()
        for name, source in tenants.items():
            config = {"name": name, "main": "index.js", "limits": {"cpu_ms": 1000}}
            files |= {f"{name}/index.js": source, f"{name}/wrangler.json": json.dumps(config)}
        for name, text in files.items():
            place = Path(self._folder, name)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        self.server = None

    def __enter__(self):
        self._start()
        return self

    def __exit__(self, *error):
        for one in self._tenants:
            one.__exit__(*error)
        self.server.__exit__(*error)

    def _start(self):
        self.server = self._atoll.serve(self._folder, self._scratch, threads=2, supervised=True,
                                        log_invocations="all", log_format="json").__enter__()
        wait_for_port(self.server)
        self.ask_tenants(100, 2)

    def rate_of_load(self, cores, most):
        """How many requests per second of the tenants take so many cores, at most `most`."""
        before = self.server.cpu_nanos()
        asked = self.ask_tenants(100, 3)["asked"]
        nanos = (self.server.cpu_nanos() - before) / asked
        return min(most, cores * 1e9 / nanos)

    def ask_tenants(self, rate, seconds):
        """Figures of the tenants alone."""
        self.start_tenants(rate)
        time.sleep(seconds)
        return self.stop_tenants()

    def start_tenants(self, rate):
        self._rate = rate
        self._found = []
        self._start_clients()

    def _start_clients(self):
        clients = int(self._rate // _MOST_OF_ONE_CLIENT) + 1
        hosts = ",".join(map(workers_dir.host, TENANTS))
        self._tenants = [light.Light(self.server.port, hosts, ANSWER, rate=self._rate / clients)
                         for _ in range(clients)]

    def _stop_clients(self):
        self._found += [one.finish_raw() for one in self._tenants]
        for one in self._tenants:
            one.__exit__(None, None, None)
        self._tenants = []

    def stop_tenants(self):
        """What became of all requests since start_tenants."""
        self._stop_clients()
        outcomes, latencies, late = {}, [], []
        for found in self._found:
            latencies += found["latencies_us"]
            late += found["sent_late_us"]
            for outcome, count in found["outcomes"].items():
                outcomes[outcome] = outcomes.get(outcome, 0) + count
        asked = len(latencies)
        return {"asked": asked, "lost": asked - outcomes.get("200", 0), "outcomes": outcomes,
                "p50_us": figures.percentile(latencies, 50),
                "p99_us": figures.percentile(latencies, 99), "max_us": max(latencies),
                "late_p99_us": figures.percentile(late, 99)}

    def ask_hostile(self, worker):
        """How the worker ended, and how long after its limit it was answered, in ms."""
        server = self.server
        position = server.log_size()
        status, took = self._ask(server, worker)
        lines = self._lines(server, worker, position, status)
        outcome = endings.outcome_of(lines)
        way = endings.how_ended(lines)
        if server.has_ended():
            way = endings.KILL if not lines else way
            self._restart(server)
        late = None if status is None else took * 1e3 - _limit_ms(worker, lines)
        return {"name": worker.name, "family": worker.family, "status": status, "outcome": outcome,
                "way": way, "took_ms": took * 1e3, "late_ms": late,
                "expected": outcome in worker.outcomes}

    def settle(self, asked):
        """Of what ask_hostile gave, says which were parked, as the log tells a little later."""
        parked = self._parked | endings.parked_in(self.server.log_since(0))
        for one in asked:
            if one["name"] in parked:
                one["way"] = endings.PARK
        return asked

    def _restart(self, ended):
        with self._lock:
            if self.server is not ended:
                return
            self.ends += 1
            self._parked |= endings.parked_in(ended.log_since(0))
            self._stop_clients()
            rate, found = self._rate, self._found
            ended.__exit__(None, None, None)
            self._start()
            self._rate, self._found = rate, found
            self._start_clients()

    def _ask(self, server, worker):
        """The status, or None, and the seconds until it came, or was given up. Reads the body to its end."""
        most = max(worker.limits["cpu_ms"], worker.limits["wall_ms"]
                   if "exceededWallTime" in worker.outcomes else 0) / 1e3 + _PATIENCE
        status, begun = None, time.monotonic()
        octets = (f"GET / HTTP/1.1\r\nHost: {workers_dir.host(worker.name)}\r\n"
                  "Connection: close\r\n\r\n").encode("ascii")
        answered = begun
        try:
            with socket.create_connection(("127.0.0.1", server.port), most) as connection:
                connection.sendall(octets)
                length, piece = 0, connection.recv(65536)
                answered = time.monotonic()
                if piece.startswith(b"HTTP/1.1 "):
                    status = int(piece[9:12])
                while piece and length < _LONG and time.monotonic() < begun + most:
                    length += len(piece)
                    piece = connection.recv(65536)
        except OSError:
            pass  # the time is over, or the body broke off
        if status is None:
            answered = time.monotonic()
        return status, answered - begun

    @staticmethod
    def _lines(server, worker, position, status):
        ends = time.monotonic() + (5 if status else 0.5)
        while True:
            lines = endings.lines_of(server.log_since(position), worker.name)
            if endings.outcome_of(lines) or server.has_ended() or time.monotonic() > ends:
                return lines
            time.sleep(0.02)
