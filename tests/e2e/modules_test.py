#!/usr/bin/env python3
"""What a worker may be made of: modules of every kind, configuration, variables."""

import json
import sys
import unittest

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

# (module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))
ADD_WASM = bytes.fromhex(
    "0061736d0100000001070160027f7f017f030201000707010361646400000a09010700200020016a0b"
)

HELLO = 'export default { fetch() { return new Response("hello"); } };\n'


class OneScript(unittest.TestCase):
    def answer(self, files, *args, command="serve", target="/"):
        with atoll.project(files) as folder:
            with atoll.Server(command, *(a.format(folder=folder) for a in args)) as server:
                return server.get(target)

    def test_serve_a_script(self):
        self.assertEqual(self.answer({"w.js": HELLO}, "{folder}/w.js").text, "hello")

    def test_dev_a_script(self):
        self.assertEqual(self.answer({"w.js": HELLO}, "{folder}/w.js", command="dev").text, "hello")

    def test_service_worker_syntax(self):
        script = 'addEventListener("fetch", (e) => e.respondWith(new Response("classic")));\n'
        self.assertEqual(self.answer({"w.js": script}, "{folder}/w.js").text, "classic")

    def test_service_worker_sees_variables_as_globals(self):
        files = {
            "w.js": 'addEventListener("fetch", (e) => e.respondWith(new Response(GREETING)));\n',
            "wrangler.toml": 'name = "w"\nmain = "w.js"\n[vars]\nGREETING = "hi"\n',
        }
        self.assertEqual(self.answer(files, "{folder}").text, "hi")

    def test_a_module_imports_itself(self):
        # Of which V8 must not be asked while the module's code runs.
        script = """\
            export const name = "self";
            const self = import("./w.js");
            await null;
            export default { fetch: async () => new Response((await self).name) };
            """
        self.assertEqual(self.answer({"w.js": script}, "{folder}/w.js").text, "self")

    def test_a_long_message_is_cut(self):
        script = """\
            export default { fetch() { throw new Error("a".repeat(1e8)); } };
            """
        with atoll.project({"w.js": script}) as folder:
            with atoll.Server("serve", f"{folder}/w.js") as server:
                self.assertEqual(server.get("/").status, 500)
                server.wait_for_output("Error: aaaa")
                server.wait_for_output("more characters")
                self.assertLess(len(server.output()), 200_000)

    def test_variable_from_the_command_line(self):
        script = "export default { fetch: (request, env) => new Response(env.K) };\n"
        answer = self.answer({"w.js": script}, "{folder}/w.js", "--var", "K:a:b", command="dev")
        self.assertEqual(answer.text, "a:b")


class Project(unittest.TestCase):
    FILES = {
        "src/index.js": """\
import { greet } from "./lib/greet.js";
import data from "./data.json";
import text from "./note.txt";
import bytes from "./raw.bin";
import wasm from "./add.wasm";

export default {
  async fetch(request, env) {
    const { exports } = new WebAssembly.Instance(wasm);
    const late = await import("./lib/late.js");
    return Response.json({
      greeting: greet(env.NAME),
      data,
      text,
      bytes: [...new Uint8Array(bytes)],
      sum: exports.add(20, 22),
      late: late.default,
      limits: env.LIMITS,
    });
  },
};
""",
        "src/lib/greet.js": 'import { mark } from "../mark.js";\n'
        "export const greet = (name) => `hello ${name}${mark}`;\n",
        "src/lib/late.js": 'export default "late";\n',
        "src/mark.js": 'export const mark = "!";\n',
        "src/data.json": '{"a": [1, 2]}\n',
        "src/note.txt": "a note\n",
        "src/raw.bin": bytes([0, 255, 10]),
        "src/add.wasm": ADD_WASM,
    }
    EXPECTED = {
        "greeting": "hello Atoll!",
        "data": {"a": [1, 2]},
        "text": "a note\n",
        "bytes": [0, 255, 10],
        "sum": 42,
        "late": "late",
        "limits": {"n": 3},
    }
    CONFIGS = {
        "wrangler.toml": 'name = "p"\nmain = "src/index.js"\ncompatibility_date = "2026-01-01"\n'
        '[vars]\nNAME = "Atoll"\nLIMITS = { n = 3 }\n',
        "wrangler.json": '{"name": "p", "main": "src/index.js", "compatibility_date": "2026-01-01",'
        ' "compatibility_flags": [], "vars": {"NAME": "Atoll", "LIMITS": {"n": 3}}}\n',
        "wrangler.jsonc": '{\n  // the worker\n  "name": "p",\n  "main": "src/index.js",\n'
        '  "compatibility_date": "2026-01-01",\n'
        '  "vars": { "NAME": "Atoll", "LIMITS": { "n": 3 }, },\n}\n',
    }

    def test_modules_of_every_kind_from_every_configuration(self):
        for name, config in self.CONFIGS.items():
            for command in ("dev", "serve"):
                with self.subTest(config=name, command=command):
                    with atoll.project({**self.FILES, name: config}) as folder:
                        with atoll.Server(command, folder) as server:
                            answer = server.get("/")
                    self.assertEqual(answer.status, 200, answer.text)
                    self.assertEqual(json.loads(answer.text), self.EXPECTED)


class Bundled(unittest.TestCase):
    def test_typescript(self):
        files = {
            "src/index.ts": 'import { f } from "./f";\n'
            "export default { fetch: (r: Request): Response => new Response(f(r.method)) };\n",
            "src/f.ts": "export const f = (s: string): string => `ts ${s}`;\n",
            "wrangler.toml": 'name = "t"\nmain = "src/index.ts"\ncompatibility_date = "2026-01-01"\n',
        }
        with atoll.project(files) as folder, atoll.Server("serve", folder) as server:
            self.assertEqual(server.get("/").text, "ts GET")

    def test_a_package_of_npm(self):
        files = {
            "index.js": 'import { n } from "pkg";\n'
            "export default { fetch: () => new Response(String(n)) };\n",
            "node_modules/pkg/package.json": '{"name": "pkg", "main": "main.js"}\n',
            "node_modules/pkg/main.js": "exports.n = 7;\n",
            "wrangler.toml": 'name = "t"\nmain = "index.js"\ncompatibility_date = "2026-01-01"\n',
        }
        with atoll.project(files) as folder, atoll.Server("serve", folder) as server:
            self.assertEqual(server.get("/").text, "7")


class WorkersDir(unittest.TestCase):
    def test_the_host_chooses_the_worker(self):
        def script(answer):
            return f'export default {{ fetch: () => new Response("{answer}") }};\n'

        files = {
            "a/wrangler.toml": 'name = "one"\nmain = "w.js"\ncompatibility_date = "2026-01-01"\n',
            "a/w.js": script("first"),
            "two/index.js": script("second"),
        }
        with atoll.project(files) as folder:
            with atoll.Server("serve", "--workers-dir", folder) as server:
                self.assertEqual(server.get("/", Host="one.example.com").text, "first")
                self.assertEqual(server.get("/", Host="two.localhost:8787").text, "second")
                self.assertEqual(server.get("/", Host="TWO.localhost").text, "second")
                self.assertEqual(server.get("/", Host="three.localhost").status, 404)


if __name__ == "__main__":
    junit.main()
