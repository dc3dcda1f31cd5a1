#!/usr/bin/env python3
"""hello beside 200 requests that wait for slow servers, on one lane.

A worker fetches from a server that answers after some seconds; so many clients ask it all the time that
200 such requests are under way. hello, another worker on the same lane, is asked at a fixed pace as in
`noisy`: first alone, then beside them. Each round has a new server.
"""

import selectors
import socket
import statistics
import sys
import threading
import time
from pathlib import Path

import crowd
import figures
import light
import process
import scenario
import workers_dir

LIGHT = "light"
SLOW = "slow"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow"

_CONFIG = """\
[server]
listen = "127.0.0.1:{port}"
threads = 1
[outbound]
allow = ["127.0.0.1"]
[[workers]]
name = "light"
path = "light.js"
hosts = ["light.localhost"]
[[workers]]
name = "slow"
path = "slow.js"
hosts = ["slow.localhost"]
"""


class SlowOrigin:
    """Answers each request `delay` seconds after it came, on a thread of its own."""

    def __init__(self, delay):
        self.most = 0
        self._delay = delay
        self._stop = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self._listener.setblocking(False)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()
        self._listener.close()

    def _run(self):
        selector = selectors.DefaultSelector()
        selector.register(self._listener, selectors.EVENT_READ)
        due = []  # (when, connection), the first at the front
        while not self._stop.is_set():
            for key, _ in selector.select(0.02):
                if key.fileobj is self._listener:
                    connection, _ = self._listener.accept()
                    selector.register(connection, selectors.EVENT_READ)
                elif self._has_asked(key.fileobj):
                    due.append((time.monotonic() + self._delay, key.fileobj))
                else:
                    selector.unregister(key.fileobj)
                    key.fileobj.close()
            self.most = max(self.most, len(due))
            while due and due[0][0] <= time.monotonic():
                self._answer(due.pop(0)[1])
        for key in list(selector.get_map().values()):
            if key.fileobj is not self._listener:
                key.fileobj.close()
        selector.close()

    @staticmethod
    def _has_asked(connection):
        try:
            return connection.recv(65536) != b""
        except OSError:
            return False

    @staticmethod
    def _answer(connection):
        try:
            connection.sendall(ANSWER)
        except OSError:
            pass


def serve(binary, origin, scratch):
    port = process.free_port()
    Path(scratch, "light.js").write_text(workers_dir.hello(LIGHT), encoding="ascii")
    Path(scratch, "slow.js").write_text(
        f'export default {{ fetch() {{ return fetch("{origin.url}"); }} }};\n', encoding="ascii")
    config = Path(scratch, "atoll.toml")
    config.write_text(_CONFIG.format(port=port), encoding="ascii")
    return process.Process([binary, "serve", str(config)], port, scratch)


def ask_light(server, options):
    with light.Light(server.port, workers_dir.host(LIGHT), LIGHT, rate=options.rate,
                     seconds=options.seconds) as client:
        return client.wait()


def measure_round(options, scratch):
    with SlowOrigin(options.delay) as origin, serve(options.atoll, origin, scratch) as server:
        server.first_answer(host=workers_dir.host(LIGHT))
        ask_light(server, options)
        alone = ask_light(server, options)
        with crowd.Crowd(server.port, [workers_dir.host(SLOW)] * options.origins) as waiting:
            deadline = time.monotonic() + 20
            while origin.most < options.origins and time.monotonic() < deadline:
                time.sleep(0.05)
            beside = ask_light(server, options)
        return {"alone": alone, "beside": beside, "at_a_time": origin.most,
                "answers": dict(waiting.outcomes)}


def measure(_atoll, _workerd, options, scratch):
    found = {"rounds": []}
    for number in range(options.rounds):
        scenario.progress(f"round {number + 1} of {options.rounds}")
        found["rounds"].append(measure_round(options, scratch))
    return found


def show(found, options):
    rounds = found["rounds"]
    print(f"\nhello at {options.rate:g} requests per second, each on a new connection,"
          f" {options.seconds:g} s; {options.origins} requests that wait {options.delay:g} s")
    print(f"  {'':22} {'p50 us':>9} {'p99 us':>9} {'sent late p99':>14} {'asked':>7} {'lost':>6}")
    for number, r in enumerate(rounds, 1):
        for key in ("alone", "beside"):
            f = r[key]
            print(f"  {f'round {number}, {key}':22} {f['p50_us']:9.0f} {f['p99_us']:9.0f}"
                  f" {f['late_p99_us']:14.0f} {f['asked']:7} {f['lost']:6}")
    print(f"  waiting at a time: {[r['at_a_time'] for r in rounds]};"
          f" their answers by status: {[r['answers'] for r in rounds]}")
    median = {key: statistics.median(r[key]["p99_us"] for r in rounds)
              for key in ("alone", "beside")}
    lost = sum(r[key]["lost"] for r in rounds for key in ("alone", "beside"))
    return [
        figures.verdict("hello's p99 beside slow origins, x its p99 alone",
                        median["beside"] / median["alone"], 2.0),
        figures.verdict("hello's requests lost", lost, 0),
    ]


def main():
    parser = scenario.parser(__doc__, rounds=5)
    parser.add_argument("--rate", type=float, default=200, help="of hello, per second")
    parser.add_argument("--seconds", type=int, default=5, help="of each measurement")
    parser.add_argument("--origins", type=int, default=200, help="that are waited for at a time")
    parser.add_argument("--delay", type=float, default=2, help="seconds until an origin answers")
    options = scenario.parse(parser)
    options.only = "atoll"  # there is no peer here
    if options.quick:
        options.seconds = 2
    return scenario.run("slow-origins", options, measure, show)


if __name__ == "__main__":
    sys.exit(main())
