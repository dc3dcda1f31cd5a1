#!/usr/bin/env python3
"""The Cache API and the cf options of fetch() in the real program."""

import contextlib
import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.request
from pathlib import Path
from urllib.parse import quote

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402
from origin import Origin, response  # noqa: E402

NGINX = os.path.abspath("../nginx/tree/usr/sbin/nginx")
WORKER = Path("tests/e2e/cache_worker.js").read_text(encoding="utf-8")
LARGE = 100_000_000
DATE = "Sun, 06 Nov 1994 08:49:37 GMT"

CONFIG = """\
[server]
data_dir = "data"
admin = "127.0.0.1:{admin}"
[outbound]
allow = ["127.0.0.0/8"]
[limits]
subrequests = 50
[cache]
{cache}
[[workers]]
name = "one"
path = "index.js"
[[workers]]
name = "two"
path = "index.js"
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Node:
    """A node with two workers, and a folder that outlives the process."""

    def __init__(self, cache="", threads=2, limit=None):
        self.stack = contextlib.ExitStack()
        self.admin = free_port()
        self.folder = self.stack.enter_context(atoll.project({
            "index.js": WORKER, "atoll.toml": CONFIG.format(cache=cache, admin=self.admin)}))
        self.cache = Path(self.folder, "data", "cache")
        self.threads = threads
        self.server = None
        self.start(limit)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.kill()
        self.stack.close()

    def start(self, limit=None):
        """`limit`: of the size of its files."""
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
        try:
            self.server = atoll.Server("serve", f"{self.folder}/atoll.toml", "--threads",
                                       str(self.threads))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    def restart(self):
        self.server.process.send_signal(signal.SIGKILL)
        self.server.process.wait()
        self.server.kill()
        self.start()

    def ask(self, path, worker="one", body=None, method=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.server.request(method or ("POST" if body is not None else "GET"), path, body=body,
                                   headers={"Host": f"{worker}.localhost", **named})

    def put(self, body, worker="one", key=None, cache=None, **headers):
        named = {f"x_set_{name}": value for name, value in headers.items() if name != "x_status"}
        if "x_status" in headers:
            named["x-status"] = headers["x_status"]
        return self.ask("/put" + query(key, cache), worker, body.encode(), **named).text

    def match(self, worker="one", key=None, cache=None, **headers):
        named = {f"x_ask_{name}": value for name, value in headers.items()}
        return json.loads(self.ask("/match" + query(key, cache), worker, **named).body)

    def text(self, **options):
        """The body that was found, or None."""
        return self.match(**options).get("text")

    def cf(self, url, cf, worker="one", cache=None, **headers):
        asked = {"url": url, "cf": cf, "headers": headers}
        if cache:
            asked["cache"] = cache
        before = self.stored()
        found = json.loads(self.ask("/cf", worker, json.dumps(asked)).body)
        if found["state"] in ("MISS", "EXPIRED"):
            atoll.eventually(lambda: self.stored() > before, "the response to be stored")
        return found

    def stored(self):
        """How many responses have been stored."""
        return self.metric("atoll_cache_stored_total")

    def metric(self, name):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.admin}/metrics") as page:
            found = re.search(rf"^{re.escape(name)} (\S+)$", page.read().decode(), re.MULTILINE)
        return float(found[1]) if found else 0.0

    def files(self):
        return [file for file in self.cache.rglob("*") if file.is_file() and file.name != "lock"]


class EveryPath:
    """Handlers of an origin: one for all paths."""

    def __init__(self, handler):
        self._handler = handler

    def __getitem__(self, _):
        return self._handler


def query(key, cache):
    pairs = [f"{name}={quote(value, safe='')}"
             for name, value in (("key", key), ("cache", cache)) if value]
    return "?" + "&".join(pairs) if pairs else ""


def headers_of(found):
    return dict(found["headers"])


class Interface(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.node = Node()

    @classmethod
    def tearDownClass(cls):
        cls.node.__exit__()

    def setUp(self):
        self.key = f"https://example.com/{self.id()}"

    def put(self, body="body", **headers):
        found = self.node.put(body, key=self.key, **{"cache_control": "max-age=1000", **headers})
        self.assertEqual(found, "undefined")

    def match(self, **headers):
        return self.node.match(key=self.key, **headers)

    def test_what_was_put_is_found(self):
        self.assertEqual(self.match(), {"found": False})
        self.put("höllo", content_type="text/plain", etag='"1"', x_own="1")
        found = self.match()
        headers = headers_of(found)
        self.assertEqual((found["status"], found["text"], found["url"]), (200, "höllo", ""))
        self.assertEqual(headers["cf-cache-status"], "HIT")
        self.assertRegex(headers["age"], r"^\d+$")
        self.assertEqual((headers["content-length"], headers["x-own"], headers["etag"]),
                         ("6", "1", '"1"'))
        served = self.node.ask("/serve" + query(self.key, None))
        self.assertEqual((served.text, served.headers["cf-cache-status"]), ("höllo", "HIT"))
        self.assertEqual(served.headers["content-length"], "6")

    def test_other_statuses_and_no_body(self):
        self.put("gone", x_status="404")
        self.assertEqual(self.match()["status"], 404)
        self.put("")
        self.assertEqual((self.match()["status"], self.match()["text"]), (200, ""))

    def test_the_fragment_is_no_part_of_the_key_and_the_query_is(self):
        self.put("a")
        self.assertEqual(self.node.text(key=self.key + "#f"), "a")
        self.assertIsNone(self.node.text(key=self.key + "?q"))

    def test_delete(self):
        self.put()
        ask = lambda: json.loads(self.node.ask("/delete" + query(self.key, None)).body)
        self.assertEqual((ask(), ask()), (True, False))
        self.assertFalse(self.match()["found"])

    def test_ignore_method(self):
        self.put("x")
        found = json.loads(self.node.ask("/ignoreMethod" + query(self.key, None)).body)
        self.assertEqual(found, [True, "x", False, True])

    def test_workers_and_caches_are_apart(self):
        self.put("one's")
        for worker, cache in (("two", None), ("one", "named"), ("one", "d")):
            self.assertIsNone(self.node.text(worker=worker, key=self.key, cache=cache))
        self.node.put("two's", worker="two", key=self.key, cache_control="max-age=60")
        self.node.put("named", key=self.key, cache="named", cache_control="max-age=60")
        self.assertEqual(self.match()["text"], "one's")
        self.assertEqual(self.node.text(worker="two", key=self.key), "two's")
        self.assertEqual(self.node.text(key=self.key, cache="named"), "named")
        self.assertIsNone(self.node.text(key=self.key, cache="other"))

    def test_what_cache_control_forbids_is_not_stored(self):
        for value in ("no-store", "private", "private, max-age=60", "no-cache", "max-age=0"):
            self.put(cache_control=value)
            self.assertFalse(self.match()["found"], value)
        self.put(set_cookie="a=1")
        self.assertFalse(self.match()["found"])
        self.put(set_cookie="a=1", cache_control="private=Set-Cookie, max-age=60")
        self.assertNotIn("set-cookie", headers_of(self.match()))

    def test_conditions(self):
        self.put("0123456789", etag='W/"1"', last_modified=DATE)
        for name, value in (("if_none_match", '"2", "1"'), ("if_none_match", "*"),
                            ("if_modified_since", DATE)):
            found = self.match(**{name: value})
            self.assertEqual((found["status"], found["text"]), (304, ""), value)
            self.assertEqual(headers_of(found)["etag"], 'W/"1"')
        self.assertEqual(self.match(if_none_match='"2"')["status"], 200)
        served = self.node.ask("/serve" + query(self.key, None), if_none_match='"1"')
        self.assertEqual((served.status, served.body), (304, b""))

    def test_ranges(self):
        self.put("0123456789", etag='"1"')
        found = self.match(range="bytes=2-4")
        self.assertEqual((found["status"], found["text"]), (206, "234"))
        self.assertEqual(headers_of(found)["content-range"], "bytes 2-4/10")
        self.assertEqual(headers_of(found)["content-length"], "3")
        self.assertEqual(self.match(range="bytes=-1")["text"], "9")
        found = self.match(range="bytes=10-")
        self.assertEqual((found["status"], found["text"]), (416, ""))
        self.assertEqual(headers_of(found)["content-range"], "bytes */10")
        self.assertEqual(self.match(range="bytes=2-4", if_range='"2"')["text"], "0123456789")
        served = self.node.ask("/serve" + query(self.key, None), range="bytes=0-1")
        self.assertEqual((served.status, served.text), (206, "01"))

    def test_vary(self):
        key = self.key
        self.node.put("any", key=key, cache_control="max-age=60", vary="X-Kind")
        self.assertEqual(self.match()["text"], "any")
        self.assertFalse(self.match(x_kind="a")["found"])

    def test_the_request_as_it_came(self):
        for path in ("/incoming", "/incoming?look"):
            ask = lambda **headers: self.node.ask(path, **headers)
            self.assertNotIn("cf-cache-status", ask().headers)
            found = atoll.eventually(
                lambda: (found := ask()).headers["cf-cache-status"] == "HIT" and found, "a hit")
            self.assertEqual(found.text, "0123456789")
            self.assertEqual(ask(range="bytes=1-2").text, "12")
            self.assertEqual(ask(if_none_match='"1"').status, 304)
            self.assertNotIn("cf-cache-status", ask(x_kind="other").headers)
            self.assertNotIn("cf-cache-status", self.node.ask(path, method="HEAD").headers)
            self.assertNotIn("cf-cache-status", self.node.ask(path, worker="two").headers)

    def test_it_is_over_in_its_time(self):
        self.put("short", cache_control="max-age=1")
        atoll.eventually(lambda: not self.match()["found"], "the end of a second")

    def test_refusals(self):
        found = json.loads(self.node.ask("/refused" + query(self.key, None)).body)
        expected = [
            "TypeError: Cannot cache response to non-GET request.",
            "TypeError: Cannot cache response to a range request (206 Partial Content).",
            "TypeError: Cannot cache response with 'Vary: *' header.",
            "TypeError: Cannot cache WebSocket upgrade response.",
            "TypeError: Cache is unable to store an error response",
            "TypeError: Failed to execute 'put' on 'Cache': found the string \"x\"; expected a "
            "Response.",
            "TypeError: Body has already been used. It can only be used once. Use tee() first if you "
            "need to read it twice.",
            "TypeError: Failed to construct 'Request': \"not a URL\" is not a valid absolute URL.",
            "TypeError: Failed to execute 'put' on 'Cache': 2 arguments required, but only 1 present.",
            "TypeError: Failed to execute 'match' on 'Cache': 1 argument required, but only 0 "
            "present.",
            "TypeError: Failed to construct 'Request': \"not a URL\" is not a valid absolute URL.",
            "Error: Failed to execute 'add' on 'Cache': the method is not implemented.",
            "Error: Failed to execute 'keys' on 'Cache': the method is not implemented.",
            "Error: Failed to execute 'match' on 'CacheStorage': the method is not implemented.",
            "TypeError: Cache name is too long.",
            "TypeError: Illegal constructor",
            "TypeError: Illegal constructor",
        ]
        for one, other in zip(found, expected):
            self.assertEqual(one, other)
        self.assertTrue(found[-1].startswith("TypeError: "), found[-1])

    def test_shape(self):
        found = json.loads(self.node.ask("/shape").body)
        self.assertEqual(found["tags"], ["[object CacheStorage]", "[object Cache]", "[object Cache]"])
        self.assertEqual((found["same"], found["isCache"], found["isUsed"]), (True, True, True))
        self.assertTrue(found["immutable"].startswith("TypeError"), found["immutable"])
        self.assertEqual(found["copied"], "HIT")
        self.assertIn("Disallowed operation called within global scope", found["late"])

    def test_operations_are_subrequests(self):
        found = json.loads(self.node.ask("/many" + query(self.key, None)).body)
        self.assertEqual(found[:50], ["undefined"] * 50)
        self.assertEqual(found[50:], ["Error: Too many subrequests by single Worker invocation."] * 10)

    def test_bodies_of_chunks(self):
        ask = lambda **headers: self.node.ask("/stream" + query(self.key, None), **headers).text
        self.assertEqual(ask(x_chunks="40"), "undefined")
        self.assertEqual(len(self.node.ask("/serve" + query(self.key, None)).body), 40 * 65536)
        self.assertEqual(ask(x_chunks="1", x_length="65536"), "undefined")
        self.assertEqual(len(self.node.ask("/serve" + query(self.key, None)).body), 65536)
        self.node.ask("/delete" + query(self.key, None))
        for chunks in ("1", "40"):
            self.assertEqual(ask(x_chunks=chunks, x_fail="1"), "Error: the stream fails")
            self.assertIn("octets; expected 5 (Content-Length)", ask(x_chunks=chunks, x_length="5"))
            self.assertFalse(self.match()["found"])

    def test_a_request_body(self):
        body = bytes(range(256)) * 4000
        found = self.node.ask("/upload" + query(self.key, None), body=body)
        self.assertEqual(found.text, "undefined")
        self.assertEqual(self.node.ask("/serve" + query(self.key, None)).body, body)


class Kept(unittest.TestCase):
    """What outlives a process, and what does not fit."""

    def test_a_killed_process_and_damaged_files(self):
        with Node() as node:
            self.assertFalse(node.cache.exists())
            for i in range(20):
                node.put(f"body {i}", key=f"https://a/{i}", cache_control="max-age=1000", etag=f'"{i}"')
            node.restart()
            for i in range(20):
                found = node.match(key=f"https://a/{i}")
                self.assertEqual(found["text"], f"body {i}")
                self.assertEqual(headers_of(found)["etag"], f'"{i}"')
            files = node.files()
            self.assertEqual(len(files), 20)
            node.server.process.send_signal(signal.SIGKILL)
            node.server.process.wait()
            for file in files[:10]:
                octets = bytearray(file.read_bytes())
                octets[-6] ^= 1
                file.write_bytes(octets)
            for file in files[10:15]:
                file.write_bytes(file.read_bytes()[:-3])
            node.server.kill()
            node.start()
            found = [node.text(key=f"https://a/{i}") for i in range(20)]
            whole = sum(one is not None for one in found)
            self.assertTrue(all(one in (None, f"body {i}") for i, one in enumerate(found)), found)
            self.assertEqual(whole, 5)
            self.assertEqual(node.metric("atoll_cache_damaged_total"), 15)
            self.assertEqual(len(node.files()), 5)

    def test_a_small_cache(self):
        with Node("max_size_mb = 1\nmemory_mb = 1\nmax_object_mb = 1") as node:
            for i in range(40):
                node.put("x" * 60_000, key=f"https://a/{i}", cache_control="max-age=1000")
            self.assertIsNone(node.text(key="https://a/0"))
            self.assertEqual(node.text(key="https://a/39"), "x" * 60_000)
            self.assertGreater(node.metric("atoll_cache_evictions_total"), 10)
            self.assertLessEqual(node.metric("atoll_cache_disk_bytes"), 1 << 20)
            self.assertLessEqual(sum(file.stat().st_size for file in node.files()), 1 << 20)
            error = node.put("x" * 1_100_000, key="https://a/large", cache_control="max-age=1000")
            self.assertEqual(error, "Error: Cache PUT failed: 413 the response's body has 1100000 "
                             "octets; expected at most 1048576.")
            self.assertIn("413", node.ask("/stream", x_chunks="20").text)

    def test_a_disk_that_takes_no_more(self):
        with Node(limit=300_000) as node:
            self.assertEqual(node.put("small", key="https://a/small", cache_control="max-age=99"),
                             "undefined")
            self.assertEqual(node.put("x" * 2_000_000, key="https://a/large",
                                      cache_control="max-age=99"), "undefined")
            node.server.wait_for_output("a response could not be stored in the cache")
            self.assertIsNone(node.text(key="https://a/large"))
            self.assertEqual(node.text(key="https://a/small"), "small")
            self.assertEqual(node.metric("atoll_cache_failed_total"), 1)
            self.assertEqual(list(Path(node.cache, "tmp").iterdir()), [])

    def test_without_a_folder_and_turned_off(self):
        config = CONFIG.replace('data_dir = "data"\n', "")
        for cache, expected in (("memory_mb = 8", "body"), ("enabled = false", None)):
            with atoll.project({"index.js": WORKER, "atoll.toml": config.format(
                    cache=cache, admin=free_port())}) as folder:
                with atoll.Server("serve", f"{folder}/atoll.toml", "--threads", "1") as server:
                    ask = lambda path, **options: server.request(
                        "POST", path, headers={"Host": "one.localhost",
                                               "x-set-cache-control": "max-age=60"}, **options)
                    self.assertEqual(ask("/put", body="body").text, "undefined")
                    self.assertEqual(json.loads(ask("/match").body).get("text"), expected)

    def test_dev_keeps_it_beside_its_other_state(self):
        with atoll.project({"index.js": WORKER}) as folder:
            for _ in range(2):
                with atoll.Server("dev", f"{folder}/index.js") as server:
                    found = json.loads(server.get("/match").body)
                    server.request("POST", "/put", body="kept",
                                   headers={"x-set-cache-control": "max-age=1000"})
            self.assertEqual(found["text"], "kept")
            self.assertTrue(Path(folder, ".atoll", "state", "cache").is_dir())

    def test_many_at_a_time_on_two_lanes(self):
        with Node("memory_mb = 1") as node:
            failures = []

            def use(number):
                for i in range(15):
                    key = f"https://a/{(number + i) % 5}"
                    body = f"{key}|" + "x" * (400_000 if i % 5 == 0 else 100)
                    if i % 3 == 0:
                        node.put(body, key=key, cache_control="max-age=1000")
                    else:
                        found = node.text(key=key)
                        if found is not None and not re.fullmatch(rf"{re.escape(key)}\|x+", found):
                            failures.append(found[:100])

            threads = [threading.Thread(target=use, args=(n,)) for n in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(failures, [])


class FromServers(unittest.TestCase):
    """Bodies that come from servers, and fetch() with cf."""

    def setUp(self):
        self.stack = contextlib.ExitStack()
        self.node = self.stack.enter_context(Node())
        self.asked = []
        self.answer = lambda request, connection: connection.send(response(b"body"))
        self.origin = self.stack.enter_context(Origin(EveryPath(self.handle)))
        self.url = f"http://127.0.0.1:{self.origin.port}/"

    def tearDown(self):
        self.stack.close()

    def handle(self, connection, request):
        self.asked.append(request)
        self.answer(request, connection)
        return True

    def answers(self, *args, **fields):
        self.answer = lambda request, connection: connection.send(response(*args, **fields))

    def cf(self, cf, url=None, **options):
        found = self.node.cf(url or self.url, cf, **options)
        return found["state"], found["text"]

    def large(self, request, connection):
        """100 MB, sent as somebody reads."""
        connection.send(b"HTTP/1.1 200 OK\r\nCache-Control: max-age=1000\r\nContent-Length: %d\r\n\r\n"
                        % LARGE)
        piece = bytes(range(250)) * 400
        with contextlib.suppress(OSError):
            for _ in range(LARGE // len(piece)):
                connection.send(piece)

    def test_a_large_response_goes_to_the_client_and_into_the_cache(self):
        self.answer = self.large
        first = self.node.ask("/pass", x_origin=self.url)
        self.assertEqual(len(first.body), LARGE)
        atoll.eventually(lambda: self.node.stored() == 1, "the put")
        again = self.node.ask("/pass", x_origin=self.url)
        self.assertEqual(again.headers["cf-cache-status"], "HIT")
        self.assertEqual(again.headers["content-length"], str(LARGE))
        self.assertEqual(again.body, first.body)
        self.assertEqual(len(self.asked), 1)
        part = self.node.ask("/serve", range="bytes=99999000-")
        self.assertEqual((part.status, part.body), (206, first.body[-1000:]))
        # Neither was in memory.
        self.assertLess(self.node.server.peak_memory(), 300_000_000)

    def test_ways_into_the_cache(self):
        self.answers(b"x" * 3_000_000, cache_control="max-age=1000")
        for path in ("/through", "/pass", "/putFirst"):
            key = "?key=" + quote(f"https://a{path}", safe="")
            self.assertEqual(len(self.node.ask(path + key, x_origin=self.url).body), 3_000_000, path)
            found = atoll.eventually(lambda: self.node.text(key=f"https://a{path}"), path)
            self.assertEqual(found, "x" * 3_000_000)
        self.assertEqual(self.node.ask("/only", x_origin=self.url).text, "undefined")
        self.assertEqual(self.node.text(), "x" * 3_000_000)

    def test_clones_that_are_read_late_or_never(self):
        self.answers(b"x" * 3_000_000)
        found = json.loads(self.node.ask("/cloneLate", x_origin=self.url).body)
        self.assertEqual(found, [3_000_000, 3_000_000, True])
        self.assertEqual(len(self.node.ask("/cloneUnread", x_origin=self.url).body), 3_000_000)
        self.answers(b"small")
        self.assertEqual(json.loads(self.node.ask("/cloneLate", x_origin=self.url).body),
                         [5, 5, True])

    def test_a_body_that_breaks_off_is_not_kept(self):
        def cut(request, connection):
            connection.send(b"HTTP/1.1 200 OK\r\nCache-Control: max-age=1000\r\n"
                            b"Content-Length: 2000000\r\n\r\n" + b"x" * 1_000_000)
            connection.close()

        self.answer = cut
        self.assertIn("broke off", self.node.ask("/only", x_origin=self.url).text)
        self.assertFalse(self.node.match()["found"])
        asked = json.dumps({"url": self.url, "cf": {"cacheTtl": 60}})
        with contextlib.suppress(Exception):
            self.node.ask("/cfPass", body=asked)
        self.assertEqual(self.node.match(key=self.url), {"found": False})
        atoll.eventually(lambda: list(Path(self.node.cache, "tmp").iterdir()) == [],
                         "what was begun to be removed")

    def test_a_client_that_goes_leaves_nothing_of_a_fetch_that_is_stored(self):
        self.answer = self.large
        asked = json.dumps({"url": self.url, "cf": {"cacheTtl": 60}}).encode()
        with self.node.server.connect(receive_buffer=4096) as connection:
            connection.sendall(b"POST /cfPass HTTP/1.1\r\nHost: one.localhost\r\n"
                               b"Content-Length: %d\r\n\r\n%s" % (len(asked), asked))
            self.assertTrue(connection.recv(1000).startswith(b"HTTP/1.1 200"))
        atoll.eventually(lambda: list(Path(self.node.cache, "tmp").iterdir()) == [],
                         "what was begun to be removed")
        self.assertEqual(self.node.match(key=self.url), {"found": False})
        self.assertEqual(self.node.stored(), 0)

    def test_plain_fetches_are_not_cached(self):
        self.answers(b"x", cache_control="max-age=1000")
        for _ in range(2):
            self.assertEqual(self.cf(None), (None, "x"))
            self.assertEqual(self.cf({"cacheTtl": 60}, cache="no-store"), (None, "x"))
        self.assertEqual(len(self.asked), 4)

    def test_cache_everything(self):
        self.answers(b"x", cache_control="max-age=1000")
        everything = {"cacheEverything": True}
        self.assertEqual(self.cf(everything), ("MISS", "x"))
        self.assertEqual(self.cf(everything), ("HIT", "x"))
        self.assertEqual(len(self.asked), 1)
        # It is caches.default; other workers have their own.
        self.assertEqual(self.node.text(key=self.url), "x")
        self.assertIsNone(self.node.text(worker="two", key=self.url))
        self.assertEqual(self.cf(everything, worker="two"), ("MISS", "x"))
        self.node.ask("/delete" + query(self.url, None))
        self.assertEqual(self.cf(everything), ("MISS", "x"))
        self.assertEqual(self.cf(everything, cache="reload"), ("MISS", "x"))
        self.assertEqual(len(self.asked), 4)

    def test_responses_that_say_nothing_are_kept_only_where_everything_is(self):
        self.answers(b"x")
        for cf, states in (({"cacheKey": "a"}, ["BYPASS", "BYPASS"]),
                           ({"cacheEverything": True}, ["MISS", "HIT"])):
            self.assertEqual([self.cf(cf)[0] for _ in range(2)], states)

    def test_what_may_not_be_kept(self):
        everything = {"cacheEverything": True}
        for fields in ({"cache_control": "no-store"}, {"cache_control": "private"},
                       {"set_cookie": "a=1"}, {"vary": "*"}):
            self.answers(b"x", **fields)
            for _ in range(2):
                self.assertEqual(self.cf(everything), ("BYPASS", "x"), fields)
        self.answers(b"x")
        for _ in range(2):
            self.assertEqual(self.cf(everything, authorization="me"), ("BYPASS", "x"))

    def test_ttls(self):
        self.answers(b"x", cache_control="no-store")
        self.assertEqual(self.cf({"cacheTtl": 60}), ("MISS", "x"))
        self.assertEqual(self.cf({"cacheTtl": 60}), ("HIT", "x"))
        self.assertEqual(self.cf({"cacheTtl": -1}, self.url + "1"), ("BYPASS", "x"))
        by_status = {"cacheTtlByStatus": {"200-299": -1, "404": 60, "500-599": 0}}
        self.assertEqual(self.cf(by_status, self.url + "2"), ("BYPASS", "x"))
        self.answers(b"none", "404 Not Found")
        self.assertEqual([self.cf(by_status, self.url + "3") for _ in range(2)],
                         [("MISS", "none"), ("HIT", "none")])
        found = self.node.ask("/cf", body=json.dumps(
            {"url": self.url, "cf": {"cacheTtlByStatus": {"2xx": 1}}}))
        self.assertEqual(found.status, 500)
        self.node.server.wait_for_output("cf.cacheTtlByStatus has the key")

    def test_a_short_ttl_ends(self):
        self.answers(b"x")
        self.assertEqual(self.cf({"cacheTtl": 1})[0], "MISS")
        atoll.eventually(lambda: self.cf({"cacheTtl": 1})[0] == "EXPIRED", "the end of a second")

    def test_keys(self):
        self.answers(b"x", cache_control="max-age=60")
        self.assertEqual(self.cf({"cacheKey": "k"}, self.url + "a")[0], "MISS")
        self.assertEqual(self.cf({"cacheKey": "k"}, self.url + "b")[0], "HIT")
        self.assertEqual(self.cf({"cacheKey": "l"}, self.url + "a")[0], "MISS")

    def test_validation(self):
        def answer(request, connection):
            if request.get("if-none-match") == '"1"':
                return connection.send(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nX-Times: 2\r\n'
                                       b"Cache-Control: max-age=1000\r\n\r\n")
            connection.send(response(b"x", ETag='"1"', Cache_Control="no-cache"))

        self.answer = answer
        everything = {"cacheEverything": True}
        self.assertEqual(self.cf(everything), ("MISS", "x"))
        self.assertEqual(self.cf(everything), ("REVALIDATED", "x"))
        # The 304 has changed what is said of it.
        self.assertEqual(self.cf(everything), ("HIT", "x"))
        self.assertEqual(self.cf(everything, cache="no-cache"), ("REVALIDATED", "x"))
        self.assertEqual(len(self.asked), 3)
        self.assertEqual(headers_of(self.node.match(key=self.url))["x-times"], "2")
        zero = {"cacheTtl": 0}
        self.assertEqual([self.cf(zero, self.url + "z")[0] for _ in range(3)],
                         ["MISS", "REVALIDATED", "REVALIDATED"])
        self.answers(b"new", ETag='"2"', Cache_Control="max-age=60")
        self.assertEqual(self.cf(zero, self.url + "z"), ("EXPIRED", "new"))

    def test_redirects_are_kept_each_for_itself(self):
        def answer(request, connection):
            if request.target == "/to":
                return connection.send(response(b"moved", "302 Found", Location="/there",
                                                Cache_Control="max-age=60"))
            connection.send(response(b"there", Cache_Control="max-age=60"))

        self.answer = answer
        for cf in ({"cacheEverything": True}, {"cacheKey": "k"}):
            self.asked.clear()
            before = self.node.stored()
            found = [self.node.cf(self.url + "to", cf)]
            atoll.eventually(lambda: self.node.stored() == before + 2, "both to be stored")
            found.append(self.node.cf(self.url + "to", cf))
            self.assertEqual([one["text"] for one in found], ["there"] * 2)
            self.assertEqual([one["redirected"] for one in found], [True] * 2)
            self.assertEqual(found[1]["state"], "HIT")
            self.assertEqual(len(self.asked), 2)

    def test_vary_of_fetches(self):
        self.answer = lambda request, connection: connection.send(
            response(request.get("x-kind").encode(), Vary="X-Kind", Cache_Control="max-age=60"))
        states = [self.cf({"cacheEverything": True}, **{"x-kind": kind}) for kind in "abab"]
        self.assertEqual(states, [("MISS", "a"), ("MISS", "b"), ("HIT", "a"), ("HIT", "b")])


NGINX_CONFIG = """\
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr;
events {{ }}
http {{
  types {{ text/plain txt; application/octet-stream bin; }}
  access_log access.log;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  gzip on;
  gzip_vary on;
  gzip_types text/plain;
  server {{
    listen 127.0.0.1:{port};
    root {root};
    location = /short.txt {{ add_header Cache-Control "max-age=0"; }}
    expires 1h;
  }}
}}
"""


class Nginx(unittest.TestCase):
    """A server that many have."""

    TEXT = "".join(str(i) for i in range(20_000))

    def setUp(self):
        self.stack = contextlib.ExitStack()
        folder = Path(self.stack.enter_context(
            tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR"))))
        root = folder / "root"
        root.mkdir()
        (root / "text.txt").write_text(self.TEXT, encoding="ascii")
        (root / "large.bin").write_bytes(bytes(range(256)) * 40_000)
        self.log = folder / "access.log"
        self.port = free_port()
        (folder / "nginx.conf").write_text(NGINX_CONFIG.format(port=self.port, root=root), "ascii")
        user = ["-g", "user root;"] if os.geteuid() == 0 else []
        nginx = subprocess.Popen(
            [NGINX, "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf"), *user],
            stdin=subprocess.DEVNULL)
        self.stack.callback(nginx.wait)
        self.stack.callback(nginx.terminate)
        atoll.eventually(self.listens, "nginx")
        self.node = self.stack.enter_context(Node())
        self.url = f"http://127.0.0.1:{self.port}/"

    def tearDown(self):
        self.stack.close()

    def listens(self):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port)).close()
            return True

    def requests(self):
        return self.log.read_text(encoding="ascii").splitlines()

    def test_compressed_texts(self):
        everything = {"cacheEverything": True}
        found = [self.node.cf(self.url + "text.txt", everything) for _ in range(2)]
        self.assertEqual([one["state"] for one in found], ["MISS", "HIT"])
        self.assertEqual({one["text"] for one in found}, {self.TEXT})
        self.assertEqual(len(self.requests()), 1)
        # It lies there as it came, and everybody gets what he can read.
        asked = json.dumps({"url": self.url + "text.txt", "cf": everything})
        packed = self.node.ask("/cfPass", body=asked, accept_encoding="gzip")
        self.assertEqual(packed.headers["content-encoding"], "gzip")
        self.assertLess(len(packed.body), len(self.TEXT))
        self.assertEqual(self.node.ask("/cfPass", body=asked).text, self.TEXT)
        self.assertEqual(self.node.text(key=self.url + "text.txt"), self.TEXT)
        self.assertEqual(self.node.ask("/serve" + query(self.url + "text.txt", None)).text, self.TEXT)
        self.assertEqual(len(self.requests()), 1)

    def test_validation_by_tag_and_date(self):
        zero = {"cacheTtl": 0}
        states = [self.node.cf(self.url + "large.bin", zero)["state"] for _ in range(3)]
        self.assertEqual(states, ["MISS", "REVALIDATED", "REVALIDATED"])
        statuses = [line.split('"')[2].split()[0] for line in self.requests()]
        self.assertEqual(statuses, ["200", "304", "304"])

    def test_a_restart(self):
        everything = {"cacheEverything": True}
        self.node.cf(self.url + "large.bin", everything)
        atoll.eventually(lambda: self.node.stored() == 1, "the put")
        self.node.restart()
        asked = json.dumps({"url": self.url + "large.bin", "cf": everything})
        found = self.node.ask("/cfPass", body=asked)
        self.assertEqual(found.headers["cf-cache-status"], "HIT")
        self.assertEqual(found.body, bytes(range(256)) * 40_000)
        self.assertEqual(len(self.requests()), 1)


if __name__ == "__main__":
    junit.main()
