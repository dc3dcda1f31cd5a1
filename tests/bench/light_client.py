#!/usr/bin/env python3
"""Asks one worker or several in turn at a fixed pace, each time on a new connection: an open loop.

A process of its own. Latency counts from the moment a request was due, so what a stalled server or
client holds up is counted in full. Ends after --seconds, or when its standard input ends, and
prints what it found as JSON.
"""

import argparse
import json
import select
import socket
import sys
import time

import client

# select() cannot watch more. What is due meanwhile waits, and its latency counts from when it was.
MOST_OPEN = 900


class Exchange:
    """One request on its own connection. `result` is None until it is answered or lost."""

    def __init__(self, port, octets, due):
        self.due = due
        self.sent_late = time.perf_counter() - due
        self.result = None
        self.sent = False
        self._octets = octets
        self._data = b""
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.connect_ex(("127.0.0.1", port))
        self.step()

    def step(self):
        """Sends or receives what can be at once."""
        try:
            if not self.sent:
                self.socket.sendall(self._octets)
                self.sent = True
                return
            more = self.socket.recv(65536)
            self._data += more
            answer = client.parse(self._data, ended=not more)
            if answer:
                self.end(*answer[:2])
            elif not more:
                self.end("closed")
        except BlockingIOError:
            pass
        except OSError as error:
            self.end(type(error).__name__)
        except ValueError:
            self.end("malformed")

    def end(self, outcome, body=None):
        self.result = (outcome, body, time.perf_counter() - self.due)
        self.socket.close()


def sum_up(exchanges, expected, timeout):
    """What became of all exchanges; an answer counts when it is 200 with the expected body.

    What is lost has at least the time-out as its latency, so that no loss improves a percentile.
    """
    latencies, outcomes = [], {}
    for exchange in exchanges:
        outcome, body, took = exchange.result
        if outcome == 200 and body != expected:
            outcome = "wrong body"
        latencies.append((took if outcome == 200 else max(took, timeout)) * 1e6)
        outcomes[str(outcome)] = outcomes.get(str(outcome), 0) + 1
    return {"asked": len(exchanges), "answered": outcomes.get("200", 0), "outcomes": outcomes,
            "latencies_us": latencies, "sent_late_us": [e.sent_late * 1e6 for e in exchanges]}


def run(options):
    octets = [client.request(host) for host in options.host.split(",")]
    begun = time.perf_counter() + 0.01
    everything, open_ones, asking = [], [], True
    while asking or open_ones:
        now = time.perf_counter()
        due = begun + len(everything) / options.rate
        asking = asking and due < begun + options.seconds
        if asking and now >= due and len(open_ones) < MOST_OPEN:
            exchange = Exchange(options.port, octets[len(everything) % len(octets)], due)
            everything.append(exchange)
            open_ones.append(exchange)
            continue
        for exchange in open_ones:
            if exchange.result is None and now - exchange.due > options.timeout:
                exchange.end("timed out")
        open_ones = [e for e in open_ones if e.result is None]
        wait = max(0, due - now) if asking and len(open_ones) < MOST_OPEN else 0.05
        # select() has microseconds where epoll has milliseconds.
        reading = [e.socket for e in open_ones if e.sent] + ([sys.stdin] if asking else [])
        writing = [e.socket for e in open_ones if not e.sent]
        readable, writable, _ = select.select(reading, writing, [], min(wait, 0.05))
        if sys.stdin in readable:
            asking = bool(sys.stdin.read(1))
        ready = {*readable, *writable}
        for exchange in open_ones:
            if exchange.socket in ready:
                exchange.step()
    found = sum_up(everything, options.expect.encode(), options.timeout)
    return {**found, "begun": begun, "rate": options.rate}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", required=True, help="or several, separated by commas")
    parser.add_argument("--expect", required=True, help="the body of a right answer")
    parser.add_argument("--rate", type=float, default=200, help="requests per second")
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--timeout", type=float, default=2, help="seconds until one is lost")
    json.dump(run(parser.parse_args()), sys.stdout)


if __name__ == "__main__":
    main()
