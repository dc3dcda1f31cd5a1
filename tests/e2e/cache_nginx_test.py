#!/usr/bin/env python3
"""The cf options of fetch() and a server that many have."""

import contextlib
import json
import sys
import unittest

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402
from cache_node import Node, query  # noqa: E402
from nginx_server import LARGE, TEXT, NginxServer  # noqa: E402

HTTP = """\
  gzip on;
  gzip_vary on;
  gzip_types text/plain;
  server {{
    listen 127.0.0.1:{port};
    root {root};
    location = /short.txt {{ add_header Cache-Control "max-age=0"; }}
    expires 1h;
  }}
"""


class Nginx(unittest.TestCase):
    """A server that many have."""

    def setUp(self):
        self.stack = contextlib.ExitStack()
        port = atoll.free_port()
        self.nginx = self.stack.enter_context(
            NginxServer(lambda root: HTTP.format(port=port, root=root)))
        self.nginx.wait(port)
        self.node = self.stack.enter_context(Node())
        self.url = f"http://127.0.0.1:{port}/"

    def tearDown(self):
        self.stack.close()

    def test_compressed_texts(self):
        everything = {"cacheEverything": True}
        found = [self.node.cf(self.url + "text.txt", everything) for _ in range(2)]
        self.assertEqual([one["state"] for one in found], ["MISS", "HIT"])
        self.assertEqual({one["text"] for one in found}, {TEXT})
        self.assertEqual(len(self.nginx.requests()), 1)
        # It lies there as it came, and everybody gets what he can read.
        asked = json.dumps({"url": self.url + "text.txt", "cf": everything})
        packed = self.node.ask("/cfPass", body=asked, accept_encoding="gzip")
        self.assertEqual(packed.headers["content-encoding"], "gzip")
        self.assertLess(len(packed.body), len(TEXT))
        self.assertEqual(self.node.ask("/cfPass", body=asked).text, TEXT)
        self.assertEqual(self.node.text(key=self.url + "text.txt"), TEXT)
        self.assertEqual(self.node.ask("/serve" + query(self.url + "text.txt", None)).text, TEXT)
        self.assertEqual(len(self.nginx.requests()), 1)

    def test_validation_by_tag_and_date(self):
        zero = {"cacheTtl": 0}
        states = [self.node.cf(self.url + "large.bin", zero)["state"] for _ in range(3)]
        self.assertEqual(states, ["MISS", "REVALIDATED", "REVALIDATED"])
        statuses = [line.split('"')[2].split()[0] for line in self.nginx.requests()]
        self.assertEqual(statuses, ["200", "304", "304"])

    def test_a_restart(self):
        everything = {"cacheEverything": True}
        self.node.cf(self.url + "large.bin", everything)
        atoll.eventually(lambda: self.node.stored() == 1, "the put")
        self.node.restart()
        asked = json.dumps({"url": self.url + "large.bin", "cf": everything})
        found = self.node.ask("/cfPass", body=asked)
        self.assertEqual(found.headers["cf-cache-status"], "HIT")
        self.assertEqual(found.body, LARGE)
        self.assertEqual(len(self.nginx.requests()), 1)


if __name__ == "__main__":
    junit.main()
