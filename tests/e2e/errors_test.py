#!/usr/bin/env python3
"""Workers that fail: what the client sees, what the log says, and that the server lives on."""

import sys
import unittest

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

WORKER = """\
function explode() {
  throw new TypeError("kaboom 42");
}
export default {
  async fetch(request) {
    switch (new URL(request.url).pathname) {
      case "/throw":
        return explode();
      case "/reject":
        await null;
        throw new Error("rejected 43");
      case "/throw-string":
        throw "only a string";
      case "/throw-much":
        throw new Error("x".repeat(1000000));
      case "/not-a-response":
        return { status: 200 };
      case "/nothing":
        return undefined;
      case "/hang":
        return new Promise(() => {});
      case "/used-body": {
        const response = new Response("x");
        await response.text();
        return response;
      }
      case "/bad-header":
        return new Response("x", { headers: { "x-bad": "a\\nb" } });
      case "/bad-status":
        return new Response("x", { status: 42 });
      case "/broken-stream":
        return new Response(new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode("first"));
          },
          async pull() {
            await new Promise((done) => setTimeout(done, 10));
            throw new Error("stream broke 44");
          },
        }));
      default:
        return new Response("fine");
    }
  },
};
"""


class Failures:
    """The cases; a class for each command runs them."""

    command = None

    @classmethod
    def setUpClass(cls):
        cls.project = atoll.project({"src/w.js": WORKER})
        cls.folder = cls.project.__enter__()
        cls.server = atoll.Server(cls.command, f"{cls.folder}/src/w.js")

    @classmethod
    def tearDownClass(cls):
        cls.server.kill()
        cls.project.__exit__(None, None, None)

    def tearDown(self):
        self.assertEqual(self.server.get("/").text, "fine")

    def fails(self, target, in_log):
        answer = self.server.get(target)
        self.assertEqual(answer.status, 500, answer.text)
        self.server.wait_for_output(in_log)
        return answer

    def test_throws(self):
        self.check_page(self.fails("/throw", "TypeError: kaboom 42"), "kaboom 42")
        # The stack names the worker's own file.
        self.server.wait_for_output("w.js:2")
        self.assertIn("explode", self.server.output())

    def test_rejects(self):
        self.check_page(self.fails("/reject", "rejected 43"), "rejected 43")
        self.server.wait_for_output("w.js:11")

    def test_logs_a_failure_once(self):
        for target in ("/throw", "/reject"):
            self.server.get(target)
        self.assertEqual(self.server.get("/").text, "fine")
        self.server.wait_for_output("rejected 43")
        self.assertNotIn("in promise", self.server.output())

    def test_throws_a_string(self):
        self.check_page(self.fails("/throw-string", "only a string"), "only a string")

    def test_throws_a_long_message(self):
        self.fails("/throw-much", "... 934471 more characters")
        self.assertNotIn("x" * 65537, self.server.output())

    def test_returns_something_else(self):
        self.fails("/not-a-response", "Response")
        self.fails("/nothing", "Response")

    def test_never_answers(self):
        self.fails("/hang", "never")

    def test_returns_a_used_body(self):
        self.fails("/used-body", "already been used")

    def test_sets_an_invalid_header(self):
        self.fails("/bad-header", "x-bad")

    def test_sets_an_invalid_status(self):
        self.fails("/bad-status", "42")

    def test_stream_breaks_off(self):
        # The head is out: only breaking the framing can tell the client.
        with self.server.connect() as connection:
            connection.sendall(b"GET /broken-stream HTTP/1.1\r\nHost: a\r\n\r\n")
            answer = atoll.read_all(connection)
        self.assertIn(b"first", answer)
        self.assertFalse(answer.endswith(b"0\r\n\r\n"), answer)
        self.server.wait_for_output("stream broke 44")


class Dev(Failures, unittest.TestCase):
    command = "dev"

    def check_page(self, answer, message):
        self.assertIn(message, answer.text)

    def test_the_page_is_html_for_a_browser(self):
        page = self.server.get("/throw", Accept="text/html,*/*;q=0.8")
        self.assertEqual(page.status, 500)
        self.assertTrue(page.headers["content-type"].startswith("text/html"))
        for part in ("kaboom 42", "explode", "w.js"):
            self.assertIn(part, page.text)

    def test_the_page_is_plain_for_others(self):
        page = self.server.get("/throw", Accept="*/*")
        self.assertTrue(page.headers["content-type"].startswith("text/plain"))
        self.assertIn("w.js:2", page.text)

    def test_the_page_escapes_what_the_worker_says(self):
        script = "export default { fetch() { throw new Error('<b>&') } };\n"
        with atoll.project({"w.js": script}) as folder:
            with atoll.Server("dev", f"{folder}/w.js") as server:
                page = server.get("/", Accept="text/html").text
        self.assertIn("&lt;b&gt;&amp;", page)
        self.assertNotIn("<b>&", page)


class Serve(Failures, unittest.TestCase):
    command = "serve"

    def check_page(self, answer, message):
        self.assertTrue(answer.headers["content-type"].startswith("text/plain"))
        self.assertLess(len(answer.body), 500)
        for secret in (message, "w.js", "explode"):
            self.assertNotIn(secret, answer.text)


class Rejections(unittest.TestCase):
    """Promises that nobody waits for."""

    WORKER = """
addEventListener("unhandledrejection", (event) => {
  if (event.reason.message === "known 47") event.preventDefault();
});
addEventListener("fetch", (event) => {
  Promise.reject(new Error("known 47"));
  Promise.reject(new Error("lost 46"));
  event.respondWith(new Response("fine"));
});
"""

    def test_are_logged_unless_the_worker_prevents_it(self):
        with atoll.project({"w.js": self.WORKER}) as folder:
            with atoll.Server("serve", f"{folder}/w.js") as server:
                self.assertEqual(server.get("/").text, "fine")
                server.wait_for_output("Uncaught (in promise) Error: lost 46")
                self.assertNotIn("known 47", server.output())


class Bundled(unittest.TestCase):
    """Places in a worker that was bundled are those of its sources."""

    FILES = {
        "w.ts": 'import { explode } from "./lib/explode";\n'
        "export default { fetch: (request: Request): Response => explode(request.url) };\n",
        "lib/explode.ts": "interface Unused {\n  a: number;\n}\n\n"
        "export function explode(url: string): Response {\n"
        '  console.log(new Error("a note").stack);\n'
        '  throw new Error("kaboom 45");\n}\n',
    }

    def test_dev(self):
        with atoll.project(self.FILES) as folder, atoll.Server("dev", f"{folder}/w.ts") as server:
            page = server.get("/").text
            server.wait_for_output("kaboom 45")
            for text in (page, server.output()):
                self.assertIn("(lib/explode.ts:7:9)", text)
                self.assertIn("w.ts:2:", text)
                self.assertIn('throw new Error("kaboom 45");', text)
            self.assertIn("(lib/explode.ts:6:15)", server.output())

    def test_serve(self):
        with atoll.project(self.FILES) as folder, atoll.Server("serve", f"{folder}/w.ts") as server:
            self.assertEqual(server.get("/").status, 500)
            server.wait_for_output("(lib/explode.ts:7:9)")
            self.assertIn("(lib/explode.ts:6:15)", server.output())


class SyntaxErrors(unittest.TestCase):
    BROKEN = "export default {\n  fetch() {\n    return new Response(;\n  },\n};\n"
    FIXED = 'export default { fetch: () => new Response("fixed") };\n'

    def test_dev_shows_the_place_and_recovers(self):
        with atoll.project({"w.js": self.BROKEN}) as folder:
            with atoll.Server("dev", f"{folder}/w.js") as server:
                page = server.get("/")
                self.assertEqual(page.status, 500)
                for text in (page.text, server.output()):
                    self.assertIn("w.js:3:25", text)
                    self.assertIn("return new Response(;", text)
                atoll.write(folder, {"w.js": self.FIXED})
                atoll.eventually(lambda: server.get("/").text == "fixed", "the fixed script")
                atoll.write(folder, {"w.js": self.BROKEN})
                atoll.eventually(lambda: server.get("/", Accept="text/html").status == 500,
                                 "the page of the broken script")
                atoll.write(folder, {"w.js": self.FIXED})
                atoll.eventually(lambda: server.get("/").text == "fixed", "the fixed script")

    def test_dev_names_the_imported_file(self):
        files = {
            "w.js": 'import "./lib.js";\nexport default { fetch: () => new Response("x") };\n',
            "lib.js": "let a = 1;\nlet a = 2;\n",
        }
        with atoll.project(files) as folder, atoll.Server("dev", f"{folder}/w.js") as server:
            self.assertIn("lib.js:2:5", server.get("/").text)

    def test_dev_shows_a_throwing_top_level(self):
        files = {"w.js": 'throw new Error("at the top");\n'}
        with atoll.project(files) as folder, atoll.Server("dev", f"{folder}/w.js") as server:
            page = server.get("/")
            self.assertEqual(page.status, 500)
            self.assertIn("at the top", page.text)
            self.assertIn("w.js:1", page.text)

    def test_serve_refuses_it(self):
        with atoll.project({"w.js": self.BROKEN}) as folder:
            ended = atoll.run("serve", f"{folder}/w.js", "--listen", "127.0.0.1:0")
        self.assertEqual(ended.returncode, 1)
        self.assertIn("w.js:3:25", ended.stderr)


class Usage(unittest.TestCase):
    """Wrong input ends with status 1 and one line that says what, where and what was expected."""

    def refused(self, arguments, *parts, files=None, env=None):
        if arguments[0] == "serve" and "--listen" not in arguments:
            arguments = [*arguments, "--listen", "127.0.0.1:0"]
        with atoll.project(files or {}) as folder:
            ended = atoll.run(*(a.format(folder=folder) for a in arguments), env=env)
        self.assertEqual(ended.returncode, 1, ended.stdout + ended.stderr)
        self.assertEqual(len(ended.stderr.strip().splitlines()), 1, ended.stderr)
        for part in parts:
            self.assertIn(part, ended.stderr)

    def test_missing_file(self):
        for command in ("dev", "serve"):
            with self.subTest(command=command):
                self.refused([command, "{folder}/none.js"], "none.js")

    def test_folder_without_a_worker(self):
        self.refused(["serve", "{folder}"], "wrangler")

    def test_missing_main(self):
        files = {"wrangler.toml": 'name = "w"\nmain = "src/none.js"\n'}
        self.refused(["serve", "{folder}"], "none.js", "wrangler.toml", files=files)

    def test_broken_json(self):
        files = {"wrangler.json": '{"name": "w",\n "main" "w.js"}\n'}
        self.refused(["serve", "{folder}"], "wrangler.json:2", files=files)

    def test_broken_toml(self):
        files = {"wrangler.toml": 'name = "w"\nmain = w.js\n'}
        self.refused(["serve", "{folder}"], "wrangler.toml:2", files=files)

    def test_wrong_type(self):
        files = {"wrangler.toml": 'name = "w"\nmain = 3\n'}
        self.refused(["serve", "{folder}"], "wrangler.toml:2", "main", "string", files=files)

    def test_unknown_key(self):
        files = {"wrangler.toml": 'name = "w"\nmian = "w.js"\n', "w.js": ""}
        self.refused(["serve", "{folder}"], "wrangler.toml:2", "mian", "main", files=files)

    def test_unknown_environment(self):
        files = {"wrangler.toml": 'name = "w"\nmain = "w.js"\n[env.one]\n', "w.js": ""}
        self.refused(["serve", "{folder}", "--env", "two"], "env.two", "one", files=files)

    def test_folder_of_workers_that_is_missing_or_empty(self):
        self.refused(["serve", "--workers-dir", "{folder}/none"], "none", "expected a folder")
        self.refused(["serve", "--workers-dir", "{folder}"], "no workers", "wrangler.toml")

    def test_two_workers_of_one_name(self):
        files = {f"{a}/wrangler.toml": 'name = "same"\nmain = "w.js"\n' for a in "ab"}
        files |= {f"{a}/w.js": "export default {};\n" for a in "ab"}
        with atoll.project(files) as folder, atoll.Server(
            "serve", "--workers-dir", folder
        ) as server:
            self.assertIn('"same"', server.output())
            self.assertEqual(server.get("/", Host="same.localhost").status, 500)

    def test_folder_for_temporary_files_that_cannot_be_written_to(self):
        files = {"w.ts": "export default {};\n"}
        parts = ("/dev/null", "expected a folder", "TMPDIR")
        self.refused(["serve", "{folder}/w.ts"], *parts, files=files, env={"TMPDIR": "/dev/null"})

    def test_busy_port(self):
        script = {"w.js": 'export default { fetch: () => new Response("x") };\n'}
        with atoll.project(script) as folder:
            with atoll.Server("serve", f"{folder}/w.js") as server:
                address = f"127.0.0.1:{server.port}"
                self.refused(["serve", f"{folder}/w.js", "--listen", address], address, "in use")

    def test_unknown_command_and_option(self):
        self.refused(["explode"], "explode")
        self.refused(["serve", "--no-such-option"], "--no-such-option")

    def test_bad_listen_address(self):
        files = {"w.js": 'export default { fetch: () => new Response("x") };\n'}
        for value in ("127.0.0.1:99999", "nonsense"):
            with self.subTest(value=value):
                self.refused(["serve", "{folder}/w.js", "--listen", value], value, files=files)

    def test_help_and_version(self):
        for arguments, part in ((["--help"], "serve"), (["--version"], "atoll"), (["help"], "dev")):
            with self.subTest(arguments=arguments):
                ended = atoll.run(*arguments)
                self.assertEqual(ended.returncode, 0, ended.stderr)
                self.assertIn(part, ended.stdout)


if __name__ == "__main__":
    junit.main()
