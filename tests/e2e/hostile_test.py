#!/usr/bin/env python3
"""Workers that have replaced every function they can reach are served as all others are."""

import sys
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

REPLACED = Path("tests/web/replaced.js").read_text(encoding="utf-8")

# What all workers here answer. They use nothing that they have replaced.
ANSWER = """\
function utf8(text) {
  return call(make("TextEncoder"), "encode", text);
}

function later(value) {
  return make("Promise", (done) => call(globalThis, "setTimeout", done, 1, value));
}

function answer(request, waitUntil) {
  switch (get(make("URL", get(request, "url")), "pathname")) {
    case "/text":
      return make("Response", "ok");
    case "/made":
      return make("Response", "made", { status: 201, headers: { "x-a": "1", "x-b": "2" } });
    case "/json":
      return call(get(globalThis, "Response"), "json", { a: [1, "b"] });
    case "/bytes":
      return make("Response", utf8("octets"));
    case "/later":
      return later(make("Response", "later"));
    case "/stream": {
      let left = 3;
      return make("Response", make("ReadableStream", {
        pull(controller) {
          call(controller, "enqueue", utf8(`${left}`));
          if (--left === 0) call(controller, "close");
          return later(undefined);
        },
      }));
    }
    case "/echo":
      return make("Response", get(request, "body"));
    case "/read":
      return call(call(request, "text"), "then", (text) => make("Response", `${text}!`));
    case "/headers":
      return make("Response", call(get(request, "headers"), "get", "x-a"));
    case "/clone":
      return make("Response", get(call(request, "clone"), "method"));
    case "/throw":
      throw make("TypeError", "thrown 51");
    case "/reject":
      return make("Promise", (_, fail) => fail(make("Error", "rejected 52")));
    case "/reject-later":
      return make("Promise", (_, fail) => {
        call(globalThis, "setTimeout", () => fail(make("Error", "rejected 53")), 1);
      });
    case "/broken-stream":
      return make("Response", make("ReadableStream", {
        pull(controller) {
          call(controller, "error", make("Error", "broke 54"));
        },
      }));
    case "/nothing":
      return undefined;
    case "/wait":
      waitUntil(call(later(undefined), "then", () => {
        call(get(globalThis, "console"), "log", "waited", make("Response", "x"));
      }));
      return make("Response", "waiting");
    case "/cache": {
      const cache = get(get(globalThis, "caches"), "default");
      const headers = { "cache-control": "max-age=60", etag: "1" };
      const one = make("Response", "cached", { headers });
      const clone = call(one, "clone");
      const after = (promise, step) => call(promise, "then", step);
      return make("Promise", (done) => {
        after(call(cache, "put", "https://a/", one), () => {
          const other = make("Response", get(clone, "body"), { headers });
          after(call(cache, "put", "https://b/", other), () => {
            after(call(cache, "delete", "https://a/"), () => {
              after(call(cache, "match", "https://b/", { ignoreMethod: true }), done);
            });
          });
        });
      });
    }
    case "/interval": {
      let count = 0;
      return make("Promise", (done) => {
        const timer = call(globalThis, "setInterval", () => {
          if (++count < 3) return;
          call(globalThis, "clearInterval", timer);
          done(make("Response", `${count}`));
        }, 1);
      });
    }
    default:
      return make("Response", "other", { status: 404 });
  }
}
"""

REPLACE = """\
const Refusal = Error;
const define = Reflect.defineProperty;
const { prototype } = Object;
function refuse(name) {
  throw new Refusal(`${name} was called`);
}
replaceAll(refuse);
for (let i = 0; i < names.length; ++i) {
  define(prototype, names[i], {
    __proto__: null,
    get() {
      return undefined;
    },
    set() {
      refuse(names[i]);
    },
  });
}
"""

# Members that internal objects and dictionaries have.
NAMES = """\
const names = ("0 1 2 3 done value redirect method signal type get set body status statusText headers " +
  "url id request responseStream source used stream kind start pull cancel callback values timeout " +
  "repeats nesting promise resolve reject key index name ctx env props invocation size code").split(" ");
"""

MODULE = f"""\
import {{ call, get, make, replaceAll }} from "./replaced.js";
{ANSWER}{NAMES}
export default {{
  fetch(request, env, ctx) {{
    return answer(request, (promise) => call(ctx, "waitUntil", promise));
  }},
}};
{REPLACE}"""

CLASS = f"""\
import {{ WorkerEntrypoint }} from "cloudflare:workers";
import {{ call, get, make, replaceAll }} from "./replaced.js";
{ANSWER}{NAMES}
export default class extends WorkerEntrypoint {{
  fetch(request) {{
    return answer(request, (promise) => call(this.ctx, "waitUntil", promise));
  }}
}}
{REPLACE}"""

SCRIPT = f"""\
(() => {{
{REPLACED.replace("export ", "")}
{ANSWER}{NAMES}
addEventListener("fetch", (event) => {{
  const response = answer(get(event, "request"), (promise) => call(event, "waitUntil", promise));
  call(event, "respondWith", response);
}});
{REPLACE}
}})();
"""


class Hostile:
    """The cases; a class for each form of a worker runs them."""

    source = None

    @classmethod
    def setUpClass(cls):
        cls.project = atoll.project({"src/w.js": cls.source, "src/replaced.js": REPLACED})
        cls.folder = cls.project.__enter__()
        cls.server = atoll.Server("serve", f"{cls.folder}/src/w.js")

    @classmethod
    def tearDownClass(cls):
        cls.server.kill()
        cls.project.__exit__(None, None, None)

    def tearDown(self):
        self.assertEqual(self.server.get("/text").text, "ok", self.server.output())

    def gives(self, target, text, status=200, **options):
        # The second request comes after what the first one did.
        for _ in range(2):
            answer = self.server.request(options.pop("method", "GET"), target, **options)
            self.assertEqual(
                (answer.status, answer.text), (status, text), self.server.output()[-3000:]
            )
        return answer

    def fails(self, target, in_log):
        answer = self.server.get(target)
        self.assertEqual(answer.status, 500, answer.text)
        self.server.wait_for_output(in_log)

    def test_responses(self):
        self.gives("/text", "ok")
        self.gives("/bytes", "octets")
        self.gives("/json", '{"a":[1,"b"]}')
        self.assertEqual(self.gives("/made", "made", 201).headers["x-b"], "2")

    def test_responses_that_come_later(self):
        self.gives("/later", "later")
        self.gives("/interval", "3")

    def test_streams(self):
        self.gives("/stream", "321")

    def test_requests(self):
        self.gives("/headers", "h", headers={"x-a": "h"})
        self.gives("/clone", "GET")
        for target, text in [("/echo", "abc"), ("/read", "abc!")]:
            answer = self.server.request("POST", target, body="abc")
            self.assertEqual((answer.status, answer.text), (200, text), self.server.output()[-3000:])

    def test_the_cache(self):
        answer = self.gives("/cache", "cached")
        self.assertEqual(answer.headers["cf-cache-status"], "HIT")

    def test_failures_are_clean(self):
        self.fails("/throw", "thrown 51")
        self.fails("/reject", "rejected 52")
        self.fails("/reject-later", "rejected 53")
        self.fails("/nothing", "expected a Response")

    def test_a_broken_stream(self):
        with self.server.client() as client:
            client.request("GET", "/broken-stream")
            with self.assertRaises(Exception):
                client.getresponse().read()
        self.server.wait_for_output("broke 54")

    def test_wait_until_and_the_console(self):
        self.gives("/wait", "waiting")
        self.server.wait_for_output("waited Response {")


class OfModule(Hostile, unittest.TestCase):
    source = MODULE


class OfClass(Hostile, unittest.TestCase):
    source = CLASS


class OfScript(Hostile, unittest.TestCase):
    source = SCRIPT


if __name__ == "__main__":
    junit.main()
