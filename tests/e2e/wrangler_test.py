#!/usr/bin/env python3
"""What a Wrangler configuration says, as the worker sees it in `atoll dev`."""

import json
import sys
import unittest

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

# Answers with the variables that are text.
ECHO = """\
export default {
  fetch(request, env) {
    const texts = Object.entries(env).filter(([, value]) => typeof value === "string");
    return Response.json(Object.fromEntries(texts));
  },
};
"""


class Dev(unittest.TestCase):
    def answer(self, files, *args, command="dev", **options):
        with atoll.project(files) as folder:
            with atoll.Server(command, *args, cwd=folder, **options) as server:
                answer = server.get("/")
                self.output = server.output()
        self.assertEqual(answer.status, 200, answer.text)
        return answer.text


class Environments(Dev):
    CONFIG = """\
        name = "shop"
        main = "w.js"
        vars = { A = "top", B = "top" }
        mian = "x"
        [env.staging]
        vars = { A = "staged" }
        [env.bare]
        """

    def variables(self, *args):
        return json.loads(self.answer({"wrangler.toml": self.CONFIG, "w.js": ECHO}, *args))

    def test_the_top_level(self):
        self.assertEqual(self.variables(), {"A": "top", "B": "top"})
        self.assertIn(
            'wrangler.toml:4:9: unknown key "mian": ignored; did you mean "main"?', self.output)

    def test_an_environment(self):
        self.assertEqual(self.variables("-e", "staging"), {"A": "staged"})

    def test_an_environment_that_leaves_variables_out(self):
        self.assertEqual(self.variables("-e", "bare"), {})
        self.assertIn('"env.bare" has no "vars", and the top level\'s are not inherited',
                      self.output)

    def test_dev_says_where_to_listen(self):
        port = atoll.free_port()
        files = {
            "wrangler.json": json.dumps({"main": "w.js", "dev": {"port": port, "ip": "127.0.0.1"}}),
            "w.js": ECHO,
        }
        with atoll.project(files) as folder:
            with atoll.Server("dev", cwd=folder, port=None) as server:
                self.assertEqual(server.port, port)


class Secrets(Dev):
    FILES = {
        "wrangler.json": json.dumps({
            "main": "w.js", "vars": {"A": "var", "B": "var"}, "env": {"x": {"vars": {"A": "x"}}},
            "secrets": {"required": ["B", "C", "D", "MISSING"]},
        }),
        "w.js": ECHO,
    }

    def variables(self, files, *args, **options):
        return json.loads(self.answer({**self.FILES, **files}, *args, **options))

    def test_dev_vars(self):
        files = {".dev.vars": 'B="two\\nlines"\nexport C=sesame # no\nE=5\n', ".env": "D=4\n"}
        self.assertEqual(self.variables(files), {"A": "var", "B": "two\nlines", "C": "sesame"})
        self.assertNotIn("sesame", self.output)
        self.assertIn('Secrets that "secrets.required" does not name are left out: E', self.output)
        self.assertIn("Missing required secrets: D, MISSING", self.output)
        self.assertIn("env.C    secret (hidden)", self.output)

    def test_dev_vars_of_an_environment(self):
        files = {".dev.vars": "B=1\n", ".dev.vars.x": "C=1\n"}
        self.assertEqual(self.variables(files, "-e", "x"), {"A": "x", "C": "1"})

    def test_env_files(self):
        files = {".env": "B=1\nC=1\n", ".env.local": "C=2\n", ".env.x": "D=3\n", ".env.x.local": "D=4\n"}
        self.assertEqual(self.variables(files, "-e", "x"), {"A": "x", "B": "1", "C": "2", "D": "4"})

    def test_files_that_are_named(self):
        files = {".dev.vars": "B=no\n", "one": "B=1\nC=1\n", "two": "C=2\n"}
        self.assertEqual(
            self.variables(files, "--env-file", "one", "--env-file", "two", "--var", "B:3"),
            {"A": "var", "B": "3", "C": "2"})

    def test_serve_reads_none(self):
        files = {".dev.vars": "B=no\n", ".env": "C=no\n"}
        self.assertEqual(self.variables(files, command="serve"), {"A": "var", "B": "var"})

    def test_a_change_reloads(self):
        with atoll.project({**self.FILES, ".dev.vars": "B=1\n"}) as folder:
            with atoll.Server("dev", cwd=folder) as server:
                self.assertEqual(json.loads(server.get("/").text)["B"], "1")
                atoll.write(folder, {".dev.vars": "B=changed\n"})
                atoll.eventually(
                    lambda: json.loads(server.get("/").text)["B"] == "changed", "the new secret")


class Bindings(Dev):
    CONFIG = json.dumps({
        "main": "w.js", "r2_buckets": [{"binding": "BUCKET", "bucket_name": "b"}],
        "durable_objects": {"bindings": [{"name": "ROOM", "class_name": "Room"}]},
        "version_metadata": {"binding": "VERSION"},
    })

    def test_one_that_is_not_there_throws(self):
        script = """\
            export default {
              fetch(request, env) {
                const copy = { ...env };
                const messages = [Object.keys(copy).join()];
                for (const name of ["BUCKET", "ROOM"]) {
                  try { env[name].get("x"); } catch (error) { messages.push(error.message); }
                }
                return Response.json(messages);
              },
            };
            """
        answer = json.loads(self.answer({"wrangler.json": self.CONFIG, "w.js": script}))
        self.assertEqual(answer, [
            "VERSION",
            'The binding "BUCKET" is an R2 bucket, which Atoll does not support.',
            'The binding "ROOM" is a Durable Object namespace, which Atoll does not support.',
        ])
        self.assertIn('"r2_buckets" is not supported: using env.BUCKET throws', self.output)

    def test_a_global_of_a_service_worker_throws(self):
        script = """\
            addEventListener("fetch", (event) => {
              let message;
              try { BUCKET.get("x"); } catch (error) { message = error.message; }
              event.respondWith(new Response(message));
            });
            """
        self.assertIn("an R2 bucket, which Atoll does not support",
                      self.answer({"wrangler.json": self.CONFIG, "w.js": script}))

    def test_version_metadata(self):
        script = "export default { fetch: (request, env) => Response.json(env.VERSION) };\n"
        for command in ("dev", "serve"):
            with self.subTest(command):
                version = json.loads(
                    self.answer({"wrangler.json": self.CONFIG, "w.js": script}, command=command))
                self.assertEqual(set(version), {"id", "tag", "timestamp"})
                self.assertRegex(version["id"], "^[0-9a-f]{16}$")
                self.assertRegex(version["timestamp"], r"^20\d\d-\d\d-\d\dT.*Z$")


class Modules(Dev):
    def config(self, **keys):
        return json.dumps({"main": "w.js", **keys})

    def test_rules_without_a_bundler(self):
        files = {
            "wrangler.json": self.config(rules=[
                {"type": "Text", "globs": ["docs/*.md"], "fallthrough": True},
                {"type": "Data", "globs": ["**/*.png"]}]),
            "docs/a.md": "# a\n", "b.png": bytes([1, 2]), "c.txt": "c",
            "w.js": """\
                import a from "./docs/a.md";
                import b from "./b.png";
                import c from "./c.txt";
                export default { fetch: () => new Response(a + b.byteLength + c) };
                """,
        }
        env = {"ATOLL_ESBUILD": "/nowhere"}
        self.assertEqual(self.answer(files, env=env), "# a\n2c")

    def test_rules_define_and_alias_with_a_bundler(self):
        files = {
            "wrangler.json": self.config(
                main="w.ts", rules=[{"type": "Text", "globs": ["**/*.md"]},
                                    {"type": "Data", "globs": ["**/*.png"]}],
                define={"VERSION": '"1.2"'}, alias={"fancy": "./plain.ts"}),
            "docs/a.md": "# a\n", "b.png": bytes([1, 2]),
            "plain.ts": "export const name: string = 'plain';\n",
            "w.ts": """\
                import a from "./docs/a.md";
                import b from "./b.png";
                import { name } from "fancy";
                declare const VERSION: string;
                export default { fetch: () => new Response(a + b.byteLength + name + VERSION) };
                """,
        }
        for command in ("dev", "serve"):
            with self.subTest(command):
                self.assertEqual(self.answer(files, command=command), "# a\n2plain1.2")

    def test_flags_define_and_alias(self):
        files = {
            "w.js": "import { n } from 'one';\n"
            "export default { fetch: () => new Response(n + WORD) };\n",
            "two.js": "export const n = 'two';\n",
        }
        self.assertEqual(
            self.answer(files, "w.js", "--alias", "one:./two.js", "--define", 'WORD:"x:y"'),
            "twox:y")

    def test_minified(self):
        files = {
            "wrangler.json": self.config(minify=True),
            "w.js": """\
                class VeryLongName {}
                const aVariableOfTheModule = 5;
                const text = () => String(text).includes("aVariableOfTheModule");
                function used() { return aVariableOfTheModule; }
                export default {
                  fetch: () => Response.json([VeryLongName.name, String(used).length < 60]),
                };
                """,
        }
        self.assertEqual(json.loads(self.answer(files)), ["VeryLongName", True])

    def test_jsx_and_tsconfig(self):
        files = {
            "wrangler.json": self.config(main="w.jsx", jsx_factory="h", jsx_fragment='"frag"'),
            "w.jsx": """\
                const h = (tag, attributes, ...children) => `${tag}(${children})`;
                export default { fetch: () => new Response(<><b>x</b></>) };
                """,
        }
        self.assertEqual(self.answer(files), "frag(b(x))")
        files = {
            "wrangler.json": self.config(main="w.ts", tsconfig="conf/tsconfig.json"),
            "conf/tsconfig.json": '{"compilerOptions": {"paths": {"lib/*": ["../code/*"]}}}',
            "code/a.ts": "export default 'through paths';\n",
            "w.ts": "import a from 'lib/a';\nexport default { fetch: () => new Response(a) };\n",
        }
        self.assertEqual(self.answer(files), "through paths")

    def test_no_bundle(self):
        files = {
            "wrangler.json": self.config(no_bundle=True),
            "w.js": "import a from './a.js';\nexport default { fetch: () => new Response(a) };\n",
            "a.js": "export default 'as it is';\n",
        }
        self.assertEqual(self.answer(files, env={"ATOLL_ESBUILD": "/nowhere"}), "as it is")

    def test_modules_that_nothing_imports(self):
        files = {
            "wrangler.json": self.config(find_additional_modules=True),
            "w.js": """\
                export default {
                  fetch: async (request) => {
                    const name = new URL(request.url).pathname.slice(1) || "de";
                    return new Response((await import("./lang/" + name + ".js")).default);
                  },
                };
                """,
            "lang/de.js": "export default 'hallo';\n",
        }
        self.assertEqual(self.answer(files), "hallo")

    def test_a_package_of_commonjs(self):
        files = {
            "wrangler.json": self.config(),
            "w.js": "import pkg, { named } from 'pkg';\n"
            "export default { fetch: () => new Response(pkg.named + named) };\n",
            "node_modules/pkg/package.json": '{"name": "pkg", "main": "lib/main"}',
            "node_modules/pkg/lib/main.js": "const other = require('./other');\n"
            "exports.named = other();\n",
            "node_modules/pkg/lib/other.js": "module.exports = () => 'c';\n",
        }
        self.assertEqual(self.answer(files), "cc")


class BuildCommand(unittest.TestCase):
    FILES = {
        "wrangler.json": json.dumps({
            "main": "dist/w.js",
            "build": {"command": "echo building && mkdir -p dist && sh make.sh"}}),
        "make.sh": "cp src/w.in dist/w.js\n",
        "src/w.in": "export default { fetch: () => new Response('one') };\n",
    }

    def test_makes_the_modules_again_and_again(self):
        with atoll.project(self.FILES) as folder:
            with atoll.Server("dev", cwd=folder) as server:
                self.assertEqual(server.get("/").text, "one")
                self.assertIn("building\n", server.output())
                atoll.write(folder, {"src/w.in": self.FILES["src/w.in"].replace("one", "two")})
                atoll.eventually(lambda: server.get("/").text == "two", "the new version")

    def test_serve_runs_none(self):
        with atoll.project({**self.FILES, "dist/w.js": self.FILES["src/w.in"]}) as folder:
            with atoll.Server("serve", cwd=folder) as server:
                self.assertEqual(server.get("/").text, "one")
                self.assertIn('"build.command" is not run here', server.output())
                self.assertNotIn("building\n", server.output())

    def test_a_failure_is_told(self):
        with atoll.project({**self.FILES, "make.sh": "echo no such thing; exit 3\n"}) as folder:
            with atoll.Server("dev", cwd=folder) as server:
                answer = server.get("/")
                self.assertEqual(answer.status, 500)
                self.assertIn("ended with status 3", answer.text)
                self.assertIn("no such thing", answer.text)
                atoll.write(folder, {"make.sh": self.FILES["make.sh"]})
                atoll.write(folder, {"src/w.in": self.FILES["src/w.in"] + "\n"})
                atoll.eventually(lambda: server.get("/").text == "one", "the mended version")


if __name__ == "__main__":
    junit.main()
