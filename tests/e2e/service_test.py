#!/usr/bin/env python3
"""Service bindings: one worker asks another, by fetch() and by the methods of an entrypoint."""

import json
import sys
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402
import websocket  # noqa: E402

FRONT = Path("tests/e2e/services/front.js").read_text(encoding="ascii")
BACK = Path("tests/e2e/services/back.js").read_text(encoding="ascii")


def service(binding, **keys):
    return {"binding": binding, "service": "back", **keys}


SERVICES = [
    service("BACK"), service("METHODS", entrypoint="Methods", props={"who": "front", "list": [1]}),
    service("PLAIN", entrypoint="plain"), service("NUMBER", entrypoint="number"),
    service("MISSING", entrypoint="Missing"), {"binding": "NOBODY", "service": "nobody"},
]
FILES = {
    "front/wrangler.json": json.dumps({"name": "front", "main": "index.js", "services": SERVICES}),
    "front/index.js": FRONT,
    "back/wrangler.json": json.dumps({
        "name": "back", "main": "index.js", "vars": {"NAME": "back's own"},
        "limits": {"cpu_ms": 500}, "services": [service("SELF")]}),
    "back/index.js": BACK,
}


class ServiceCase(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.context = atoll.project(FILES)
        folder = cls.context.__enter__()
        cls.server = atoll.Server("serve", "--workers-dir", folder, "--threads", "2",
                                  "--log-invocations", "all", "--log-format", "json")

    @classmethod
    def tearDownClass(cls):
        cls.server.kill()
        cls.context.__exit__(None, None, None)

    def scenario(self, name):
        response = self.server.request("GET", f"/{name}", headers={"Host": "front.localhost"})
        self.assertEqual(response.status, 200, response.text)
        return json.loads(response.text)

    def check(self, name, expected):
        self.assertEqual(self.scenario(name), expected)


class FetchTest(ServiceCase):
    def test_the_other_worker_sees_the_request(self):
        self.check("url", "http://anything/some/path?q=1")
        self.check("echo", [201, "PUT", "yes", "the body"])

    def test_bodies_stream_both_ways(self):
        self.check("upload", 500_000)
        self.check("stream", "part 0\npart 1\npart 2\n")

    def test_a_body_that_breaks_off_is_an_error(self):
        status, error = self.scenario("broken")
        self.assertEqual(status, 200)
        self.assertIn("broke off", error)

    def test_a_failure_is_the_other_workers_own(self):
        self.check("throws", 500)
        self.check("spins", 503)
        self.check("url", "http://anything/some/path?q=1")

    def test_redirects_stay_with_the_service(self):
        self.check("redirect", [201, True, 302])

    def test_an_aborted_call_ends(self):
        self.check("abort", "TimeoutError: The operation timed out.")

    def test_a_worker_that_calls_itself_for_ever_is_stopped(self):
        self.check("loop", 500)

    def test_more_than_six_at_a_time(self):
        self.check("many", 20)

    def test_a_websocket_between_workers(self):
        self.check("socket", [101, [4000, "as you say"], ["back heard one", "back heard two"]])
        self.check("noSocket", 426)

    def test_entrypoints(self):
        self.check("named", ["methods /path", "plain"])
        missing = self.scenario("missing")
        self.assertEqual(missing[0], 500)
        self.assertIn('no worker called "nobody"', missing[1])
        self.assertEqual(missing[2], 500)

    def test_the_log_says_who_called(self):
        self.scenario("url")
        lines = [json.loads(line) for line in self.server.output().splitlines()
                 if line.startswith("{")]
        calls = [line for line in lines if line.get("worker") == "back" and "caller" in line]
        self.assertTrue(calls)
        callers = {line["request"] for line in lines if line.get("worker") == "front"}
        self.assertTrue(all(call["caller"] in callers for call in calls[:3]), calls[:3])


class MethodsTest(ServiceCase):
    def test_a_method_is_called(self):
        self.check("add", 3)
        self.check("concurrent", [2, 4, "x"])

    def test_values_are_copied(self):
        kinds = ["Date", "Map", "Set", "RegExp", "BigInt", "Uint8Array", "Error", "Null",
                 "Undefined", "Array", "Blob", "DOMException", "Headers"]
        self.check("values", [True, kinds, 1, False])

    def test_errors_are_carried_over(self):
        self.check("errors", [True, "no such luck", True, "an object"])

    def test_only_methods_of_the_class_are_reached(self):
        no_field, no_constructor, no_method, no_builtin, no_own = self.scenario("hidden")
        for found, name in ((no_field, "field"), (no_constructor, "constructor"),
                            (no_method, "nothing"), (no_builtin, "toString"), (no_own, "own")):
            self.assertEqual(
                found, f'TypeError: The RPC receiver does not implement the method "{name}".')

    def test_a_property_is_awaited(self):
        self.check("property", 42)

    def test_calls_go_on_from_what_is_not_there_yet(self):
        self.check("pipelined", [6, 18, 6])

    def test_an_object_stays_where_it_is(self):
        self.check("stub", [2, 7, 7, 7, "Error: RPC stub used after being disposed."])
        self.check("several", [1, 2, "two"])
        self.server.wait_for_output("disposed of 7")

    def test_functions_go_both_ways(self):
        self.check("adder", [15, 3])
        self.check("callback", [11, 22])
        self.check("target", [True])

    def test_a_stub_is_kept_by_dup(self):
        self.check("keep", ["kept", "later"])
        self.check("keepWrongly", "Error: RPC stub used after being disposed.")

    def test_streams_and_messages(self):
        self.check("readable", ["abc" * 4, "from the front"])
        self.check("writable", ["filled", "one two"])
        self.check("messages", [["POST", "http://x/y", "1", "b"], 202, "2", "text"])

    def test_props(self):
        self.check("props", {"who": "front", "list": [1]})

    def test_a_method_of_a_plain_object(self):
        doubled, error = self.scenario("plainMethod")
        self.assertEqual(doubled, [8, "back's own", "function"])
        self.assertIn("exactly one", error)

    def test_a_method_that_never_ends_is_ended(self):
        error, after = self.scenario("spinningMethod")
        self.assertIn("Error", error)
        self.assertEqual(after, 5)

    def test_what_cannot_be_sent(self):
        symbol, weak, special, huge, own, promise = self.scenario("refused")
        for found in (symbol, weak, special, own, promise):
            self.assertIn("DataCloneError: Could not serialize object of type", found)
        self.assertIn('"Special"', special)
        self.assertIn('"Foo"', own)
        self.assertIn("limited to 32MiB", huge)

    def test_an_entrypoint_that_there_is_not(self):
        missing, nobody = self.scenario("missingMethod")
        self.assertIn('no entrypoint called "Missing"', missing)
        self.assertIn('no worker called "nobody"', nobody)

    def test_overridden_builtins_do_not_matter(self):
        self.check("overridden", {"list": [1, 2]})


class LoneTest(unittest.TestCase):
    """One worker by itself may be bound to itself, in serve and in dev."""

    FILES = {
        "wrangler.jsonc": json.dumps({
            "name": "lone", "main": "index.js",
            "services": [{"binding": "SELF", "service": "lone", "entrypoint": "Inner"},
                         {"binding": "OTHER", "service": "other"}]}),
        "index.js": """
            import { WorkerEntrypoint } from "cloudflare:workers";
            export class Inner extends WorkerEntrypoint {
              twice(x) { return 2 * x; }
              fetch() {
                const [client, server] = new WebSocketPair();
                server.accept();
                server.addEventListener("message", ({ data }) => server.send(`heard ${data}`));
                return new Response(null, { status: 101, webSocket: client });
              }
            }
            export default {
              async fetch(request, env) {
                if (request.headers.has("upgrade")) return env.SELF.fetch(request);
                const other = await env.OTHER.fetch(request).catch((e) => e.message);
                return Response.json([await env.SELF.twice(21), other]);
              }
            };
        """,
    }

    def check(self, command):
        with atoll.project(self.FILES) as folder, atoll.Server(command, folder) as server:
            twice, other = json.loads(server.request("GET", "/").text)
            self.assertEqual(twice, 42)
            self.assertIn('no worker called "other"', other)
            # A client's WebSocket is passed on to where the request goes.
            with websocket.Client(server) as client:
                client.send_text("hello")
                self.assertEqual(client.receive_text(), "heard hello")
                client.send_text("again")
                self.assertEqual(client.receive_text(), "heard again")
                client.close(1000)

    def test_serve(self):
        self.check("serve")

    def test_dev(self):
        self.check("dev")

    def test_a_wrong_configuration_is_named(self):
        files = {**self.FILES, "wrangler.jsonc": '{"main": "index.js", "services": [{"binding": "A"}]}'}
        with atoll.project(files) as folder:
            result = atoll.run("serve", folder)
            self.assertNotEqual(result.returncode, 0)
            self.assertIn('"services[0]" is without "service"', result.stderr)


if __name__ == "__main__":
    sys.exit(junit.main())
