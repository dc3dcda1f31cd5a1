#!/usr/bin/env python3
"""Requests and responses over one socket: bodies, framing, keep-alive, many lanes."""

import json
import sys
import unittest

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

WORKER = """\
let lane;
export default {
  async fetch(request) {
    const url = new URL(request.url);
    switch (url.pathname) {
      case "/echo":
        return new Response(request.body, { headers: { "x-type": request.headers.get("content-type") ?? "" } });
      case "/text":
        return new Response(`${request.method} ${await request.text()}`);
      case "/json":
        return Response.json({ got: await request.json() }, { status: 201 });
      case "/pieces": {
        let n = 0;
        return new Response(new ReadableStream({
          pull(controller) {
            if (n === 5) controller.close();
            else controller.enqueue(new TextEncoder().encode(`piece ${n++};`));
          },
        }));
      }
      case "/headers":
        return Response.json([...request.headers]);
      case "/cookies": {
        const headers = new Headers([["set-cookie", "a=1"], ["set-cookie", "b=2"]]);
        return new Response(null, { status: 204, headers });
      }
      case "/redirect":
        return Response.redirect("http://example.com/there", 302);
      case "/lane":
        return new Response(lane ??= crypto.randomUUID());
      default:
        return new Response(`${request.method} ${url.pathname}${url.search} ${url.host}`);
    }
  },
};
"""


class Http(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.project = atoll.project({"w.js": WORKER})
        folder = cls.project.__enter__()
        cls.server = atoll.Server("serve", f"{folder}/w.js", "--threads", "1")

    @classmethod
    def tearDownClass(cls):
        cls.server.kill()
        cls.project.__exit__(None, None, None)

    def test_method_and_url(self):
        answer = self.server.request("PUT", "/a/b?c=d%20e", headers={"Host": "example.com"})
        self.assertEqual(answer.text, "PUT /a/b?c=d%20e example.com")

    def test_post_echo(self):
        headers = {"Content-Type": "text/x-test"}
        answer = self.server.request("POST", "/echo", body=b"\0\xffbody", headers=headers)
        self.assertEqual(answer.body, b"\0\xffbody")
        self.assertEqual(answer.headers["x-type"], "text/x-test")

    def test_large_echo(self):
        body = bytes(range(256)) * 20_000
        self.assertEqual(self.server.request("POST", "/echo", body=body).body, body)

    def test_chunked_request(self):
        pieces = [b"one ", b"two ", b"", b"three"]
        answer = self.server.request(
            "POST", "/text", body=(p for p in pieces if p), encode_chunked=True,
            headers={"Transfer-Encoding": "chunked"},
        )
        self.assertEqual(answer.text, "POST one two three")

    def test_chunked_response(self):
        answer = self.server.get("/pieces")
        self.assertEqual(answer.headers["transfer-encoding"], "chunked")
        self.assertEqual(answer.text, "piece 0;piece 1;piece 2;piece 3;piece 4;")

    def test_known_length(self):
        answer = self.server.get("/plain")
        self.assertEqual(answer.headers["content-length"], str(len(answer.body)))
        self.assertEqual(answer.headers["content-type"], "text/plain;charset=UTF-8")

    def test_json(self):
        answer = self.server.request("POST", "/json", body=json.dumps([1, "ü"]).encode())
        self.assertEqual(answer.status, 201)
        self.assertEqual(json.loads(answer.text), {"got": [1, "ü"]})
        self.assertEqual(answer.headers["content-type"], "application/json")

    def test_headers_reach_the_worker(self):
        answer = self.server.get("/headers", X_One="1", X_Two="a, b")
        fields = dict(json.loads(answer.text))
        self.assertEqual((fields["x-one"], fields["x-two"]), ("1", "a, b"))

    def test_set_cookie_stays_apart(self):
        answer = self.server.get("/cookies")
        self.assertEqual(answer.status, 204)
        self.assertEqual(answer.headers.get_all("set-cookie"), ["a=1", "b=2"])
        self.assertEqual(answer.body, b"")

    def test_redirect(self):
        answer = self.server.get("/redirect")
        self.assertEqual(answer.status, 302)
        self.assertEqual(answer.headers["location"], "http://example.com/there")

    def test_head_has_no_body(self):
        with self.server.connect() as connection:
            connection.sendall(b"HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            answer = atoll.read_all(connection)
        head, _, body = answer.partition(b"\r\n\r\n")
        self.assertTrue(head.startswith(b"HTTP/1.1 200 "))
        self.assertIn(b"content-length: 9", head.lower())
        self.assertEqual(body, b"")

    def test_keep_alive(self):
        with self.server.client() as client:
            for n in range(20):
                client.request("POST", "/text", body=f"{n}")
                self.assertEqual(client.getresponse().read(), f"POST {n}".encode())
                port = client.sock.getsockname()[1]
                self.assertEqual(port, getattr(self, "_port", port))
                self._port = port

    def test_pipelining(self):
        request = b"".join(b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % n for n in range(9))
        last = b"GET /9 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        with self.server.connect() as connection:
            connection.sendall(request + last)
            answer = atoll.read_all(connection)
        places = [answer.index(b"GET /%d a" % n) for n in range(10)]
        self.assertEqual(places, sorted(places))

    def test_expect_continue(self):
        with self.server.connect() as connection:
            connection.sendall(
                b"POST /text HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
                b"Expect: 100-continue\r\nConnection: close\r\n\r\n"
            )
            interim = connection.recv(1024)
            self.assertTrue(interim.startswith(b"HTTP/1.1 100 "), interim)
            connection.sendall(b"ok")
            self.assertTrue(atoll.read_all(connection).endswith(b"POST ok"))

    def test_malformed_request_is_refused(self):
        with self.server.connect() as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
                               b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
            answer = atoll.read_all(connection)
        self.assertTrue(answer.startswith(b"HTTP/1.1 400 "), answer)


class Lanes(unittest.TestCase):
    def test_four_threads(self):
        with atoll.project({"w.js": WORKER}) as folder:
            with atoll.Server("serve", f"{folder}/w.js", "--threads", "4") as server:
                lanes = {server.get("/lane").text for _ in range(128)}
        self.assertEqual(len(lanes), 4)


if __name__ == "__main__":
    junit.main()
