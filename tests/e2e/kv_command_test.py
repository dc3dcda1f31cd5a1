#!/usr/bin/env python3
"""`atoll kv`: what it reads and writes, with and without a server that has the same data open."""

import json
import sys
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

FILES = {
    "wrangler.json": json.dumps({
        "name": "kv", "main": "index.js",
        "kv_namespaces": [{"binding": "KV", "id": "one", "preview_id": "two"}]}),
    "index.js": """export default { async fetch(request, { KV }) {
  const key = new URL(request.url).pathname.slice(1);
  if (request.method === "PUT") await KV.put(key, await request.text(), { metadata: [1] });
  return new Response(await KV.get(key));
} };""",
}


class KvCommandTest(unittest.TestCase):
    def setUp(self):
        self._project = atoll.project(FILES)
        self.folder = self._project.__enter__()
        self.data = f"{self.folder}/data"

    def tearDown(self):
        self._project.__exit__(None, None, None)

    def kv(self, *words, ok=True):
        """What the command wrote, or its error."""
        which = [] if words[0] == "compact" or words[:2] in (("namespace", "list"),
                                                             ("namespace", "create")) else [
            "--namespace-id", "one"]
        ended = atoll.run("kv", *words, *which, "--data-dir", self.data)
        self.assertEqual(ended.returncode == 0, ok, ended.stderr)
        return ended.stdout if ok else ended.stderr

    def file(self, value):
        path = Path(self.folder, "bulk.json")
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
        return str(path)

    def test_keys(self):
        self.assertEqual(self.kv("key", "put", "k", "value", "--metadata", '{"a":1}'), "")
        self.assertEqual(self.kv("key", "get", "k"), "value")
        self.assertEqual(self.kv("key", "put", "é", "--path", self.file("from a file")), "")
        self.assertEqual(self.kv("key", "get", "é"), "from a file")
        self.assertEqual(json.loads(self.kv("key", "list")),
                         [{"name": "k", "metadata": {"a": 1}}, {"name": "é"}])
        self.assertEqual(json.loads(self.kv("key", "list", "--prefix", "é")), [{"name": "é"}])
        self.kv("key", "delete", "k")
        self.assertEqual(self.kv("key", "get", "k", ok=False), 'atoll: there is no key "k"\n')
        self.assertIn("at least 60", self.kv("key", "put", "k", "v", "--ttl", "59", ok=False))
        self.kv("key", "put", "k", "v", "--ttl", "60")
        self.assertIn("expiration", json.loads(self.kv("key", "list"))[0])
        self.assertIn("no JSON", self.kv("key", "put", "k", "v", "--metadata", "{", ok=False))
        self.assertIn("a key of 513 octets", self.kv("key", "put", "k" * 513, "v", ok=False))

    def test_bulk(self):
        entries = [{"key": f"k{i}", "value": str(i)} for i in range(2500)]
        entries += [{"key": "m", "value": "v", "metadata": {"a": None}},
                    {"key": "o", "value": "AP8K", "base64": True}]
        self.kv("bulk", "put", self.file(entries))
        self.assertEqual(len(json.loads(self.kv("key", "list"))), 2502)
        exported = json.loads(self.kv("bulk", "export"))
        self.assertEqual({one["key"]: one for one in exported}, {one["key"]: one for one in entries})
        out = str(Path(self.folder, "out.json"))
        self.kv("bulk", "export", out, "--prefix", "m")
        self.assertEqual(json.loads(Path(out).read_text(encoding="utf-8")), [entries[2500]])
        self.kv("bulk", "delete", self.file([f"k{i}" for i in range(2500)] + [{"name": "o"}]))
        self.assertEqual(json.loads(self.kv("key", "list")),
                         [{"name": "m", "metadata": {"a": None}}])

    def test_bulk_errors_name_the_entry(self):
        for text, error in (
                ("{", "the text is no JSON; expected ["),
                ("{}", "the JSON is no array"),
                ("[1]", "entry 0 is no object"),
                ('[{"key":"a","value":"b"},{"key":"a"}]', 'entry 1 has no string "value"'),
                ('[{"key":"a","value":"*","base64":true}]', "no base64"),
                ('[{"key":"a","value":"b","expiration_ttl":1}]', "entry 0 a time to live of 1"),
                ('[{"key":"a","value":"b","expiration_ttl":9223372036854775807}]',
                 "entry 0 an expiration after 8640000000000, the last"),
                ('[{"key":"","value":"b"}]', "entry 0: an empty key")):
            found = self.kv("bulk", "put", self.file(text), ok=False)
            self.assertIn(error, found)
            self.assertIn("bulk.json", found)

    def test_namespaces(self):
        self.assertEqual(json.loads(self.kv("namespace", "list")), [])
        made = json.loads(self.kv("namespace", "create", "mine"))
        self.assertRegex(made["id"], "^[0-9a-f]{32}$")
        self.kv("key", "put", "k", "12345")
        listed = {one["id"]: one for one in json.loads(self.kv("namespace", "list"))}
        self.assertEqual(listed[made["id"]]["title"], "mine")
        self.assertEqual(listed["one"], {"id": "one", "title": "one", "keys": 1, "bytes": 6})
        self.kv("namespace", "delete")
        self.assertEqual([one["id"] for one in json.loads(self.kv("namespace", "list"))],
                         [made["id"]])
        self.assertIn('no namespace is called "one"', self.kv("key", "list", ok=False))

    def test_beside_a_server(self):
        with atoll.Server("serve", self.folder, "--data-dir", self.data) as server:
            self.kv("key", "put", "from-here", "value")
            self.assertEqual(server.get("/from-here").text, "value")
            server.request("PUT", "/from-there", body="other")
            self.assertEqual(self.kv("key", "get", "from-there"), "other")
            self.kv("bulk", "put", self.file([{"key": "k", "value": "v" * 1000}] * 3))
            self.assertEqual(server.get("/k").text, "v" * 1000)
            self.assertIn("is in use by another process; expected it to be open nowhere, or --later",
                          self.kv("compact", ok=False))
        self.kv("bulk", "delete", self.file(["k"]))
        self.assertIn("octets are now", self.kv("compact"))
        self.assertEqual(self.kv("key", "get", "from-there"), "other")

    def test_a_server_compacts_when_it_starts(self):
        values = self.file([{"key": f"k{i}", "value": "v" * 100_000} for i in range(50)])
        file = Path(self.data, "kv/data.mdb")
        with atoll.Server("serve", self.folder, "--data-dir", self.data) as server:
            self.assertIsNotNone(server.get("/none"))
            self.kv("bulk", "put", values)
            self.kv("bulk", "delete", self.file([f"k{i}" for i in range(1, 50)]))
            self.assertIn("the next server", self.kv("compact", "--later"))
            # Others that open the file do not.
            self.kv("key", "get", "k0")
            self.assertGreater(file.stat().st_size, 4_000_000)
        with atoll.Server("serve", self.folder, "--data-dir", self.data) as server:
            self.assertEqual(server.get("/k0").text, "v" * 100_000)
            server.wait_for_match(r"kv: \d+ octets are now \d+")
            self.assertLess(file.stat().st_size, 1_000_000)
        with atoll.Server("serve", self.folder, "--data-dir", self.data) as server:
            self.assertEqual(server.get("/k0").text, "v" * 100_000)
            self.assertNotIn("octets are now", server.output(), "once")
        self.assertIn("octets are now", self.kv("compact", "--later"))

    def test_a_damaged_file_is_not_compacted(self):
        self.kv("key", "put", "k", "canary of one")
        file = Path(self.data, "kv/data.mdb")
        file.write_bytes(file.read_bytes().replace(b"canary of one", b"canary of two"))
        before = file.read_bytes()
        self.assertIn('the namespace "one"', self.kv("compact", ok=False))
        self.assertEqual(file.read_bytes(), before)

    def test_bindings_of_the_project_name_namespaces(self):
        where = ["--config", f"{self.folder}/wrangler.json", "--data-dir", self.data]
        atoll.run("kv", "key", "put", "k", "preview", "--binding", "KV", "--preview", *where)
        self.assertEqual(atoll.run("kv", "key", "get", "k", "--namespace-id", "two",
                                   "--data-dir", self.data).stdout, "preview")
        found = atoll.run("kv", "key", "get", "k", "--binding", "NONE", *where).stderr
        self.assertIn('no KV namespace "NONE"; expected KV', found)
        self.assertIn("require", atoll.run("kv", "key", "get", "k").stderr.lower())


if __name__ == "__main__":
    junit.main()
