#!/usr/bin/env python3
"""The parts of the runner of the web-platform-tests."""

import http.client
import socket
import ssl
import sys
import tempfile
import unittest
from pathlib import Path
from urllib.parse import urlsplit

sys.path[:0] = ["tests/support", "tests/wpt"]  # stand_in adds tests/e2e
import catalogue  # noqa: E402
import expectations  # noqa: E402
import junit  # noqa: E402
import runtimes  # noqa: E402
import script  # noqa: E402
import stand_in  # noqa: E402
from websocket_frames import CLOSE, TEXT, accept_of, close_payload, frame  # noqa: E402

TEST = catalogue.Test("a/b.any.js", "", [], "b", False)


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, path, text):
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        return place


class Catalogue(Folder):
    def test_a_test_for_each_variant(self):
        self.write("a/b.any.js", "// META: variant=?1-2\n// META: variant=?3-last\n"
                   "// META: script=x.js\n// META: timeout=long\ntest();\n// META: script=y.js\n")
        first, second = catalogue.find_tests(self.root, ["a"])
        self.assertEqual([first.id, second.id], ["a/b.any.js?1-2", "a/b.any.js?3-last"])
        self.assertEqual((second.scripts, second.is_long), (["x.js"], True))

    def test_a_test_for_other_globals_does_not_apply(self):
        self.write("a/b.any.js", "// META: global=shadowrealm\n")
        self.write("a/c.any.js", "// META: global=shadowrealm, worker\n")
        self.assertEqual([t.id for t in catalogue.find_tests(self.root, ["a"])], ["a/c.any.js"])

    def test_what_nobody_serves_is_left_out(self):
        self.write("a/b.any.js", "// META: variant=?default\n// META: variant=?wpt_flags=h2\n")
        self.assertEqual([t.id for t in catalogue.find_tests(self.root, ["a"])], ["a/b.any.js?default"])

    def test_a_folder_without_tests_is_an_error(self):
        self.write("a/b.html", "")
        with self.assertRaisesRegex(SystemExit, "a: no tests"):
            catalogue.find_tests(self.root, ["a"])


class Script(Folder):
    def setUp(self):
        super().setUp()
        self.write("resources/testharness.js", "// the harness\n")

    def test_has_the_files_that_it_names(self):
        self.write("a/r/data.json", "{}")
        self.write("a/b.any.js", "fetch('r/data.json'); fetch('r/none.json');")
        text = script.ScriptMaker(self.root).make(TEST, 1)
        self.assertIn('"/a/r/data.json": ["application/json", "e30="]', text)
        self.assertNotIn('"/a/r/none.json"', text)

    def test_helpers_come_before_the_test(self):
        self.write("common/h.js", "// helper\n")
        self.write("a/b.any.js", "// the test itself\n")
        test = catalogue.Test("a/b.any.js", "", ["/common/h.js"], "b", False)
        text = script.ScriptMaker(self.root).make(test, 1)
        places = [text.index(s) for s in ("// the harness", "// helper", "// the test itself")]
        self.assertEqual(places, sorted(places))

    def test_says_which_helper_is_missing(self):
        test = catalogue.Test("a/b.any.js", "", ["../x.js", "/resources/testharness.js"], "b", False)
        self.assertEqual(script.ScriptMaker(self.root).missing(test), "/x.js")


    def test_a_test_with_a_server_is_told_where_it_is(self):
        self.write("websockets/c.sub.js", 'const url = "ws://{{host}}:{{ports[ws][0]}}/";\n')
        self.write("websockets/b.any.js", "")
        self.write("a/b.any.js", "")
        test = catalogue.Test("websockets/b.any.js", "?wss", ["c.sub.js"], "b", False)
        with stand_in.StandIn(self.root) as server:
            maker = script.ScriptMaker(self.root, server)
            served, other = maker.make(test, 1), maker.make(TEST, 1)
            origin = server.origin_of(test)
        self.assertIn(f'"href": "{origin}/websockets/b.any.js?wss"', served)
        self.assertIn(f'const url = "ws{origin[4:]}/";', served)
        self.assertIn('"isServed": true', served)
        self.assertIn('"isServed": false', other)


class StandIn(Folder):
    def setUp(self):
        super().setUp()
        self.server = stand_in.StandIn(self.root)
        self.server.__enter__()
        self.addCleanup(self.server.__exit__, None, None, None)

    def origin(self, path="websockets/x.any.js"):
        return urlsplit(self.server.origin_of(catalogue.Test(path, "", [], "x", False)))

    def get(self, target, **headers):
        client = http.client.HTTPConnection("127.0.0.1", self.origin().port)
        self.addCleanup(client.close)
        client.request("GET", target, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = client.getresponse()
        return answer.status, answer.getheader("content-type"), answer.read()

    def open(self, target, sock=None, **headers):
        """A connection whose WebSocket is open, and the head of the answer."""
        sock = sock or socket.create_connection(("127.0.0.1", self.origin().port), 30)
        self.addCleanup(sock.close)
        lines = [f"GET {target} HTTP/1.1", "Host: x", "Sec-WebSocket-Key: abc",
                 *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items())]
        sock.sendall("\r\n".join([*lines, "", ""]).encode())
        reader = sock.makefile("rb")
        self.addCleanup(reader.close)
        return sock, reader, "".join(iter(lambda: reader.readline().decode(), "\r\n"))

    def test_resources_of_events(self):
        stream = "text/event-stream"
        folder = "/eventsource/resources/"
        self.assertEqual(self.get(folder + "message.py"), (200, stream, b"data: data\n\n\n"))
        self.assertEqual(self.get(folder + "message.py?mime=x%20y&message=%EF%BB%BFa&newline=none"),
                         (200, "x y", b"\xef\xbb\xbfa\n"))
        self.assertEqual(self.get(folder + "last-event-id.py", last_event_id="\u2026".encode()),
                         (200, stream, "data: \u2026\n\n".encode()))
        self.assertEqual(self.get(folder + "cors.py?run=cache-control", cache_control="no-cache")[2],
                         b"data: no-cache\n\n")
        self.assertEqual(self.get(folder + "none.py")[0], 404)

    def test_resources_of_fetch(self):
        folder = "/fetch/api/resources/"
        self.assertEqual(self.get(folder + "status.py?code=418&content=a%20pot&type=x%2Fy"),
                         (418, "x/y", b"a pot"))
        self.assertEqual(self.get(folder + "status.py?code=204&content=no")[2], b"")
        self.assertEqual(self.get(folder + "authentication.py")[0], 401)
        self.assertEqual(self.get(folder + "echo-content.py", x="y"), (200, "text/plain", b""))
        self.assertEqual(self.get(folder + "stash-put.py?key=k&value=v")[2], b"done")
        for expected in (b'"v"', b"null"):
            self.assertEqual(self.get(folder + "stash-take.py?key=k")[2], expected)

    def test_redirects_are_counted(self):
        target = "/fetch/api/resources/redirect.py?token=t&max_count=1&location=redirect.py"
        client = http.client.HTTPConnection("127.0.0.1", self.origin().port)
        self.addCleanup(client.close)
        client.request("GET", target)
        answer = client.getresponse()
        self.assertEqual((answer.status, answer.read()), (302, b""))
        location = answer.getheader("location")
        self.assertEqual(location, "redirect.py?token=t&max_count=1&location=redirect.py&count=1")
        self.assertEqual(self.get("/fetch/api/resources/" + location)[::2], (200, b"1"))

    def test_a_cache_is_told_what_came(self):
        target = "/fetch/api/request/resources/cache.py?token=t"
        self.assertEqual(self.get(target + "&tag=a&content=b")[::2], (200, b"b"))
        self.assertEqual(self.get(target + "&tag=a", if_none_match='"a"')[0], 304)
        self.assertEqual(self.get(target + "&querystate")[2], b'[{}, {"If-None-Match": "\\"a\\""}]')

    def test_files(self):
        self.write("fetch/a.txt", "a")
        self.write("fetch/b.txt", "b")
        self.write("fetch/b.txt.headers", "Content-Type: x/y\nTest: 1\n")
        self.write("fetch/c.asis", "HTTP/1.1 299 As it is\r\nContent-Length: 1\r\n\r\nc")
        self.assertEqual(self.get("/fetch/a.txt"), (200, "text/plain", b"a"))
        self.assertEqual(self.get("/fetch/b.txt"), (200, "x/y", b"b"))
        self.assertEqual(self.get("/fetch/c.asis"), (299, None, b"c"))
        pipe = "pipe=status(201)%7Cheader(content-type,p/q)"
        self.assertEqual(self.get("/fetch/b.txt?" + pipe), (201, "p/q", b"b"))
        self.assertEqual(self.get("/fetch/../../a.txt")[0], 404)

    def test_names_are_the_same_in_each_run(self):
        self.assertEqual(self.server.steady(f"Fetch {self.server.origin_of(TEST)}/x"),
                         "Fetch http://localhost:{{ports[http][0]}}/x")

    def test_a_conversation(self):
        sock, reader, head = self.open("/echo", Sec_WebSocket_Protocol="chat, echo")
        self.assertIn("\r\nSec-WebSocket-Protocol: echo\r\n", head)
        self.assertIn(f"\r\nSec-WebSocket-Accept: {accept_of('abc')}\r\n", head)
        for size in (5, 125, 126, 65_536):
            sock.sendall(frame(TEXT, b"x" * size))
            expected = frame(TEXT, b"x" * size, mask=False)
            self.assertEqual(reader.read(len(expected)), expected)
        sock.sendall(frame(CLOSE, close_payload(3000, "why")))
        self.assertEqual(reader.read(), frame(CLOSE, close_payload(3000, "why"), mask=False))

    def test_the_server_closes_first(self):
        sock, reader, _ = self.open("/remote-close?code=4000&reason=robot")
        expected = frame(CLOSE, close_payload(4000, "robot"), mask=False)
        self.assertEqual(reader.read(len(expected)), expected)
        sock.sendall(frame(CLOSE))
        self.assertEqual(reader.read(), b"")

    def test_over_tls(self):
        origin = self.origin("websockets/x.https.any.js")
        context = ssl.create_default_context(cafile=stand_in.CA_FILE)
        plain = socket.create_connection(("127.0.0.1", origin.port), 30)
        sock, reader, _ = self.open("/echo-query?a=b", context.wrap_socket(
            plain, server_hostname=origin.hostname))
        expected = frame(TEXT, b"a=b", mask=False)
        self.assertEqual(reader.read(len(expected)), expected)

    def test_who_may_not_come_in(self):
        head = self.open("/basic_auth")[2]
        self.assertTrue(head.startswith("HTTP/1.1 401 "), head)
        head = self.open("/basic_auth", Authorization="Basic Zm9vOmJhcg==")[2]
        self.assertTrue(head.startswith("HTTP/1.1 101 "), head)


class Expectations(Folder):
    def read(self, text):
        return expectations.read(self.write("list.txt", text))

    def problems(self, text, tests, problem=""):
        return self.read(text).problems_of(TEST, runtimes.Report(tests, problem))

    def test_what_fails_must_be_listed(self):
        listed = "# why\na/b.any.js\n  one\n  \"two\\n\"\n"
        self.assertEqual(self.problems(listed, [["one", 1, ""], ["two\n", 2, ""]]), [])
        self.assertRegex(self.problems("", [["one", 1, "no"]])[0], "one: failed: no")

    def test_what_is_listed_must_fail(self):
        listed = "# why\na/b.any.js\n  one\n"
        self.assertRegex(self.problems(listed, [["one", 0, ""]])[0], "one: passes")
        self.assertRegex(self.problems(listed, [["two", 0, ""]])[0], "one: listed, but")

    def test_a_test_that_does_not_end_must_be_listed(self):
        self.assertRegex(self.problems("", [], "crashed")[0], "did not come to its end: crashed")
        listed = "# why\na/b.any.js\n  *\n"
        self.assertEqual(self.problems(listed, [["one", 1, ""]], "crashed"), [])
        self.assertRegex(self.problems(listed, [])[0], "came to its end")

    def test_two_asterisks_stand_for_all_subtests(self):
        listed = "# why\na/b.any.js\n  **\n"
        self.assertEqual(self.problems(listed, [["one", 1, ""], ["two", 2, ""]]), [])
        self.assertRegex(self.problems(listed, [["one", 1, ""], ["two", 0, ""]])[0], "two: passes")
        self.assertRegex(self.problems(listed, [["one", 1, ""]], "crashed")[0], "crashed")

    def test_a_list_of_tests_that_there_are_not(self):
        found = self.read("# why\na/c.any.js\n  one\n").strangers([TEST])
        self.assertEqual(found, ["a/c.any.js: listed, but there is no such test"])

    def test_an_entry_needs_a_reason_and_a_test(self):
        with self.assertRaisesRegex(SystemExit, "list.txt:1: a/b.any.js: no reason"):
            self.read("a/b.any.js\n  one\n")
        with self.assertRaisesRegex(SystemExit, "list.txt:2: one: no test"):
            self.read("# why\n  one\n")
        with self.assertRaisesRegex(SystemExit, "list.txt:3: \"one: .*; expected a JSON string"):
            self.read("# why\na/b.any.js\n  \"one\n")

    def test_names_survive_the_list(self):
        for name in ("plain", " spaces ", "*", "**", "#x", '"quoted"', "a\nb", "", "é\x00"):
            listed = self.read("# why\na/b.any.js\n  " + expectations.quote(name) + "\n")
            report = runtimes.Report([[name, 1, ""]], "")
            self.assertEqual(listed.problems_of(TEST, report), [], name)

    def test_lines_for_the_list_are_accepted_by_it(self):
        report = {TEST.id: runtimes.Report([["one", 1, ""], ["a\nb", 1, ""], ["ok", 0, ""]], "")}
        text = self.read("").new_lines([TEST], report, "why")
        self.assertEqual(self.read(text).problems([TEST], report), [])
        for report in (runtimes.Report([["one", 1, ""]], ""), runtimes.Report([], "crashed")):
            text = self.read("").new_lines([TEST], {TEST.id: report}, "why")
            self.assertEqual(self.read(text).problems_of(TEST, report), [])
            self.assertIn("*", text)


if __name__ == "__main__":
    junit.main()
