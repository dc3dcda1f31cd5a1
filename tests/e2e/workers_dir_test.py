#!/usr/bin/env python3
"""Hundreds of workers in one node: each is deployed when it is asked for, and harms no other."""

import concurrent.futures
import os
import re
import sys
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

WORKERS = 300


def script(answer):
    return f'export default {{ fetch: () => new Response("{answer}") }};\n'


def folders():
    """300 workers: most are a lone script; one is broken, two share a name."""
    files = {}
    for i in range(WORKERS - 4):
        if i % 3:
            files[f"w{i}/index.js"] = script(f"w{i}")
        else:
            files[f"folder{i}/wrangler.toml"] = f'name = "w{i}"\nmain = "src/m.js"\n'
            files[f"folder{i}/src/m.js"] = script(f"w{i}")
    files["syntax/index.js"] = "export default ]\n"
    files["config/wrangler.toml"] = "name = \n"
    files["twin/index.js"] = script("twin 1")
    files["other/wrangler.json"] = '{"name": "Twin", "main": "m.js"}\n'
    files["other/m.js"] = script("twin 2")
    return files


class ManyWorkers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.context = atoll.project(folders())
        cls.folder = cls.context.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.context.__exit__(None, None, None)

    def serve(self, *args):
        return atoll.Server("serve", "--workers-dir", self.folder, "--threads", "2", *args)

    def ask_all(self, server, connections=8):
        """Asks every good worker once, over some connections; returns those that failed."""

        def ask(numbers):
            failed = []
            with server.client() as client:
                for i in numbers:
                    client.request("GET", "/", headers={"Host": f"w{i}.localhost"})
                    answer = atoll.Response(client.getresponse())
                    if (answer.status, answer.text) != (200, f"w{i}"):
                        failed.append((i, answer.status, answer.text))
            return failed

        shares = [range(start, WORKERS - 4, connections) for start in range(connections)]
        with concurrent.futures.ThreadPoolExecutor(connections) as pool:
            return [failure for failures in pool.map(ask, shares) for failure in failures]

    def test_every_worker_answers(self):
        with self.serve() as server:
            self.assertEqual(self.ask_all(server), [])
            self.assertEqual(self.ask_all(server), [])
            server.signal()
            self.assertEqual(server.wait(), 0)

    def test_the_broken_ones_answer_500_and_stop_no_other(self):
        with self.serve() as server:
            output = server.output()
            self.assertEqual(len(re.findall("config/wrangler.toml:1:", output)), 1, output)
            self.assertEqual(len(re.findall('two workers are called "Twin"', output)), 1, output)
            for name in ("syntax", "config", "twin", "TWIN"):
                with self.subTest(name=name):
                    answer = server.get("/", Host=f"{name}.localhost")
                    self.assertEqual(answer.status, 500)
                    self.assertEqual(answer.text, "Internal Server Error\n")
            server.wait_for_output('worker "syntax" was asked for and cannot run: ')
            server.wait_for_output('worker "config" was asked for and cannot run: ')
            server.wait_for_output('worker "Twin" was asked for and cannot run: ')
            self.assertIn("index.js:1:16: SyntaxError", server.output())
            self.assertEqual(server.get("/", Host="w1.localhost").text, "w1")
            self.assertEqual(server.get("/", Host="nobody.localhost").status, 404)

    def test_many_first_requests_for_one_worker(self):
        with self.serve() as server:
            connections = [server.connect() for _ in range(40)]
            for connection in connections:
                connection.sendall(
                    b"GET / HTTP/1.1\r\nHost: w7.localhost\r\nConnection: close\r\n\r\n"
                )
            for connection in connections:
                with connection:
                    self.assertTrue(atoll.read_all(connection).endswith(b"w7"))

    def test_a_folder_that_changes_is_read_when_it_is_asked_for(self):
        with atoll.project({"a/index.js": "export default ]\n"}) as folder:
            with atoll.Server("serve", "--workers-dir", folder) as server:
                self.assertEqual(server.get("/", Host="a.localhost").status, 500)
                atoll.write(folder, {"a/index.js": script("mended")})
                atoll.eventually(
                    lambda: server.get("/", Host="a.localhost").text == "mended", "another try"
                )

    def test_no_workers_at_all(self):
        with atoll.project({"notes/readme.txt": ""}) as folder:
            ended = atoll.run("serve", "--workers-dir", folder)
            self.assertEqual(ended.returncode, 1)
            self.assertIn("no workers", ended.stderr)


class CodeCache(unittest.TestCase):
    FILES = {
        "module/index.js": 'import { a } from "./a.js";\n'
        "export default { fetch: () => new Response(`module ${a}`) };\n",
        "module/a.js": "export const a = 1;\n",
        "classic/index.js": 'addEventListener("fetch", (e) => e.respondWith(new Response("c")));\n',
    }
    ANSWERS = {"module": "module 1", "classic": "c"}

    def run_once(self, folder):
        """Asks every worker of a new process; returns what was printed."""
        with atoll.Server(
            "serve", "--workers-dir", f"{folder}/workers", "--data-dir", f"{folder}/data"
        ) as server:
            for name, text in self.ANSWERS.items():
                answer = server.get("/", Host=f"{name}.localhost")
                self.assertEqual((answer.status, answer.text), (200, text))
            server.signal()
            self.assertEqual(server.wait(), 0)
            return server.output()

    def files(self, folder):
        found = Path(folder, "data", "code-cache").iterdir()
        return {path.name: path.read_bytes() for path in found}

    def project(self):
        return atoll.project({f"workers/{name}": text for name, text in self.FILES.items()})

    def test_files_are_made_once_and_used_again(self):
        with self.project() as folder:
            self.run_once(folder)
            first = self.files(folder)
            self.assertEqual(len(first), 3)
            times = {p: p.stat().st_mtime_ns for p in Path(folder, "data", "code-cache").iterdir()}
            self.assertNotIn("damaged", self.run_once(folder))
            self.assertEqual(self.files(folder), first)
            self.assertEqual(times, {path: path.stat().st_mtime_ns for path in times})

    def test_damaged_files_are_told_of_and_made_again(self):
        with self.project() as folder:
            self.run_once(folder)
            first = self.files(folder)
            for i, name in enumerate(sorted(first)):
                path = Path(folder, "data", "code-cache", name)
                damaged = bytearray(first[name])
                damaged[-1 - 7 * i] ^= 1 << i
                path.write_bytes(damaged if i else b"")
            output = self.run_once(folder)
            self.assertEqual(output.count("is damaged; it is made again"), 3, output)
            again = self.files(folder)
            self.assertEqual(set(again), set(first))
            self.assertNotIn("damaged", self.run_once(folder))

    def test_a_data_folder_that_cannot_be_written_to(self):
        with self.project() as folder:
            atoll.write(folder, {"data": "a file"})
            output = self.run_once(folder)
            self.assertEqual(output.count("code-cache is not kept"), 1, output)

    def test_one_worker_has_a_code_cache_too(self):
        with self.project() as folder:
            for _ in range(2):
                with atoll.Server(
                    "serve", f"{folder}/workers/classic", "--data-dir", f"{folder}/data"
                ) as server:
                    self.assertEqual(server.get("/").text, "c")
            self.assertEqual(len(os.listdir(f"{folder}/data/code-cache")), 1)


if __name__ == "__main__":
    junit.main()
