#!/usr/bin/env python3
"""What workers find of Node under compatibility flags, in the real program."""

import json
import sys
import unittest

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

PACKAGE = "node_modules/old-package/"
PACKAGED = {
    PACKAGE + "package.json": '{"name": "old-package", "main": "index.js"}',
    PACKAGE + "index.js": 'const { Buffer } = require("buffer");\n'
    'const EventEmitter = require("events");\n'
    'const crypto = require("node:crypto");\n'
    "class Hasher extends EventEmitter {\n"
    '  run(text) { this.emit("done", crypto.createHash("md5").update(text).digest("hex")); }\n'
    "}\n"
    "module.exports = { Hasher, isBuffer: Buffer.isBuffer };\n",
}
ANSWER = "export default { fetch: () => new Response(String(value)) };\n"


def worker(source, flags=("nodejs_compat",), date="2026-01-01", files=None):
    config = {"name": "w", "main": "index.js", "compatibility_date": date, "vars": {"A": "1"}}
    if flags:
        config["compatibility_flags"] = list(flags)
    return {"index.js": source, "wrangler.json": json.dumps(config), **(files or {})}


class NodeCompat(unittest.TestCase):
    def answers(self, expected, files):
        with atoll.project(files) as folder, atoll.Server("serve", folder) as server:
            answer = server.get("/")
            self.assertEqual((answer.status, answer.text), (200, expected), server.output())
            return server.output()

    def refuses(self, expected, files):
        with atoll.project(files) as folder:
            ended = atoll.run("serve", folder, "--listen", "127.0.0.1:0")
        self.assertNotEqual(ended.returncode, 0)
        self.assertIn(expected, ended.stderr)

    def test_nothing_without_the_flag(self):
        source = (
            "const value = ['process', 'Buffer', 'global', 'setImmediate', 'clearImmediate']"
            ".filter((name) => name in globalThis);\n" + ANSWER
        )
        self.answers("", worker(source, flags=()))
        self.refuses(
            'index.js:1:18: "node:path" needs the compatibility flag "nodejs_compat"',
            worker('import path from "node:path";\nexport default {};\n', flags=()),
        )

    def test_the_context_alone(self):
        source = (
            'import { AsyncLocalStorage } from "node:async_hooks";\n'
            "const storage = new AsyncLocalStorage();\n"
            "export default { fetch: () => storage.run(5, async () => { await null;"
            " return new Response(`${storage.getStore()} ${typeof process}`); }) };\n"
        )
        self.answers("5 undefined", worker(source, flags=["nodejs_als"]))
        self.refuses(
            '"node:events" needs the compatibility flag "nodejs_compat"',
            worker('import "node:events";\nexport default {};\n', flags=["nodejs_als"]),
        )

    def test_an_early_date_gives_the_modules_alone(self):
        source = 'import { sep } from "node:path";\nconst value = sep + typeof process;\n' + ANSWER
        self.answers("/undefined", worker(source, date="2024-01-01"))
        second = ["nodejs_compat", "nodejs_compat_v2"]
        self.answers("/object", worker(source, flags=second, date="2024-01-01"))

    def test_a_module_that_is_not_supported_is_named(self):
        self.refuses(
            'index.js:1:8: "node:child_process" is not supported; a worker starts no processes.',
            worker('import "node:child_process";\nexport default {};\n'),
        )
        self.refuses(
            '"fs" is not supported; a worker has no file system',
            worker('import fs from "fs";\nexport default { fs };\n'),
        )
        self.refuses(
            "does not provide an export named 'nothing'",
            worker('import { nothing } from "node:path";\nexport default { nothing };\n'),
        )

    def test_packages_require_them(self):
        source = (
            'import { Hasher, isBuffer } from "old-package";\n'
            "export default { fetch() {\n"
            "  const hasher = new Hasher();\n"
            "  let value;\n"
            '  hasher.on("done", (hash) => { value = hash; });\n'
            '  hasher.run("abc");\n'
            "  return new Response(`${value} ${isBuffer(Buffer.alloc(1))}`);\n"
            "} };\n"
        )
        files = worker(source, files=PACKAGED)
        self.answers("900150983cd24fb0d6963f7d28e17f72 true", files)
        files[PACKAGE + "index.js"] += 'require("child_process");\n'
        self.refuses("child_process\" is not supported; a worker starts no processes.", files)

    def test_typescript_imports_them(self):
        source = (
            'import { Buffer } from "buffer";\nimport util from "node:util";\n'
            "const value: string = util.inspect(Buffer.from([1]));\n" + ANSWER
        )
        files = worker("")
        files["index.ts"] = source
        files["wrangler.json"] = files["wrangler.json"].replace("index.js", "index.ts")
        self.answers("<Buffer 01>", files)

    def test_each_request_has_its_own_context(self):
        source = (
            'import { AsyncLocalStorage } from "node:async_hooks";\n'
            "const storage = new AsyncLocalStorage();\n"
            "export default { fetch: (request) => storage.run(request.url, async () => {\n"
            "  await new Promise((resolve) => setTimeout(resolve, 20));\n"
            "  return new Response(new URL(storage.getStore()).pathname);\n"
            "}) };\n"
        )
        with atoll.project(worker(source)) as folder, atoll.Server("serve", folder) as server:
            clients = [server.connect() for _ in range(8)]
            for i, client in enumerate(clients):
                client.sendall(b"GET /%d HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % i)
            for i, client in enumerate(clients):
                answer = atoll.read_all(client)
                client.close()
                self.assertTrue(answer.endswith(b"\r\n\r\n/%d" % i), answer)

    def test_a_worker_that_has_replaced_everything_does_no_harm(self):
        source = (
            "const apply = Reflect.apply;\n"
            "const stolen = new Set();\n"
            "Reflect.apply = (f, t, a) => { stolen.add(f); return apply(f, t, a); };\n"
            "Function.prototype.call = function () { stolen.add(this); };\n"
            "Object.defineProperty(Object.prototype, 'get', { value: () => 5, writable: true });\n"
            "export default { async fetch() {\n"
            '  try { await import("node:crypto"); } catch {}\n'
            "  const junk = [undefined, -1, 2 ** 32, 'x', new Uint8Array(700), {}, null];\n"
            "  for (const f of stolen) for (const a of junk) for (const b of junk)\n"
            "    try { f(a, b, 1, 2, 3, 4, 5, 6); } catch {}\n"
            '  return new Response("alive");\n'
            "} };\n"
        )
        with atoll.project(worker(source)) as folder, atoll.Server("serve", folder) as server:
            self.assertIn(server.get("/").status, (200, 500))
            self.assertIn(server.get("/").status, (200, 500))
            self.assertIsNone(server.process.poll())


if __name__ == "__main__":
    junit.main()
