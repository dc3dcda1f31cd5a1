#!/usr/bin/env python3
"""KV namespaces in the real program: what every operation does, and that it lasts."""

import contextlib
import json
import signal
import subprocess
import sys
import threading
import time
import unittest
import urllib.request
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

WORKER = Path("tests/e2e/kv_worker.js").read_text(encoding="utf-8")
CONFIG = json.dumps({
    "name": "kv", "main": "index.js",
    "kv_namespaces": [{"binding": "KV", "id": "one", "preview_id": "preview"},
                      {"binding": "OTHER", "id": "two"}]})
FILES = {"wrangler.json": CONFIG, "index.js": WORKER}


def do(server, *steps):
    """What came of each step: its value, or "error: MESSAGE"."""
    response = server.request("POST", "/", body=json.dumps(steps))
    if response.status != 200:
        raise AssertionError(f"{response.status} {response.text}")
    return [one["value"] if "value" in one else "error: " + one["error"]
            for one in json.loads(response.text)]


@contextlib.contextmanager
def writer_kept(server, folder, data):
    """Another process has the store's only write transaction and stands still in it, so that no
    put of the server's comes to the disk."""
    pairs = Path(folder, "pairs.json")
    pairs.write_text(json.dumps([{"key": f"pair-{i}", "value": "v" * 1000} for i in range(20_000)]),
                     encoding="utf-8")
    for _ in range(20):
        command = subprocess.Popen(
            [atoll.BINARY, "kv", "bulk", "put", str(pairs), "--namespace-id", "two", "--data-dir",
             data], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while command.poll() is None:
                time.sleep(0.02)
                command.send_signal(signal.SIGSTOP)
                probe = threading.Thread(target=do, args=(server, ["put", "probe", "1"]))
                probe.start()
                probe.join(1)
                if probe.is_alive():
                    yield
                    return
                command.send_signal(signal.SIGCONT)
        finally:
            command.send_signal(signal.SIGCONT)
            command.wait()
            probe.join()
    raise AssertionError("the command was never caught in a write transaction")


class KvCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls._folder = atoll.project(FILES)
        cls.folder = cls._folder.__enter__()
        cls.data = str(Path(cls.folder, "data"))
        cls.server = atoll.Server("serve", cls.folder, "--data-dir", cls.data, "--threads", "2")

    @classmethod
    def tearDownClass(cls):
        cls.server.kill()
        cls._folder.__exit__(None, None, None)

    def check(self, *steps_and_results):
        """Each step with what must come of it."""
        steps = [step for step, _ in steps_and_results]
        for (step, expected), found in zip(steps_and_results, do(self.server, *steps)):
            self.assertEqual(found, expected, step)


class ValuesTest(KvCase):
    def test_a_value_comes_back_in_every_type(self):
        self.check((["put", "v", '{"a":[1,"ü"]}'], "undefined"),
                   (["get", "v"], '{"a":[1,"ü"]}'),
                   (["get", "v", "text"], '{"a":[1,"ü"]}'),
                   (["get", "v", {"type": "text"}], '{"a":[1,"ü"]}'),
                   (["get", "v", "json"], {"a": [1, "ü"]}),
                   (["get", "v", {"type": "json"}], {"a": [1, "ü"]}),
                   (["get", "v", "arrayBuffer"], {"buffer": list('{"a":[1,"ü"]}'.encode())}),
                   (["get", "v", "stream"], {"stream": '{"a":[1,"ü"]}'}))

    def test_values_may_be_text_octets_and_streams(self):
        self.check((["put", "t", ""], "undefined"), (["get", "t"], ""),
                   (["put", "o", {"octets": [0, 255, 10]}], "undefined"),
                   (["get", "o", "arrayBuffer"], {"buffer": [0, 255, 10]}),
                   (["put", "b", {"buffer": [1, 2]}], "undefined"),
                   (["get", "b", "arrayBuffer"], {"buffer": [1, 2]}),
                   (["put", "s", {"stream": ["one ", "two"]}], "undefined"),
                   (["get", "s"], "one two"),
                   (["put", "n", 12], "undefined"), (["get", "n"], "12"),
                   (["put", "u", None], "undefined"), (["get", "u"], "null"))

    def test_large_values_come_back(self):
        text = {"text": "0123456789", "repeat": 300_000}
        self.check((["put", "large", text], "undefined"), (["get", "large"], "0123456789" * 300_000),
                   (["get", "large", "stream"], {"stream": "0123456789" * 300_000}))

    def test_a_missing_key_is_null(self):
        nothing = {"value": None, "metadata": None, "cacheStatus": None}
        self.check((["get", "none"], None), (["get", "none", "json"], None),
                   (["get", "none", "stream"], None), (["get", "none", "wrong"], None),
                   (["getWithMetadata", "none"], nothing))

    def test_delete(self):
        self.check((["put", "d", "1"], "undefined"), (["delete", "d"], "undefined"),
                   (["get", "d"], None), (["delete", "d"], "undefined"))

    def test_metadata(self):
        self.check((["put", "m", "v", {"metadata": {"a": [1, None]}}], "undefined"),
                   (["getWithMetadata", "m"],
                    {"value": "v", "metadata": {"a": [1, None]}, "cacheStatus": None}),
                   (["getWithMetadata", "m", "arrayBuffer"],
                    {"value": {"buffer": [118]}, "metadata": {"a": [1, None]}, "cacheStatus": None}),
                   (["put", "m", "w"], "undefined"),
                   (["getWithMetadata", "m", {"type": "text"}],
                    {"value": "w", "metadata": None, "cacheStatus": None}))

    def test_many_keys(self):
        self.check((["put", "k1", "1", {"metadata": "m"}], "undefined"),
                   (["put", "k2", "[2]"], "undefined"),
                   (["get", ["k2", "k0", "k1"]], {"map": [["k2", "[2]"], ["k0", None], ["k1", "1"]]}),
                   (["get", ["k1", "k2"], "json"], {"map": [["k1", 1], ["k2", [2]]]}),
                   (["getWithMetadata", ["k1", "k0"]],
                    {"map": [["k1", {"value": "1", "metadata": "m"}], ["k0", None]]}))

    def test_namespaces_are_apart(self):
        self.check((["put", "apart", "1"], "undefined"), (["other.get", "apart"], None),
                   (["other.put", "apart", "2"], "undefined"), (["get", "apart"], "1"))


class RulesTest(KvCase):
    def test_keys(self):
        long, longest = "k" * 513, "k" * 512
        too_long = ("error: Error: KV {} failed: 414 UTF-8 encoded length of 513 exceeds key length "
                    "limit of 512.")
        self.check((["put", longest, "v"], "undefined"), (["get", longest], "v"),
                   (["get", long], too_long.format("GET")),
                   (["put", long, "v"], too_long.format("PUT")),
                   (["delete", long], too_long.format("DELETE")),
                   (["put", "ü" * 256, "v"], "undefined"),
                   (["get", "ü" * 256 + "k"], too_long.format("GET")),
                   (["list", {"prefix": long}], too_long.format("GET")))
        for method in ("get", "put", "delete"):
            value = ["v"] if method == "put" else []
            self.check(([method, "", *value], "error: TypeError: Key name cannot be empty."),
                       ([method, ".", *value],
                        'error: TypeError: "." is not allowed as a key name.'),
                       ([method, "..", *value],
                        'error: TypeError: ".." is not allowed as a key name.'))

    def test_value_length(self):
        self.check((["put", "v", {"long": 26_214_400}], "undefined"))
        too_long = "error: Error: KV PUT failed: 413 Value length of 26214401 exceeds limit of 26214400."
        self.check((["put", "v", {"long": 26_214_401}], too_long),
                   (["put", "v", {"text": "x", "repeat": 26_214_401}], too_long))

    def test_streams_are_read_as_far_as_a_value_may_be_long(self):
        mega = 1 << 20
        self.check((["put", "longest", {"chunks": 25, "size": mega}], "undefined"),
                   (["put", "s", {"chunks": 5, "size": mega}], "undefined"),
                   (["cancelled"], "undefined"))
        value = "".join(letter * mega for letter in "abcde")
        self.assertEqual(do(self.server, ["get", "s"])[0], value)
        # One that never ends.
        self.check((["put", "s", {"chunks": -1, "size": mega + 1}],
                    "error: Error: KV PUT failed: 413 Value length of 26214425 exceeds limit of "
                    "26214400."),
                   (["cancelled"],
                    "KV PUT failed: 413 Value length of 26214425 exceeds limit of 26214400."),
                   (["put", "s", {"chunks": 3, "size": 10, "then": "broken"}],
                    "error: Error: broken"))
        self.assertEqual(do(self.server, ["get", "s"])[0], value, "it is as it was before")

    def test_values_on_their_way_to_the_disk_are_bounded(self):
        step = json.dumps([["putMany", 20, {"text": "x", "repeat": 26_000_000}]])
        with self.server.client() as client:
            with writer_kept(self.server, self.folder, self.data):
                client.request("POST", "/", body=step)
                self.server.wait_for_output("20 puts are asked for")
            failed = json.loads(client.getresponse().read())[0]["value"]
        self.assertGreater(len(failed), 0)
        for message in failed:
            self.assertRegex(message, "^KV PUT failed: 429 Too Many Requests: [0-9]+ octets wait to "
                             "be written")
        self.check((["putMany", 1, {"text": "x", "repeat": 26_000_000}], []))

    def test_metadata_length(self):
        self.check((["put", "v", "1", {"metadata": "m" * 1022}], "undefined"),
                   (["put", "v", "1", {"metadata": "m" * 1023}],
                    "error: Error: KV PUT failed: 413 Metadata length of 1025 exceeds limit of 1024."))

    def test_expiration_ttl(self):
        begin = "error: Error: KV PUT failed: 400 Invalid expiration_ttl of "
        self.check((["put", "v", "1", {"expirationTtl": 0}],
                    begin + "0. Please specify integer greater than 0."),
                   (["put", "v", "1", {"expirationTtl": -1}],
                    begin + "-1. Please specify integer greater than 0."),
                   (["put", "v", "1", {"expirationTtl": 59}],
                    begin + "59. Expiration TTL must be at least 60."),
                   (["put", "v", "1", {"expirationTtl": 60}], "undefined"),
                   (["get", "v"], "1"))

    def test_expiration(self):
        begin = "error: Error: KV PUT failed: 400 Invalid expiration of "
        now = int(time.time())
        self.check((["put", "v", "1", {"expiration": 5}],
                    begin + "5. Please specify integer greater than the current number of seconds "
                    "since the UNIX epoch."),
                   (["put", "v", "1", {"expiration": now + 30}],
                    begin + f"{now + 30}. Expiration times must be at least 60 seconds in the "
                    "future."),
                   (["put", "e", "1", {"expiration": now + 1000}], "undefined"),
                   (["list", {"prefix": "e"}],
                    {"keys": [{"name": "e", "expiration": now + 1000}], "list_complete": True,
                     "cacheStatus": None}))

    def test_cache_ttl(self):
        self.check((["get", "v", {"cacheTtl": 29}],
                    "error: Error: KV GET failed: 400 Invalid cache_ttl of 29. Cache TTL must be at "
                    "least 30."),
                   (["get", "none", {"cacheTtl": 30}], None))

    def test_wrong_types_and_values(self):
        self.check((["put", "w", "v"], "undefined"),
                   (["get", "w", "wrong"],
                    'error: TypeError: Unknown response type. Possible types are "text", '
                    '"arrayBuffer", "json", and "stream".'),
                   (["put", "w", {"an": "object"}],
                    "error: TypeError: KV put() accepts only strings, ArrayBuffers, "
                    "ArrayBufferViews, and ReadableStreams as values."),
                   (["get", ["w"], "stream"],
                    'error: Error: KV GET_BULK failed: 400 "stream" is not a valid type. Use "json" '
                    'or "text"'),
                   (["get", ["w"], "json"],
                    "error: Error: KV GET_BULK failed: 400 At least one of the requested keys "
                    "corresponds to a non-json value"),
                   (["get", []],
                    "error: Error: KV GET_BULK failed: 400 You must request a minimum of 1 key"),
                   (["get", [f"k{i}" for i in range(101)]],
                    "error: Error: KV GET_BULK failed: 400 You can request a maximum of 100 keys"))
        found = do(self.server, ["get", "w", "json"])[0]
        self.assertTrue(found.startswith("error: SyntaxError: "), found)

    def test_many_keys_are_25_mb_at_most(self):
        self.check((["put", "m1", {"long": 20_000_000}], "undefined"),
                   (["put", "m2", {"long": 20_000_000}], "undefined"),
                   (["get", ["m1", "m2"]],
                    "error: Error: KV GET_BULK failed: 413 Total size of request exceeds the limit "
                    "of 25MB"))

    def test_operations_of_an_invocation(self):
        results = do(self.server, *([["get", "none"]] * 1001))
        self.assertEqual(results[999], None)
        self.assertIn("Too many API requests by single Worker invocation", results[1000])


class ListTest(KvCase):
    def test_pages(self):
        steps = [["put", f"p/{i:02}", "v"] for i in range(25)]
        do(self.server, *steps, ["put", "p/07", "v", {"metadata": {"m": 1}}])
        first = do(self.server, ["list", {"prefix": "p/", "limit": 10}])[0]
        self.assertEqual([key["name"] for key in first["keys"]], [f"p/{i:02}" for i in range(10)])
        self.assertEqual(first["keys"][7], {"name": "p/07", "metadata": {"m": 1}})
        self.assertFalse(first["list_complete"])
        # A cursor stays valid when keys come and go.
        do(self.server, ["delete", "p/09"], ["put", "p/095", "v"])
        second = do(self.server,
                    ["list", {"prefix": "p/", "limit": 1000, "cursor": first["cursor"]}])[0]
        self.assertEqual([key["name"] for key in second["keys"]],
                         ["p/095"] + [f"p/{i:02}" for i in range(10, 25)])
        self.assertTrue(second["list_complete"])
        self.assertNotIn("cursor", second)

    def test_order_is_that_of_utf8(self):
        names = ["o/B", "o/a", "o/é", "o/\uffff", "o/\U0001f600"]
        do(self.server, *[["put", name, "v"] for name in reversed(names)])
        found = do(self.server, ["list", {"prefix": "o/"}])[0]
        self.assertEqual([key["name"] for key in found["keys"]], names)

    def test_limits(self):
        self.check((["list", {"limit": 1001}],
                    "error: Error: KV GET failed: 400 Invalid key_count_limit of 1001. Please "
                    "specify an integer less than 1000."),
                   (["list", {"prefix": "none"}],
                    {"keys": [], "list_complete": True, "cacheStatus": None}),
                   (["list", {"prefix": "none", "limit": 0, "cursor": None}],
                    {"keys": [], "list_complete": True, "cacheStatus": None}),
                   (["list", {"cursor": "!"}], "error: Error: KV GET failed: 400 Invalid cursor."))


class LifeTest(unittest.TestCase):
    def test_values_outlive_a_killed_server(self):
        with atoll.project(FILES) as folder:
            data = str(Path(folder, "data"))
            with atoll.Server("serve", folder, "--data-dir", data) as server:
                do(server, ["put", "k", "value", {"metadata": 1}])
                server.crash()
            with atoll.Server("serve", folder, "--data-dir", data) as server:
                self.assertEqual(do(server, ["getWithMetadata", "k"])[0],
                                 {"value": "value", "metadata": 1, "cacheStatus": None})

    def test_without_a_data_directory_operations_say_what_is_missing(self):
        with atoll.project(FILES) as folder, atoll.Server("serve", folder) as server:
            found = do(server, ["get", "k"], ["put", "k", "v"], ["list"])
            for one in found:
                self.assertIn("expected --data-dir FOLDER", one)
            self.assertIn('the KV namespace "KV" cannot be used', server.output())

    def test_dev_keeps_state_in_the_project_and_uses_preview_ids(self):
        with atoll.project(FILES) as folder:
            with atoll.Server("dev", folder) as server:
                do(server, ["put", "k", "preview"])
            self.assertTrue(Path(folder, ".atoll/state/kv/data.mdb").is_file())
            with atoll.Server("dev", folder, "--persist-to", f"{folder}/other") as server:
                self.assertEqual(do(server, ["get", "k"])[0], None)
            with atoll.Server("serve", folder, "--data-dir", f"{folder}/.atoll/state") as server:
                self.assertEqual(do(server, ["get", "k"])[0], None)
            with atoll.Server("dev", folder) as server:
                self.assertEqual(do(server, ["get", "k"])[0], "preview")

    def test_a_damaged_file_is_refused_and_the_worker_runs(self):
        with atoll.project(FILES) as folder:
            data = str(Path(folder, "data"))
            with atoll.Server("serve", folder, "--data-dir", data) as server:
                do(server, ["put", "k", "canary of one"], ["other.put", "k", "value of two"])
            file = Path(data, "kv/data.mdb")
            file.write_bytes(file.read_bytes().replace(b"canary of one", b"canary of two"))
            with atoll.Server("serve", folder, "--data-dir", data) as server:
                one, two = do(server, ["get", "k"], ["other.get", "k"])
                self.assertIn('KV GET failed: 500 the namespace "one"', one)
                self.assertIn("is damaged", one)
                self.assertEqual(two, "value of two")
                self.assertEqual(do(server, ["other.put", "k", "new"])[0], "undefined")
            file.write_bytes(b"not a file of LMDB's at all" * 1000)
            with atoll.Server("serve", folder, "--data-dir", data) as server:
                self.assertIn("data.mdb is damaged", do(server, ["get", "k"])[0])

    def test_operations_are_refused_at_the_top_level(self):
        files = {"wrangler.json": CONFIG, "index.js": """
import { env } from "cloudflare:workers";
const told = await env.KV.get("k").then(() => "read", (error) => error.message);
export default { fetch: () => new Response(told) };
"""}
        with atoll.project(files) as folder:
            with atoll.Server("serve", folder, "--data-dir", f"{folder}/data") as server:
                self.assertIn("Disallowed operation called within global scope",
                              server.get("/").text)

    def test_a_worker_of_the_service_worker_syntax_has_globals(self):
        files = {"wrangler.json": CONFIG, "index.js": """
addEventListener("fetch", (event) => event.respondWith(
  KV.put("k", "v").then(() => KV.get("k")).then((value) => new Response(value))));
"""}
        with atoll.project(files) as folder:
            with atoll.Server("serve", folder, "--data-dir", f"{folder}/data") as server:
                self.assertEqual(server.get("/").text, "v")

    def test_metrics(self):
        with atoll.project(FILES) as folder:
            with atoll.Server("serve", folder, "--data-dir", f"{folder}/data", "--admin",
                              "127.0.0.1:0") as server:
                do(server, ["put", "k", "v"], ["get", "k"], ["get", "none"], ["list"], ["delete", "k"])
                admin = server.wait_for_match(r"Metrics on http://127.0.0.1:(\d+)")[1]
                with urllib.request.urlopen(f"http://127.0.0.1:{admin}/metrics") as answer:
                    page = answer.read().decode()
        for line in ('atoll_kv_ops_total{op="get",result="ok"} 1',
                     'atoll_kv_ops_total{op="get",result="miss"} 1',
                     'atoll_kv_ops_total{op="put",result="ok"} 1',
                     'atoll_kv_ops_total{op="delete",result="ok"} 1',
                     'atoll_kv_ops_total{op="list",result="ok"} 1',
                     'atoll_kv_op_duration_seconds_count{op="put"} 1'):
            self.assertIn(line, page)


if __name__ == "__main__":
    junit.main()
