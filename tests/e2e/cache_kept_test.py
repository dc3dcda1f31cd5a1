#!/usr/bin/env python3
"""What of a cache outlives a process, and what does not fit."""

import json
import re
import sys
import threading
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402
from cache_node import CONFIG, WORKER, Node, headers_of  # noqa: E402


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
            node.server.crash()
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
                    cache=cache, admin=atoll.free_port())}) as folder:
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


if __name__ == "__main__":
    junit.main()
