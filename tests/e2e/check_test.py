#!/usr/bin/env python3
"""`atoll check`: what it says of a worker that can run, and of one that cannot."""

import json
import sys
import unittest

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

HELLO = "export default { fetch: () => new Response('hello') };\n"
CONFIG = """\
{
  "name": "shop",
  "main": "src/index.js",
  "compatibility_date": "2026-01-31",
  "compatibility_flags": ["nodejs_compat"],
  "vars": { "GREETING": "hi" },
  "kv_namespaces": [{ "binding": "VISITS", "id": "visits" }],
  "r2_buckets": [{ "binding": "BUCKET", "bucket_name": "images" }],
  "triggers": { "crons": ["*/5 * * * *"] },
  "limits": { "cpu_ms": 70 },
  "mian": "x"
}
"""
FILES = {
    "wrangler.json": CONFIG,
    "src/index.js": 'import "./more.js";\n' + HELLO,
    "src/more.js": "// nothing\n",
    ".dev.vars": "TOKEN=sesame\n",
}


class Check(unittest.TestCase):
    def check(self, files, *args):
        with atoll.project(files) as folder:
            return atoll.run("check", "--cwd", folder, *args)

    def report(self, files, *args):
        """What it says as JSON, of the first worker; and whether all are well."""
        ended = self.check(files, "--json", *args)
        report = json.loads(ended.stdout)
        self.assertEqual(ended.returncode, 0 if report["ok"] else 1)
        self.assertNotIn("sesame", ended.stdout + ended.stderr)
        return report["workers"][0]

    def test_says_what_a_worker_is(self):
        ended = self.check(FILES)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        for line in [
            "shop",
            "  main           src/index.js",
            "  configuration  wrangler.json",
            "  compatibility  2026-01-31, nodejs_compat",
            "  cron           */5 * * * *",
            '  env.GREETING  variable "hi"        local',
            "  env.TOKEN     secret (hidden)      local",
            "  env.VISITS    KV namespace visits  local",
            "  env.BUCKET    R2 bucket images     not supported",
        ]:
            self.assertIn(line, ended.stdout.splitlines())
        self.assertIn("cpu_ms 70,", ended.stdout)
        self.assertNotIn("sesame", ended.stdout + ended.stderr)
        self.assertIn(
            'warning: wrangler.json:11:3: unknown key "mian": ignored; did you mean "main"?',
            ended.stderr)
        self.assertIn('"r2_buckets" is not supported: using env.BUCKET throws', ended.stderr)

    def test_says_it_as_json(self):
        worker = self.report(FILES)
        self.assertEqual(worker["name"], "shop")
        self.assertEqual(worker["modules"]["count"], 2)
        self.assertEqual(worker["crons"], ["*/5 * * * *"])
        self.assertEqual(worker["limits"]["cpu_ms"], 70)
        self.assertEqual(worker["errors"], [])
        self.assertEqual(len(worker["warnings"]), 2)
        self.assertIn({"name": "TOKEN", "kind": "secret", "supported": True}, worker["bindings"])

    def test_an_error_of_the_configuration(self):
        files = {**FILES, "wrangler.json": '{\n  "main": "src/index.js",\n  "vars": 5\n}\n'}
        ended = self.check(files)
        self.assertEqual(ended.returncode, 1)
        self.assertIn(
            'error: wrangler.json:3:11: "vars" is a number; expected an object\n'
            '      "vars": 5\n'
            "              ^\n",
            ended.stderr)
        error = self.report(files)["errors"][0]
        self.assertEqual((error["file"], error["line"], error["column"]), ("wrangler.json", 3, 11))

    def test_an_error_of_a_module(self):
        files = {**FILES, "src/more.js": "let a = 1;\nlet a = 2;\n"}
        ended = self.check(files)
        self.assertEqual(ended.returncode, 1)
        self.assertIn("error: src/more.js:2:5: ", ended.stderr)
        self.assertIn("    let a = 2;\n        ^\n", ended.stderr)
        error = self.report(files)["errors"][0]
        self.assertEqual((error["file"], error["line"], error["column"]), ("src/more.js", 2, 5))

    def test_an_error_of_the_bundler(self):
        files = {**FILES, "wrangler.json": '{"main": "a.ts"}',
                 "a.ts": "import x from 'path';\nexport default x;\n"}
        error = self.report(files)["errors"][0]
        self.assertEqual((error["file"], error["line"]), ("a.ts", 1))
        self.assertIn('the compatibility flag "nodejs_compat"', error["message"])

    def test_nodes_modules_need_a_flag(self):
        files = {"w.js": "import 'node:path';\n" + HELLO}
        self.assertIn('"nodejs_compat"', self.report(files, "w.js")["errors"][0]["message"])

    def test_flags_stand_in_for_the_configuration(self):
        worker = self.report(FILES, "--compatibility-date", "2025-05-05", "--name", "other",
                             "--compatibility-flags", "nodejs_als", "--var", "A:b")
        self.assertEqual(worker["name"], "other")
        self.assertEqual(worker["compatibility_date"], "2025-05-05")
        self.assertEqual(worker["compatibility_flags"], ["nodejs_als"])
        self.assertIn({"name": "A", "kind": "variable", "supported": True, "resource": '"b"'},
                      worker["bindings"])

    def test_two_configurations_are_two_workers(self):
        files = {**FILES, "b/wrangler.toml": 'name = "b"\nmain = "none.js"\n'}
        ended = self.check(files, "--json", "-c", "wrangler.json", "-c", "b/wrangler.toml")
        report = json.loads(ended.stdout)
        self.assertEqual(ended.returncode, 1)
        self.assertEqual([worker["ok"] for worker in report["workers"]], [True, False])

    def test_a_folder_that_is_not_there(self):
        ended = atoll.run("check", "--cwd", "/nowhere/at/all")
        self.assertEqual(ended.returncode, 1)
        self.assertIn("--cwd /nowhere/at/all: No such file or directory", ended.stderr)


if __name__ == "__main__":
    junit.main()
