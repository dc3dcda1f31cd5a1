#!/usr/bin/env python3
"""Several workers in `atoll dev`: one answers requests, the others are called by it."""

import json
import sys
import unittest

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

SHOP = """\
let count = 0;
export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === "/missing") {
      return new Response(await env.MISSING.fetch(request).catch((error) => `${error}`));
    }
    if (pathname === "/call") return env.GREETINGS.fetch(request);
    console.log("shop asks");
    return Response.json([++count, await env.GREETINGS.greet("you")]);
  },
  scheduled() { console.log("shop's cron"); },
};
"""
GREETINGS = """\
import { WorkerEntrypoint } from "cloudflare:workers";
export default class extends WorkerEntrypoint {
  fetch(request) {
    if (request.headers.has("x-throw")) throw new Error("greetings fail");
    return new Response("greetings");
  }
  greet(name) {
    console.log("greetings greet");
    return `hello, ${name}`;
  }
  scheduled() { console.log("greetings' cron"); }
}
"""


def config(name, **more):
    return json.dumps({"name": name, "main": "w.js", "compatibility_date": "2026-01-01",
                       "triggers": {"crons": ["0 3 * * MON"]}, **more})


class WorkersTest(unittest.TestCase):
    def setUp(self):
        services = [{"binding": "GREETINGS", "service": "greetings"},
                    {"binding": "MISSING", "service": "nobody"}]
        self.folder = self.enterContext(atoll.project({
            "shop/wrangler.json": config("shop", services=services), "shop/w.js": SHOP,
            "greetings/wrangler.json": config("greetings"), "greetings/w.js": GREETINGS,
        }))
        self.server = self.enterContext(atoll.Server(
            "dev", "-c", f"{self.folder}/shop/wrangler.json",
            "-c", f"{self.folder}/greetings/wrangler.json"))

    def edit(self, text):
        atoll.write(self.folder, {"greetings/w.js": text})

    def ask(self):
        return json.loads(self.server.get("/").text)

    def test_lines_name_their_worker(self):
        self.assertEqual(self.ask(), [1, "hello, you"])
        self.server.wait_for_output("[shop] GET / 200 OK")
        for line in ("[shop] shop asks\n", "[greetings] greetings greet\n",
                     "[shop] Cron \"0 3 * * MON\"", "[greetings] Cron \"0 3 * * MON\"",
                     "env.GREETINGS  service greetings  local"):
            self.server.wait_for_output(line)
        answer = self.server.get("/call", x_throw="1")
        self.assertIn("greetings fail", answer.text)
        # The place of the error is in its own module.
        self.server.wait_for_match(r'\[greetings\] Uncaught exception: Error: greetings fail\n'
                                   r'  w.js:4:\d+\n(.*\n)*.*if \(request.headers.has\("x-throw"')

    def test_each_follows_its_own_files(self):
        self.assertEqual(self.ask(), [1, "hello, you"])
        self.edit(GREETINGS.replace("hello", "good morning"))
        atoll.eventually(lambda: self.ask()[1] == "good morning, you", "the edit")
        # The other one has gone on.
        self.assertGreater(self.ask()[0], 2)
        self.edit("export default {")
        self.server.wait_for_output("[greetings] The worker does not start")
        self.assertEqual(self.ask()[1], "good morning, you")
        self.edit(GREETINGS)
        atoll.eventually(lambda: self.ask()[1] == "hello, you", "the mended file")

    def test_a_worker_that_is_not_there(self):
        for word in ("[shop] warning: ", "MISSING", '"nobody"', "-c"):
            self.assertIn(word, self.server.output())
        self.assertIn('there is no worker called "nobody"', self.server.get("/missing").text)

    def test_crons_of_both(self):
        for worker, line in (("shop", "[shop] shop's cron"),
                             ("greetings", "[greetings] greetings' cron")):
            target = f"/cdn-cgi/local/scheduled?cron=0+3+*+*+MON&worker={worker}"
            self.assertEqual(self.server.get(target).text, "ok")
            self.server.wait_for_output(line)
        self.assertEqual(self.server.get("/cdn-cgi/local/scheduled?worker=nobody").text,
                         "scriptNotFound")


class BrokenWorkerTest(unittest.TestCase):
    def test_the_page_shows_one_that_has_never_started(self):
        folder = self.enterContext(atoll.project({
            "shop/wrangler.json": config("shop"), "shop/w.js": "export default {",
            "greetings/wrangler.json": config("greetings"), "greetings/w.js": GREETINGS,
        }))
        server = self.enterContext(atoll.Server(
            "dev", "-c", f"{folder}/shop/wrangler.json",
            "-c", f"{folder}/greetings/wrangler.json"))

        def sound():
            workers = json.loads(server.get("/cdn-cgi/local/api/workers").text)["workers"]
            return {worker["name"]: worker["problem"] == "" for worker in workers}

        self.assertEqual(sound(), {"": False, "greetings": True})
        atoll.write(folder, {"shop/w.js": SHOP})
        atoll.eventually(lambda: sound() == {"shop": True, "greetings": True}, "the mended file")


if __name__ == "__main__":
    junit.main()
