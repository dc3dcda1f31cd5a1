#!/usr/bin/env python3
"""fetch() of a server that many have: nginx, in HTTP/1.1, and in HTTP/2 over TLS, with what it does to
bodies."""

import contextlib
import json
import sys
import unittest
from pathlib import Path
from urllib.parse import quote

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402
from nginx_server import TEXT, NginxServer  # noqa: E402

WORKER = Path("tests/e2e/fetch_worker.js").read_text(encoding="ascii")
CERTIFICATES = Path("tests/e2e/tls").resolve()

HTTP = """\
  client_max_body_size 1m;
  gzip on;
  gzip_types text/plain;
  keepalive_requests 50;
  server {{
    listen 127.0.0.1:{port};
    listen 127.0.0.1:{tls_port} ssl http2;
    ssl_certificate {certificates}/server.pem;
    ssl_certificate_key {certificates}/server.pem;
    root {root};
    location = /to {{ return 302 /text.txt; }}
    location = /secure {{ return 301 https://localhost:{tls_port}/text.txt; }}
    location = /nothing {{ return 204; }}
    location = /method {{ return 200 "$request_method $http_host $server_protocol"; }}
    location = /connection {{ return 200 "$connection $connection_requests"; }}
  }}
"""

CONFIG = f"""\
[outbound]
allow = ["127.0.0.0/8", "localhost"]
ca_file = "{CERTIFICATES}/ca.pem"
[limits]
subrequests = 1_000
[[workers]]
name = "worker"
path = "index.js"
hosts = ["*"]
"""


class Nginx(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.port, cls.tls_port = atoll.free_port(), atoll.free_port()
        cls.nginx = cls.stack.enter_context(NginxServer(lambda root: HTTP.format(
            port=cls.port, tls_port=cls.tls_port, certificates=CERTIFICATES, root=root)))
        cls.nginx.wait(cls.tls_port)
        project = cls.stack.enter_context(
            atoll.project({"index.js": WORKER, "atoll.toml": CONFIG}))
        cls.server = cls.stack.enter_context(
            atoll.Server("serve", f"{project}/atoll.toml", "--threads", "1"))

    @classmethod
    def tearDownClass(cls):
        cls.stack.close()

    def ask(self, scenario, to, secure, method="GET", body=None, query="", **headers):
        origin = f"https://localhost:{self.tls_port}" if secure else f"http://127.0.0.1:{self.port}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.server.request(method, f"{scenario}?to={quote(to, safe='')}{query}", body=body,
                                   headers={"x-origin": origin, **named})

    def both(self, run):
        for secure in (False, True):
            with self.subTest(secure=secure):
                run(secure)

    def test_compressed_texts(self):
        def run(secure):
            found = json.loads(self.ask("/describe", "/text.txt", secure).body)
            self.assertEqual((found["status"], found["text"]), (200, TEXT))
            headers = dict(found["headers"])
            self.assertEqual(headers["content-type"], "text/plain")
            self.assertNotIn("content-encoding", headers)
            packed = self.ask("/plain", "/text.txt", secure, accept_encoding="gzip")
            self.assertEqual(packed.headers["content-encoding"], "gzip")
            self.assertLess(len(packed.body), len(TEXT))

        self.both(run)

    def test_large_files(self):
        expected = bytes(range(256)) * 40_000
        self.both(lambda secure: self.assertEqual(
            self.ask("/plain", "/large.bin", secure).body, expected))

    def test_ranges(self):
        def run(secure):
            found = self.ask("/pass", "/large.bin", secure, range="bytes=256-259")
            self.assertEqual((found.status, found.body), (206, b"\0\1\2\3"))
            self.assertEqual(found.headers["content-range"], "bytes 256-259/10240000")

        self.both(run)

    def test_conditions_and_heads(self):
        def run(secure):
            head = self.ask("/pass", "/large.bin", secure, method="HEAD")
            self.assertEqual((head.status, head.headers["content-length"]), (200, "10240000"))
            found = self.ask("/pass", "/large.bin", secure, if_none_match=head.headers["etag"])
            self.assertEqual((found.status, found.body), (304, b""))
            self.assertEqual(self.ask("/pass", "/nothing", secure).status, 204)

        self.both(run)

    def test_redirects(self):
        def run(secure):
            found = json.loads(self.ask("/describe", "/to", secure).body)
            self.assertEqual((found["redirected"], found["text"]), (True, TEXT))
            self.assertTrue(found["url"].endswith("/text.txt"))

        self.both(run)
        found = json.loads(self.ask("/describe", "/secure", False).body)
        self.assertEqual(found["url"], f"https://localhost:{self.tls_port}/text.txt")

    def test_what_it_is_asked(self):
        found = self.ask("/plain", "/method", True).text
        self.assertEqual(found, f"GET localhost:{self.tls_port} HTTP/2.0")
        found = self.ask("/plain", "/method", False).text
        self.assertEqual(found, f"GET 127.0.0.1:{self.port} HTTP/1.1")

    def test_requests_at_a_time_share_a_connection_of_http2(self):
        found = json.loads(self.ask("/parallel", "/connection", True, query="&count=30").body)
        self.assertLessEqual(len({one.split()[0] for one in found}), 2)

    def test_connections_are_kept_and_replaced(self):
        def run(secure):
            found = json.loads(self.ask("/many", "/connection", secure, query="&count=120").body)
            connections = [one.split() for one in found]
            # It closes each after 50 requests.
            self.assertLessEqual(len({number for number, _ in connections}), 4)
            self.assertEqual(max(int(count) for _, count in connections), 50)

        self.both(run)

    def test_a_body_that_it_refuses(self):
        def run(secure):
            # It answers when it has the head: by the length, or as the file cannot be written.
            for scenario, status in (("/pass", 413), ("/upload", 405)):
                found = self.ask(scenario, "/text.txt", secure, method="POST", body=bytes(3_000_000))
                self.assertEqual(found.status, status)

        self.both(run)


if __name__ == "__main__":
    junit.main()
