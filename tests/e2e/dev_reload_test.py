#!/usr/bin/env python3
"""What `atoll dev` does when files change: which version answers, and what is told."""

import contextlib
import json
import sys
import threading
import unittest
from pathlib import Path

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

PAGE = "text/html,application/xhtml+xml,*/*;q=0.8"
WORKER = """\
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === "/slow") await sleep(50);
    if (pathname === "/wait") {
      console.log("VERSION waits");
      await sleep(3000);
    }
    if (pathname === "/headers") return Response.json([...request.headers]);
    if (pathname === "/page") {
      return new Response("<html><body>VERSION</body></html>", {
        headers: { "content-type": "text/html", "content-length": "33", etag: '"x"' },
      });
    }
    if (pathname === "/put") await env.KV.put("key", "kept");
    if (pathname === "/get") return new Response(await env.KV.get("key"));
    return new Response("VERSION");
  },
};
"""
BROKEN = "export default {\n  fetch() {\n    return new Response(;\n  },\n};\n"


def version(name):
    return WORKER.replace("VERSION", name)


class ReloadTest(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(atoll.project({"w.js": version("one")}))

    def start(self, *args):
        return self.enterContext(atoll.Server("dev", f"{self.folder}/w.js", *args))

    def edit(self, text):
        atoll.write(self.folder, {"w.js": text})

    def edit_and_wait(self, server, name):
        self.edit(version(name))
        atoll.eventually(lambda: server.get("/").text == name, f"version {name}")

    def wait_for_error(self, server):
        atoll.eventually(lambda: server.get("/", Accept=PAGE).status == 500, "the error page")

    def test_a_version_that_does_not_start_leaves_the_one_before(self):
        server = self.start()
        self.edit(BROKEN)
        self.wait_for_error(server)
        page = server.get("/", Accept=PAGE, Sec_Fetch_Dest="document").text
        for text in (page, server.output()):
            self.assertIn("w.js:3:25", text)
            self.assertIn("return new Response(;", text)
        self.assertIn("GET http://127.0.0.1", page)
        # What no person looks at is answered as before.
        for fields in ({}, {"Accept": "application/json"},
                       {"Accept": PAGE, "Sec_Fetch_Dest": "empty"}):
            self.assertEqual(server.get("/", **fields).text, "one", fields)
        self.edit('throw new Error("at the top");\n')
        server.wait_for_output("at the top")
        self.assertEqual(server.get("/").text, "one")
        self.edit_and_wait(server, "two")
        self.assertEqual(server.get("/", Accept=PAGE).text, "two")
        self.assertIn("Local server updated and ready", server.output())

    def test_requests_under_way_finish_in_their_own_version(self):
        server = self.start()
        names = ["one", *(f"v{number}" for number in range(8))]
        clients = []
        for name in names:
            if clients:
                self.edit_and_wait(server, name)
            client = self.enterContext(server.client())
            client.request("GET", "/wait")
            server.wait_for_output(f"{name} waits")
            clients.append(client)
        for name, client in zip(names, clients):
            answer = client.getresponse()
            self.assertEqual((answer.status, answer.read()), (200, name.encode()))

    def test_edits_under_load_fail_no_request(self):
        server = self.start()
        stop = threading.Event()
        failed = []
        answered = [0] * 4

        def ask(place):
            with server.client() as client:
                while not stop.is_set():
                    client.request("GET", "/slow" if place % 2 else "/")
                    answer = client.getresponse()
                    text = answer.read()
                    answered[place] += 1
                    if answer.status != 200 or not text.startswith((b"v", b"one")):
                        failed.append((answer.status, text))

        threads = [threading.Thread(target=ask, args=(place,)) for place in range(len(answered))]
        for thread in threads:
            thread.start()
        try:
            for number in range(30):
                # By turns as editors write: in place, and with another file that takes the name.
                if number % 2:
                    self.edit(version(f"v{number}"))
                else:
                    atoll.write(self.folder, {"w.js.new": version(f"v{number}")})
                    Path(self.folder, "w.js.new").rename(Path(self.folder, "w.js"))
                atoll.eventually(lambda: server.get("/").text == f"v{number}", "the edit")
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        self.assertEqual(failed, [])
        self.assertGreater(min(answered), 0)

    def test_a_folder_that_goes_and_comes_back(self):
        files = {"src/w.js": 'export { default } from "./lib/x.js";\n',
                 "src/lib/x.js": version("one"),
                 "wrangler.toml": 'name = "w"\nmain = "src/w.js"\n'}
        folder = self.enterContext(atoll.project(files))
        server = self.enterContext(atoll.Server("dev", folder))
        self.assertEqual(server.get("/").text, "one")
        Path(folder, "src").rename(Path(folder, "away"))
        self.wait_for_error(server)
        self.assertEqual(server.get("/").text, "one")
        atoll.write(folder, files | {"src/lib/x.js": version("two")})
        atoll.eventually(lambda: server.get("/").text == "two", "the folder that came back")
        atoll.write(folder, {"src/w.js": 'export { default } from "./new.js";\n',
                             "src/new.js": version("three")})
        atoll.eventually(lambda: server.get("/").text == "three", "the new file")
        atoll.write(folder, {"src/new.js": version("four")})
        atoll.eventually(lambda: server.get("/").text == "four", "the change of the new file")

    def test_local_state_is_kept(self):
        atoll.write(self.folder, {"wrangler.json": json.dumps({
            "name": "w", "main": "w.js", "kv_namespaces": [{"binding": "KV", "id": "n"}]})})
        server = self.enterContext(atoll.Server("dev", self.folder))
        server.get("/put")
        self.edit_and_wait(server, "two")
        self.assertEqual(server.get("/get").text, "kept")
        self.assertIn("env.KV   KV namespace n  local", server.output())
        server.wait_for_match(r"GET /put 200 OK \(\d+ms, [\d.]+ms CPU, 1 KV\)")

    def test_the_client_is_named(self):
        server = self.start()
        def fields(**given):
            return dict(json.loads(server.get("/headers", **given).text))
        self.assertEqual(fields()["cf-connecting-ip"], "127.0.0.1")
        self.assertEqual(fields(CF_Connecting_IP="192.0.2.1")["cf-connecting-ip"], "192.0.2.1")


class LiveReloadTest(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(atoll.project({"w.js": version("one")}))
        self.server = self.enterContext(atoll.Server("dev", f"{self.folder}/w.js", "--live-reload"))

    def stream(self, target):
        """Lines of a stream of events."""
        client = self.enterContext(self.server.client())
        client.request("GET", target)
        answer = client.getresponse()
        self.assertEqual(answer.headers["content-type"], "text/event-stream")
        return answer

    def next_event(self, stream):
        event = {}
        while line := stream.readline().decode().rstrip("\n"):
            name, _, value = line.partition(":")
            event[name] = value.strip()
        return event

    def script_of(self, page):
        before, _, after = page.partition('<script src="')
        target, _, rest = after.partition('"></script>')
        return before, target, rest

    def test_pages_have_the_script(self):
        answer = self.server.get("/page", Accept=PAGE, Accept_Encoding="gzip", If_None_Match='"x"')
        before, target, rest = self.script_of(answer.text)
        self.assertEqual((before, rest), ("<html><body>one", "</body></html>"))
        self.assertEqual(answer.headers["content-length"] or str(len(answer.body)),
                         str(len(answer.body)))
        self.assertNotIn("etag", answer.headers)
        script = self.server.get(target)
        self.assertIn("text/javascript", script.headers["content-type"])
        self.assertIn("EventSource", script.text)
        self.assertEqual(self.server.get("/page").text, "<html><body>one</body></html>")
        asked = dict(json.loads(self.server.get("/headers", Accept=PAGE,
                                                Accept_Encoding="gzip").text))
        self.assertNotIn("accept-encoding", asked)

    def test_pages_are_told(self):
        _, target, _ = self.script_of(self.server.get("/page", Accept=PAGE).text)
        number = target.partition("version=")[2]
        stream = self.stream(f"/cdn-cgi/local/live-reload?version={number}")
        self.next_event(stream)
        atoll.write(self.folder, {"w.js": BROKEN})
        event = self.next_event(stream)
        self.assertEqual(event["event"], "failure")
        self.assertIn("w.js:3:25", json.loads(event["data"])["html"])
        # The page stays, and has what is wrong above it.
        self.assertTrue(self.server.get("/page", Accept=PAGE).text.startswith("<html><body>one"))
        atoll.write(self.folder, {"w.js": version("two")})
        self.assertEqual(self.next_event(stream)["event"], "reload")
        # A page that an older version has made.
        late = self.stream(f"/cdn-cgi/local/live-reload?version={number}")
        self.assertEqual(self.next_event(late)["event"], "reload")
        # Streams keep nobody from ending the server.
        self.server.signal()
        self.assertEqual(self.server.wait(), 0)

    def test_only_this_machine_may_ask(self):
        for target in ("/cdn-cgi/local/live-reload", "/cdn-cgi/local/live-reload.js",
                       "/cdn-cgi/anything"):
            answer = self.server.get(target, Host="example.com")
            self.assertEqual((answer.status, answer.text), (403, "Invalid Host header"), target)


if __name__ == "__main__":
    junit.main()
