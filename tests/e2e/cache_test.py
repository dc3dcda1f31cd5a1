#!/usr/bin/env python3
"""The Cache API in the real program."""

import json
import sys
import unittest

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402
from cache_node import Node, headers_of, query  # noqa: E402

DATE = "Sun, 06 Nov 1994 08:49:37 GMT"


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


if __name__ == "__main__":
    junit.main()
