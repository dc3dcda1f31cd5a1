#!/usr/bin/env python3
"""What is put into a cache that comes from servers, and the cf options of fetch()."""

import contextlib
import json
import sys
import unittest
from pathlib import Path
from urllib.parse import quote

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402
from cache_node import Node, headers_of, query  # noqa: E402
from origin import Origin, response  # noqa: E402

DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
LARGE = 100_000_000


class EveryPath:
    """Handlers of an origin: one for all paths."""

    def __init__(self, handler):
        self._handler = handler

    def __getitem__(self, _):
        return self._handler


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

    def test_what_is_stored_is_taken_however_old_it_is(self):
        self.answers(b"x", ETag='"1"', cache_control="max-age=0")
        everything = {"cacheEverything": True}
        self.assertEqual(self.cf(everything, cache="force-cache"), ("MISS", "x"))
        for mode in ("force-cache", "only-if-cached"):
            self.assertEqual(self.cf(everything, cache=mode), ("STALE", "x"))
        self.answers(b"x", cache_control="max-age=60")
        self.assertEqual(self.cf(everything), ("EXPIRED", "x"))
        self.assertEqual(self.cf(everything, cache="only-if-cached"), ("HIT", "x"))
        self.assertEqual(len(self.asked), 2)
        found = self.node.ask("/cf", body=json.dumps(
            {"url": self.url + "other", "cf": everything, "cache": "only-if-cached"}))
        self.assertEqual((found.status, len(self.asked)), (500, 2))
        self.node.server.wait_for_output("nothing is stored for the request")

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


if __name__ == "__main__":
    junit.main()
