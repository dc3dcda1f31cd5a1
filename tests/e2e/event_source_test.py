#!/usr/bin/env python3
"""EventSource: events of a server, of a stream, and of a server that comes and goes."""

import json
import sys

sys.path[:0] = ["tests/support", "tests/e2e"]
import junit  # noqa: E402
from origin import Origin, response  # noqa: E402
from outbound import OutboundTest  # noqa: E402



def events(*texts, kind="text/event-stream"):
    """A handler that sends these and ends the connection."""

    def handler(connection, _):
        connection.send(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode())
        for text in texts:
            connection.send(text.encode())

    return handler


class EventSource(OutboundTest):
    worker = "event_source_worker.js"

    def all(self, o, count, to="/"):
        return json.loads(self.ask(o, "/all", to, count=count).body)

    def test_events(self):
        text = "data: one\n\nevent: custom\nid: 3\ndata: two\ndata: lines\n\ndata\n\n"
        with Origin({"/": events(text)}) as o:
            found = self.all(o, 4)
            request = o.requests[0]
        self.assertEqual(found["states"], [0, True, False])
        self.assertEqual(found["seen"], ["open", ["message", "one", "", o.url],
                                         ["custom", "two\nlines", "3", o.url],
                                         ["message", "", "3", o.url]])
        self.assertEqual(found["closed"], 2)
        self.assertEqual(request.get("accept"), "text/event-stream")
        self.assertEqual(request.get("cache-control"), "no-cache")
        self.assertEqual(request.get("pragma"), "no-cache")
        self.assertIsNone(request.get("last-event-id"))

    def test_a_connection_that_ends_is_made_again(self):
        with Origin({"/": events("retry: 10\nid: a\u2026\ndata: x\n\n")}) as o:
            found = self.all(o, 6)
            self.assertEqual([request.get("last-event-id") for request in o.requests[:2]],
                             [None, "a\u2026".encode().decode("latin-1")])
        x = ["message", "x", "a\u2026", o.url]
        self.assertEqual(found["seen"], ["open", x, "error", "open", x, "error"])

    def test_what_is_no_event_stream_is_given_up(self):
        with Origin({"/html": events("data: x\n\n", kind="text/html"),
                     "/gone": lambda *_: response(b"", "204 No Content"),
                     "/missing": lambda *_: response(b"", "404 Not Found")}) as o:
            self.assertEqual(self.all(o, 1, "/html")["seen"], [
                'error EventSource: the server answered with the type "text/html"; expected '
                "text/event-stream."])
            for path, status in (("/gone", 204), ("/missing", 404)):
                found = self.all(o, 1, path)
                self.assertEqual(found["seen"], [
                    f"error EventSource: the server answered with the status {status}; expected 200."])
            self.assertEqual(len(o.requests), 3)

    def test_charsets_of_the_type(self):
        with Origin({"/": events("data: x\n\n", kind="Text/Event-Stream;charset=utf-8")}) as o:
            self.assertEqual(self.all(o, 2)["seen"][1][1], "x")

    def test_a_stream(self):
        found = json.loads(self.server.get("/from").body)
        self.assertEqual(found["url"], "")
        self.assertEqual(found["seen"], [
            "open", ["message", "one", "", ""], ["message", "two", "", ""],
            ["custom", "é\n", "7", ""], "error EventSource: the stream has ended."])
        self.assertEqual(json.loads(self.server.get("/split").body), [
            "open", ["custom", "\U0001f600\nb", "", ""], "error EventSource: the stream has ended."])

    def test_errors(self):
        self.assertEqual(json.loads(self.server.get("/errors").body),
                         ["SyntaxError", "TypeError", "TypeError", "TypeError"])


if __name__ == "__main__":
    junit.main()
