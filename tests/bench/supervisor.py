#!/usr/bin/env python3
"""What clients feel when a cell is killed, a configuration reloaded, the program upgraded.

A supervised node serves 1,000 requests per second: most on connections that are kept, some each on
a connection of its own, and streams that last a second. Meanwhile its serving cell is killed
(SIGKILL), again and again, each time once another one stands by; then the node is told to read its
configuration again (SIGHUP), and to replace itself by the program's file (SIGUSR2). A request that
was under way in a cell that is killed must fail; nothing else may, and a connection that is new
must not wait.
"""

import asyncio
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import figures
import process
import results_file
import runtimes
import scenario

WORKER = """\
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const piece = new TextEncoder().encode("piece ");
export default {
  fetch(request) {
    if (!request.url.endsWith("/stream")) return new Response("hello");
    let left = 10;
    return new Response(new ReadableStream({
      async pull(controller) {
        await sleep(100);
        controller.enqueue(piece);
        if (--left === 0) controller.close();
      },
    }));
  },
};
"""
KEPT = 20  # connections that are kept
KEPT_RATE = 900  # requests per second on all of them
NEW_RATE = 100  # requests per second, each on a connection of its own
STREAMS = 4
# What a client may wait for a new connection's answer, in milliseconds.
TARGET_MS = 50
PATIENCE = 30


class Request:
    """When it began and ended, on the monotonic clock; `error`: why it failed, "" if it did not."""

    def __init__(self, kind):
        self.kind, self.began, self.ended, self.error = kind, time.monotonic(), None, None

    def end(self, error=""):
        self.ended, self.error = time.monotonic(), error


async def read_answer(reader):
    """The body, and whether the connection may be used again."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200 "):
        raise ValueError(f"the answer is {head[:60]!r}")
    kept = b"connection: close" not in head
    length = re.search(rb"content-length: (\d+)", head)
    if length:
        return await reader.readexactly(int(length[1])), kept
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return body, kept


class Clients:
    def __init__(self, port):
        self.port = port
        self.requests = []
        self.over = False
        self.tasks = []

    async def __aenter__(self):
        for i in range(KEPT):
            self.tasks.append(asyncio.create_task(self._keep(i / KEPT_RATE)))
        self.tasks += [asyncio.create_task(self._stream()) for _ in range(STREAMS)]
        self.tasks.append(asyncio.create_task(self._connect()))
        return self

    async def __aexit__(self, *_):
        self.over = True
        await asyncio.gather(*self.tasks)

    async def _open(self):
        return await asyncio.wait_for(asyncio.open_connection("127.0.0.1", self.port), PATIENCE)

    async def _ask(self, kind, connection, target="/", body=b"hello"):
        """The connection, if it may be used again. `connection` None: opens one."""
        if connection and connection[0].at_eof():
            connection[1].close()
            connection = None
        request = Request(kind)
        self.requests.append(request)
        writer = connection and connection[1]
        try:
            if connection is None:
                connection = await self._open()
            reader, writer = connection
            writer.write(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            found, kept = await asyncio.wait_for(read_answer(reader), PATIENCE)
            request.end("" if found == body else f"the body is {found[:60]!r}")
        except (OSError, EOFError, ValueError, TimeoutError) as error:
            request.end(repr(error))
            kept = False
        if kept and kind != "new":
            return connection
        if writer:
            writer.close()
        return None

    async def _keep(self, offset):
        connection, due = None, time.monotonic() + offset
        while not self.over:
            await asyncio.sleep(due - time.monotonic())
            due = max(due + KEPT / KEPT_RATE, time.monotonic() - 0.05)
            kind = "kept" if connection else "first"
            connection = await self._ask(kind, connection)
        if connection:
            connection[1].close()

    async def _stream(self):
        connection = None
        while not self.over:
            connection = await self._ask("stream", connection, "/stream", b"piece " * 10)
        if connection:
            connection[1].close()

    async def _connect(self):
        asked, due = set(), time.monotonic()
        while not self.over:
            await asyncio.sleep(due - time.monotonic())
            due += 1 / NEW_RATE
            task = asyncio.create_task(self._ask("new", None))
            asked.add(task)
            task.add_done_callback(asked.discard)
        await asyncio.gather(*asked)


class Node:
    """A supervised Atoll; its log says which cell serves."""

    def __init__(self, binary, scratch):
        self.binary = f"{scratch}/atoll"
        shutil.copy(binary, self.binary)
        Path(scratch, "w.js").write_text(WORKER, encoding="ascii")
        self.port = process.free_port()
        # The wait after a crash would grow to 10 s, because these come one after the other.
        command = [self.binary, "serve", f"{scratch}/w.js", "--listen", f"127.0.0.1:{self.port}",
                   "--threads", "2", "--supervisor-times=5000,50,50"]
        self.process = process.Process(command, self.port, scratch, supervised=True)
        self.pid = self.process.pid

    def __enter__(self):
        self.process.__enter__()
        self.process.first_answer()
        return self

    def __exit__(self, *error):
        os.kill(self.pid, signal.SIGTERM)
        self.process.wait()
        self.process.__exit__(*error)

    def replace_file(self):
        shutil.copy(self.binary, f"{self.binary}.new")
        os.rename(f"{self.binary}.new", self.binary)

    def cells(self):
        text = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii")
        return [int(pid) for pid in text.split()]

    def first_cell(self):
        return min(self.cells())

    async def another_serves(self, position):
        """The cell that took over, by what the log says after `position`."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = re.findall(r"cell event=took-over pid=(\d+)", self.process.log_since(position))
            if found:
                return int(found[-1])
            await asyncio.sleep(0.01)
        raise SystemExit(f"bench: no cell took over:\n{self.process.log()}")

    async def settles(self):
        """One cell serves and one, which has had time to get ready, stands by."""
        end = time.monotonic() + 2 * PATIENCE
        while time.monotonic() < end:
            if len(self.cells()) == 2 and all(is_still(pid) for pid in self.cells()[1:]):
                return
            await asyncio.sleep(0.05)
        raise SystemExit(f"bench: the cells are {self.cells()}:\n{self.process.log()}")


STILL = {}


def is_still(pid):
    """Whether a process has used no CPU time to speak of since a moment ago: it has started."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    ticks = int(stat[11]) + int(stat[12])
    before, since = STILL.get(pid, (None, 0))
    if before != ticks:
        STILL[pid] = (ticks, time.monotonic())
        return False
    return time.monotonic() - since > 0.15


async def kills(node, count, note):
    cell = node.first_cell()
    moments = []
    async with Clients(node.port) as clients:
        for i in range(count):
            note(i)
            await node.settles()
            await asyncio.sleep(0.1)
            position = node.process.log_size()
            os.kill(cell, signal.SIGKILL)
            moments.append(time.monotonic())
            cell = await node.another_serves(position)
        await asyncio.sleep(0.5)
    return clients.requests, moments, cell


async def signals(node, number, count, note, before=lambda: None):
    moments = []
    async with Clients(node.port) as clients:
        for i in range(count):
            note(i)
            await asyncio.sleep(0.2)
            before()
            position = node.process.log_size()
            os.kill(node.pid, number)
            moments.append(time.monotonic())
            await node.another_serves(position)
        await asyncio.sleep(0.5)
    return clients.requests, moments, None


def judge_kills(requests, moments):
    """How those that failed stood to the kills, and how long new connections waited."""
    found = {"kills": len(moments), "requests": len(requests), "under_way": 0, "broken": 0,
             "others": 0, "examples": []}
    for request in requests:
        if not request.error:
            continue
        kill = max((moment for moment in moments if moment <= request.ended), default=None)
        if kill is not None and request.began <= kill:
            found["under_way"] += 1
        elif kill is not None and request.kind in ("kept", "stream") and request.began - kill < 0.1:
            # Sent on a connection of the killed cell before the client saw that it was gone.
            found["broken"] += 1
        else:
            found["others"] += 1
            found["examples"].append((request.kind, request.error))
    waits = [(request.ended - request.began) * 1000 for request in requests
             if request.kind == "new" and not request.error]
    near = [(request.ended - request.began) * 1000 for request in requests
            if request.kind == "new" and not request.error
            and any(-0.005 <= request.began - moment < 0.25 for moment in moments)]
    found["new_ms"], found["near_ms"] = figures.spread(waits), figures.spread(near)
    return found


def judge_signals(requests, moments):
    failed = [(request.kind, request.error) for request in requests if request.error]
    waits = [(request.ended - request.began) * 1000 for request in requests
             if request.kind == "new" and not request.error]
    return {"times": len(moments), "requests": len(requests), "failed": len(failed),
            "examples": failed[:5], "new_ms": figures.spread(waits)}


def measure(options):
    found = {}
    for name in ("kills", "reloads", "upgrades"):
        with tempfile.TemporaryDirectory() as scratch, Node(options.atoll, scratch) as node:
            def note(i, name=name):
                scenario.progress(f"{name}: {i + 1} of {options.times}")

            if name == "kills":
                requests, moments, _ = asyncio.run(kills(node, options.times, note))
                found[name] = judge_kills(requests, moments)
                continue
            number = signal.SIGHUP if name == "reloads" else signal.SIGUSR2
            before = node.replace_file if name == "upgrades" else lambda: None
            requests, moments, _ = asyncio.run(
                signals(node, number, options.times, note, before))
            found[name] = judge_signals(requests, moments)
    return found


def show(found):
    kill = found["kills"]
    print(f"\n{kill['kills']} kills among {kill['requests']} requests")
    print(f"  failed: {kill['under_way']} that were under way, {kill['broken']} on connections that "
          f"broke as they were sent, {kill['others']} others {kill['examples'][:5]}")
    for title, what in (("a new connection's answer", "new_ms"),
                        ("the same within 250 ms of a kill", "near_ms")):
        spread = kill[what]
        print(f"  {title}, ms: " + ", ".join(f"{key} {spread[key]:.1f}" for key in spread))
    verdicts = [figures.verdict("kills: requests that failed and were not under way",
                                kill["others"], 0),
                figures.verdict("kills: a new connection's longest wait, ms",
                                kill["near_ms"]["max"], TARGET_MS)]
    for name in ("reloads", "upgrades"):
        one = found[name]
        print(f"\n{one['times']} {name} among {one['requests']} requests")
        print(f"  failed: {one['failed']} {one['examples']}")
        print("  a new connection's answer, ms: "
              + ", ".join(f"{key} {one['new_ms'][key]:.1f}" for key in one["new_ms"]))
        verdicts.append(figures.verdict(f"{name}: requests that failed", one["failed"], 0))
    return verdicts


def main():
    parser = scenario.parser(__doc__, 1)
    parser.add_argument("--times", type=int, default=100, help="kills, reloads and upgrades each")
    options = scenario.parse(parser)
    if options.quick:
        options.times = min(options.times, 10)
    found = measure(options)
    scenario.progress("")
    print(f"\r{runtimes.output(options.atoll, '--version')}")
    return results_file.finish(options, "supervisor", show(found), found)


if __name__ == "__main__":
    sys.exit(main())
