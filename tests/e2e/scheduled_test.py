#!/usr/bin/env python3
"""Scheduled events, as people have them run while they write a worker."""

import json
import sys
import unittest
from urllib.parse import quote

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

WORKER = """
let told = null;
export default {
  async scheduled(controller, env, ctx) {
    told = { time: controller.scheduledTime, cron: controller.cron, type: controller.type,
      name: controller.constructor.name, greeting: env.GREETING, count: arguments.length };
    if (controller.cron === "throw") throw new RangeError("on purpose");
    if (controller.cron === "no retry") { controller.noRetry(); throw new Error("never again"); }
    if (controller.cron === "hang") await new Promise(() => {});
    if (controller.cron === "later") {
      ctx.waitUntil(new Promise((done) => setTimeout(() => { told.later = true; done(); }, 20)));
    }
    return "ignored";
  },
  fetch: () => Response.json(told),
};
"""


class ScheduledTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls._project = atoll.project({"worker.js": WORKER})
        folder = cls._project.__enter__()
        cls.server = atoll.Server("dev", f"{folder}/worker.js", "--var", "GREETING:hi",
                                  "--test-scheduled")

    @classmethod
    def tearDownClass(cls):
        cls.server.kill()
        cls._project.__exit__(None, None, None)

    def run_event(self, cron, path="/cdn-cgi/local/scheduled", more=""):
        answer = self.server.get(f"{path}?cron={quote(cron)}{more}", host="localhost:1")
        return answer.status, answer.text

    def test_the_controller_tells_of_the_event(self):
        self.assertEqual(self.run_event("*/5 * * * *", more="&time=1700000000000"), (200, "ok"))
        told = json.loads(self.server.get("/").text)
        self.assertEqual(told, {"time": 1700000000000, "cron": "*/5 * * * *", "type": "scheduled",
                                "name": "ScheduledController", "greeting": "hi", "count": 3})

    def test_names_of_the_endpoint(self):
        for path in ("/cdn-cgi/local/scheduled", "/cdn-cgi/handler/scheduled",
                     "/cdn-cgi/mf/scheduled"):
            self.assertEqual(self.run_event("a+b", path), (200, "ok"), path)
        self.assertEqual(self.run_event("* * * * *", "/__scheduled"), (200, "Ran scheduled event"))

    def test_an_exception(self):
        self.assertEqual(self.run_event("throw"), (500, "exception"))
        self.assertEqual(self.run_event("throw", "/__scheduled"), (500, "exception"))
        self.server.wait_for_output("RangeError: on purpose")

    def test_no_retry(self):
        status, text = self.run_event("no retry", more="&format=json")
        self.assertEqual((status, json.loads(text)), (500, {"outcome": "exception", "noRetry": True}))
        status, text = self.run_event("x", more="&format=json")
        self.assertEqual((status, json.loads(text)), (200, {"outcome": "ok", "noRetry": False}))

    def test_wait_until_is_waited_for(self):
        self.assertEqual(self.run_event("later"), (200, "ok"))
        self.assertTrue(json.loads(self.server.get("/").text)["later"])

    def test_what_hangs_is_ended(self):
        self.assertEqual(self.run_event("hang"), (500, "exception"))

    def test_a_wrong_time_is_told(self):
        for time in ("soon", "1.5", "-1", "inf", "1e300", "8640000000000001"):
            status, text = self.run_event("x", more=f"&time={time}")
            self.assertEqual(status, 400, time)
            self.assertIn("milliseconds since the epoch", text)

    def test_the_time_is_whole_milliseconds(self):
        self.run_event("x")
        self.assertIsInstance(json.loads(self.server.get("/").text)["time"], int)

    def test_only_this_machine_may_ask(self):
        target = "/cdn-cgi/local/scheduled?cron=x"
        for headers in ({"host": "example.com"}, {"host": "localhost.example.com:80"},
                        {"host": "localhost", "origin": "http://example.com"}):
            answer = self.server.get(target, **headers)
            self.assertEqual((answer.status, answer.text), (403, "Invalid Host header"), headers)
        # A page of another site has an image with this URL.
        self.assertEqual(self.server.get(target, Sec_Fetch_Site="cross-site").status, 403)
        for headers in ({"host": "127.0.0.1:8787"}, {"host": "[::1]:8787"},
                        {"Sec_Fetch_Site": "none"},
                        {"host": "localhost", "origin": "http://localhost:8787"}):
            self.assertEqual(self.server.get(target, **headers).status, 200, headers)


class OtherSyntaxesTest(unittest.TestCase):
    def run_event(self, worker):
        """Status and text of an event, then the server's output."""
        with atoll.project({"worker.js": worker}) as folder:
            with atoll.Server("dev", f"{folder}/worker.js") as server:
                answer = server.get("/cdn-cgi/local/scheduled?cron=1+2+3+4+5")
                server.get("/__scheduled")
                return answer.status, answer.text, server.output()

    def test_a_class(self):
        status, text, output = self.run_event("""
import { WorkerEntrypoint } from "cloudflare:workers";
export default class extends WorkerEntrypoint {
  fetch() { return new Response("a page of the worker's"); }
  scheduled(controller) { console.log(`cron is ${controller.cron}`); }
}""")
        self.assertEqual((status, text), (200, "ok"))
        self.assertIn("cron is 1 2 3 4 5", output)

    def test_a_listener(self):
        status, text, output = self.run_event("""
addEventListener("scheduled", (event) => {
  event.waitUntil(Promise.resolve().then(() => console.log(`cron is ${event.cron}`)));
});
addEventListener("fetch", (event) => event.respondWith(new Response("page")));""")
        self.assertEqual((status, text), (200, "ok"))
        self.assertIn("cron is 1 2 3 4 5", output)

    def test_no_handler(self):
        for worker in ('export default { fetch: () => new Response("page") };',
                       'addEventListener("fetch", (event) => event.respondWith(new Response()));'):
            status, text, output = self.run_event(worker)
            self.assertEqual((status, text), (500, "exception"))
            self.assertIn("Handler does not export a scheduled() function", output)


if __name__ == "__main__":
    junit.main()
