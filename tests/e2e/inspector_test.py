#!/usr/bin/env python3
"""A debugger at `atoll dev`: what is listed, pauses, consoles, profiles, and what it survives."""

import base64
import json
import re
import signal
import sys
import threading
import time
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402
import websocket  # noqa: E402

WORKER = """\
let calls = 0;
function work(n) {
  let sum = 0;
  for (let i = 0; i < n; ++i) sum += i % 7;
  return sum;
}
export default {
  async fetch(request) {
    const url = new URL(request.url);
    switch (url.pathname) {
      case "/pause": {
        const answer = { of: "life", value: 42 };
        calls += 1;
        return new Response(`${answer.value} ${calls}`);
      }
      case "/await": {
        await new Promise((done) => setTimeout(done, 1));
        return new Response("awaited");
      }
      case "/console":
        console.log("text", { a: [1, 2], b: { c: "d" } });
        console.count("here");
        return new Response("said");
      case "/throw":
        throw new TypeError("nobody catches this");
      case "/reject":
        Promise.reject(new RangeError("nobody handles this"));
        return new Response("rejected");
      case "/work":
        return new Response(String(work(20_000_000)));
      default:
        return new Response("ok");
    }
  },
};
"""
PAUSE_LINE = WORKER.split("\n").index("        calls += 1;")
AWAIT_LINE = WORKER.split("\n").index("        await new Promise((done) => setTimeout(done, 1));")
CONFIG = '{"name": "debugged", "main": "w.js", "compatibility_date": "2026-01-01"}'


class Debugger:
    """A session of the DevTools protocol."""

    class _Address:
        def __init__(self, server, port):
            self.port, self._server = port, server

        def connect(self, receive_buffer=None):
            return atoll.Server.connect(self, receive_buffer)

        def output(self):
            return self._server.output()

    def __init__(self, server, port, target="/debugged", **headers):
        self.client = websocket.Client(self._Address(server, port), target, **headers)
        self._next = 0
        self._told = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.connection.close()

    def send(self, method, **params):
        self._next += 1
        self.client.send_text(json.dumps({"id": self._next, "method": method, "params": params}))
        return self._next

    def call(self, method, **params):
        """The result of a call; an error fails the test."""
        number = self.send(method, **params)
        while True:
            message = self._receive()
            if message.get("id") == number:
                if "error" in message:
                    raise AssertionError(f"{method}: {message['error']}")
                return message["result"]
            self._told.append(message)

    def wait_for(self, method, condition=lambda params: True):
        """The parameters of the next notification of that kind."""
        for i, message in enumerate(self._told):
            if message.get("method") == method and condition(message["params"]):
                del self._told[i]
                return message["params"]
        while True:
            message = self._receive()
            if message.get("method") == method and condition(message["params"]):
                return message["params"]
            self._told.append(message)

    def take(self, method):
        """The parameters of all notifications of that kind that have come."""
        taken = [m["params"] for m in self._told if m.get("method") == method]
        self._told = [m for m in self._told if m.get("method") != method]
        return taken

    def _receive(self):
        while True:
            opcode, payload = self.client.receive()
            if opcode == websocket.TEXT:
                return json.loads(payload)
            if opcode == websocket.PING:
                self.client.send(websocket.PONG, payload)
            elif opcode == websocket.CLOSE:
                raise EOFError(f"the server has closed: {payload!r}")

    def break_at(self, line, url=r".*/w\.js"):
        self.call("Runtime.enable")
        self.call("Debugger.enable")
        return self.call("Debugger.setBreakpointByUrl", lineNumber=line, urlRegex=url)


class Asking(threading.Thread):
    """A request that may take long."""

    def __init__(self, server, target):
        super().__init__(daemon=True)
        self._server, self._target, self.response = server, target, None
        self.start()

    def run(self):
        self.response = self._server.get(self._target)

    def answer(self):
        self.join(atoll.PATIENCE)
        if self.response is None:
            raise AssertionError(f"{self._target} is not answered: {self._server.output()}")
        return self.response


class InspectorTest(unittest.TestCase):
    def start(self, files=None, *flags):
        project = atoll.project(files or {"w.js": WORKER, "wrangler.json": CONFIG})
        self.folder = project.__enter__()
        self.addCleanup(project.__exit__, None, None, None)
        self.server = atoll.Server("dev", self.folder, "--log-level", "debug", *flags)
        self.addCleanup(self.server.kill)
        told = self.server.wait_for_match(r"Debuggers are answered at 127\.0\.0\.1:(\d+)")
        self.port = int(told[1])
        return self.server

    def debugger(self, **headers):
        session = Debugger(self.server, self.port, **headers)
        self.addCleanup(session.client.connection.close)
        return session

    def ask(self, target, **headers):
        """A response of the debuggers' port."""
        with_port = Debugger._Address(self.server, self.port)
        connection = with_port.connect()
        with connection:
            fields = {"Host": f"127.0.0.1:{self.port}", "Connection": "close", **headers}
            lines = [f"GET {target} HTTP/1.1", *(f"{k}: {v}" for k, v in fields.items()), "", ""]
            connection.sendall("\r\n".join(lines).encode())
            head, _, body = atoll.read_all(connection).partition(b"\r\n\r\n")
        return int(head.split()[1]), body.decode()

    def test_workers_are_listed(self):
        self.start()
        for target in ["/json", "/json/", "/json/list"]:
            status, body = self.ask(target)
            self.assertEqual(status, 200)
            (listed,) = json.loads(body)
            self.assertEqual(listed["id"], "debugged")
            self.assertEqual(listed["type"], "node")
            self.assertEqual(listed["url"], f"{Path(self.folder).resolve().as_uri()}/")
            self.assertEqual(listed["webSocketDebuggerUrl"],
                             f"ws://127.0.0.1:{self.port}/debugged")
            self.assertIn(f"ws=127.0.0.1:{self.port}/debugged", listed["devtoolsFrontendUrl"])
        status, body = self.ask("/json/version")
        self.assertEqual(status, 200)
        self.assertRegex(json.loads(body)["Browser"], r"^Atoll/\d")
        self.assertEqual(self.ask("/elsewhere")[0], 404)

    def test_other_sites_are_refused(self):
        self.start()
        for headers in [{"Host": "evil.example"}, {"Host": f"evil.example:{self.port}"},
                        {"Origin": "http://evil.example"}, {"Origin": "null"}]:
            status, body = self.ask("/json/list", **headers)
            self.assertEqual(status, 403, headers)
            self.assertIn("expected", body)
        handshake = {"Connection": "Upgrade, close", "Upgrade": "websocket",
                     "Sec-WebSocket-Version": "13",
                     "Sec-WebSocket-Key": base64.b64encode(b"0123456789abcdef").decode()}
        self.assertEqual(self.ask("/debugged", Origin="https://evil.example", **handshake)[0], 403)
        self.assertEqual(self.ask("/debugged", Host="evil.example", **handshake)[0], 403)
        self.assertEqual(self.ask("/nobody", **handshake)[0], 404)
        with self.debugger(Origin="devtools://devtools") as session:
            session.call("Runtime.enable")

    def test_a_breakpoint_pauses_beyond_the_limits(self):
        limits = CONFIG[:-1] + ', "limits": {"cpu_ms": 50, "wall_ms": 1500}}'
        self.start({"w.js": WORKER, "wrangler.json": limits})
        session = self.debugger()
        session.break_at(PAUSE_LINE)
        first = Asking(self.server, "/pause")
        paused = session.wait_for("Debugger.paused")
        frame = paused["callFrames"][0]
        self.assertEqual(frame["location"]["lineNumber"], PAUSE_LINE)
        script = session.wait_for("Debugger.scriptParsed",
                                  lambda one: one["scriptId"] == frame["location"]["scriptId"])
        self.assertEqual(script["url"], Path(self.folder, "w.js").resolve().as_uri())
        # Another request of the worker waits, and is not refused.
        second = Asking(self.server, "/")
        result = session.call("Debugger.evaluateOnCallFrame", callFrameId=frame["callFrameId"],
                              expression="answer.value + 1")
        self.assertEqual(result["result"]["value"], 43)
        (local,) = [scope for scope in frame["scopeChain"] if scope["type"] == "block"][:1]
        properties = session.call("Runtime.getProperties", objectId=local["object"]["objectId"])
        names = [one["name"] for one in properties["result"]]
        self.assertIn("answer", names)
        # It takes the thread longer, and the request, than they may.
        session.call("Debugger.evaluateOnCallFrame", callFrameId=frame["callFrameId"],
                     expression="for (let i = 0; i < 3e8; ++i);")
        time.sleep(2.5)
        session.call("Debugger.stepOver")
        stepped = session.wait_for("Debugger.paused")
        self.assertEqual(stepped["callFrames"][0]["location"]["lineNumber"], PAUSE_LINE + 1)
        session.call("Debugger.resume")
        self.assertEqual((first.answer().status, first.answer().text), (200, "42 1"))
        self.assertEqual((second.answer().status, second.answer().text), (200, "ok"))
        self.assertNotIn("exceeded", self.server.output())

    def test_steps_go_over_an_await(self):
        self.start()
        session = self.debugger()
        session.break_at(AWAIT_LINE)
        request = Asking(self.server, "/await")
        session.wait_for("Debugger.paused")
        session.call("Debugger.stepOver")
        # A step may stop at a call within the line first.
        for _ in range(4):
            paused = session.wait_for("Debugger.paused")
            line = paused["callFrames"][0]["location"]["lineNumber"]
            if line != AWAIT_LINE:
                break
            session.call("Debugger.stepOver")
        self.assertEqual(line, AWAIT_LINE + 1)
        # From the end of the handler a step leads out of the worker, where nothing pauses.
        session.call("Debugger.stepOut")
        self.assertEqual(request.answer().text, "awaited")
        self.assertEqual(self.server.get("/").text, "ok")

    def test_console_and_exceptions_are_shown(self):
        self.start()
        session = self.debugger()
        session.call("Runtime.enable")
        self.assertEqual(self.server.get("/console").text, "said")
        told = session.wait_for("Runtime.consoleAPICalled")
        self.assertEqual(told["type"], "log")
        self.assertEqual(told["args"][0]["value"], "text")
        preview = {one["name"]: one["value"] for one in told["args"][1]["preview"]["properties"]}
        self.assertEqual(preview, {"a": "Array(2)", "b": "Object"})
        self.assertTrue(told["stackTrace"]["callFrames"][0]["url"].endswith("/w.js"), told)
        counted = session.wait_for("Runtime.consoleAPICalled")
        self.assertEqual(counted["args"][0]["value"], "here: 1")
        self.server.wait_for_output("text { a: [ 1, 2 ], b: { c: 'd' } }")

        self.assertEqual(self.server.get("/throw").status, 500)
        thrown = session.wait_for("Runtime.exceptionThrown")["exceptionDetails"]
        self.assertIn("TypeError: nobody catches this", thrown["exception"]["description"])
        self.assertTrue(thrown["stackTrace"]["callFrames"][0]["url"].endswith("/w.js"), thrown)
        self.server.get("/reject")
        rejected = session.wait_for("Runtime.exceptionThrown")["exceptionDetails"]
        self.assertIn("RangeError: nobody handles this", rejected["exception"]["description"])

    def test_profiles(self):
        self.start()
        session = self.debugger()
        session.call("Profiler.enable")
        session.call("Profiler.setSamplingInterval", interval=500)
        session.call("Profiler.start")
        self.assertEqual(self.server.get("/work").status, 200)
        profile = session.call("Profiler.stop")["profile"]
        nodes = {node["callFrame"]["functionName"]: node["callFrame"] for node in profile["nodes"]}
        self.assertIn("work", nodes)
        self.assertTrue(nodes["work"]["url"].endswith("/w.js"), nodes["work"])

        session.call("HeapProfiler.enable")
        session.call("HeapProfiler.takeHeapSnapshot", reportProgress=False)
        chunks = session.take("HeapProfiler.addHeapSnapshotChunk")
        snapshot = json.loads("".join(one["chunk"] for one in chunks))
        self.assertGreater(snapshot["snapshot"]["node_count"], 1000)
        self.assertIn("work", snapshot["strings"])
        self.assertEqual(self.server.get("/").text, "ok")

    def test_a_session_survives_reloads(self):
        self.start()
        session = self.debugger()
        session.break_at(PAUSE_LINE)
        request = Asking(self.server, "/pause")
        session.wait_for("Debugger.paused")
        session.take("Debugger.scriptParsed")
        session.take("Runtime.executionContextsCleared")
        # The one that is paused goes on, and the next version begins.
        atoll.write(self.folder, {"w.js": WORKER.replace("value: 42", "value: 43")})
        session.wait_for("Debugger.resumed")
        self.assertEqual(request.answer().text, "42 1")
        session.wait_for("Runtime.executionContextsCleared")
        session.wait_for("Debugger.scriptParsed", lambda script: script["url"].endswith("/w.js"))
        request = Asking(self.server, "/pause")
        paused = session.wait_for("Debugger.paused")
        frame = paused["callFrames"][0]
        self.assertEqual(frame["location"]["lineNumber"], PAUSE_LINE)
        result = session.call("Debugger.evaluateOnCallFrame", callFrameId=frame["callFrameId"],
                              expression="answer.value")
        self.assertEqual(result["result"]["value"], 43)
        session.call("Debugger.resume")
        self.assertEqual(request.answer().text, "43 1")

    def test_a_worker_goes_on_without_its_debugger(self):
        self.start()
        session = self.debugger()
        session.break_at(PAUSE_LINE)
        request = Asking(self.server, "/pause")
        session.wait_for("Debugger.paused")
        session.client.connection.close()
        self.assertEqual(request.answer().text, "42 1")
        self.assertEqual(self.server.get("/pause").text, "42 2")
        # And another one may come.
        other = self.debugger()
        other.break_at(PAUSE_LINE)
        request = Asking(self.server, "/pause")
        other.wait_for("Debugger.paused")
        other.call("Debugger.resume")
        self.assertEqual(request.answer().text, "42 3")

    def test_the_program_ends_while_a_worker_is_paused(self):
        self.start()
        session = self.debugger()
        session.break_at(PAUSE_LINE)
        request = Asking(self.server, "/pause")
        session.wait_for("Debugger.paused")
        self.server.signal(signal.SIGINT)
        self.assertEqual(request.answer().text, "42 1")
        self.assertEqual(self.server.wait(), 0)

    def test_typescript_is_shown_as_it_was_written(self):
        source = ("interface Answer { value: number }\n\n"
                  "const answer: Answer = { value: 42 };\n"
                  "export default { fetch: () => new Response(String(answer.value)) };\n")
        config = '{"name": "debugged", "main": "src/w.ts", "compatibility_date": "2026-01-01"}'
        self.start({"src/w.ts": source, "wrangler.json": config})
        session = self.debugger()
        session.call("Debugger.enable")
        script = session.wait_for("Debugger.scriptParsed",
                                  lambda script: "/.atoll/bundle/" in script["url"])
        prefix, _, data = script["sourceMapURL"].partition(",")
        self.assertEqual(prefix, "data:application/json;base64")
        source_map = json.loads(base64.b64decode(data))
        self.assertEqual(source_map["sources"],
                         [Path(self.folder, "src/w.ts").resolve().as_uri()])
        self.assertEqual(source_map["sourcesContent"], [source])
        self.assertTrue(re.search(r"[A-Za-z]", source_map["mappings"]))

    def test_nobody_listens_when_nobody_is_to(self):
        with atoll.project({"w.js": WORKER, "wrangler.json": CONFIG}) as folder:
            with atoll.Server("dev", folder, "--log-level", "debug", "--no-inspector") as server:
                self.assertEqual(server.get("/").text, "ok")
                self.assertNotIn("Debuggers are answered", server.output())


if __name__ == "__main__":
    junit.main()
