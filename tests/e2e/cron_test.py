#!/usr/bin/env python3
"""Crons that fire by themselves, and `atoll cron` beside the server.

The clock of the machine decides when: what can be tested without waiting for a minute is tested in
src/host/cron, with a clock that the test moves. One case waits for the next minute.
"""

import json
import os
import sys
import time
import unittest

sys.path[:0] = ["tests/support", "tests/e2e"]
import atoll  # noqa: E402
import junit  # noqa: E402

# Never within the life of a test.
SELDOM = "0 0 29 2 *"
WORKER = """
let told = [];
export default {
  async scheduled(controller, env, ctx) {
    const { cron, scheduledTime } = controller;
    console.log(`runs ${cron} of ${scheduledTime} ${env.MODE ?? ""}`);
    told.push({ cron, scheduledTime, late: Date.now() - scheduledTime });
    if (env.MODE === "hang" && cron === "* * * * *") {
      await new Promise((done) => setTimeout(done, 600_000));
    }
    if (env.MODE === "throw") throw new RangeError("on purpose");
    if (env.MODE === "slow") await new Promise((done) => setTimeout(done, 1_000));
  },
  fetch: () => Response.json(told),
};
"""


def configuration(name="w", crons=(SELDOM,), **triggers):
    return json.dumps({"name": name, "main": "index.js",
                       "triggers": {"crons": list(crons), **triggers}})


def cron(*words, ok=True):
    """What `atoll cron` wrote, or its error."""
    ended = atoll.run("cron", *words)
    if (ended.returncode == 0) != ok:
        raise AssertionError(f"{words}: {ended.returncode}\n{ended.stdout}\n{ended.stderr}")
    return ended.stdout if ok else ended.stderr


class AtTheMinuteTest(unittest.TestCase):
    """Everything that needs a real minute to begin, at the same one."""

    def test_the_next_minute(self):
        files = {"index.js": WORKER, "wrangler.json": configuration(crons=["* * * * *", SELDOM])}
        many = {}
        for i in range(20):
            many[f"w{i}/index.js"] = WORKER
            many[f"w{i}/wrangler.json"] = configuration(f"w{i}", ["* * * * *"])
        many["none/index.js"] = 'export default { fetch: () => new Response("no") };'
        many["none/wrangler.json"] = configuration("none", ["* * * * *"], retries=0)
        with (atoll.project(files) as one, atoll.project(many) as folder,
              atoll.project({}) as data):
            # Its first kill -9 comes within the minute, while its run is under way.
            with (atoll.Server("serve", one, "--data-dir", f"{data}/one", "--var", "MODE:hang",
                               "--log-invocations", "all") as server,
                  atoll.Server("serve", "--workers-dir", folder, "--threads", "2", "--data-dir",
                               f"{data}/many", "--admin", "127.0.0.1:0", "--log-invocations",
                               "all") as node,
                  atoll.Server("dev", one) as dev):
                dev.wait_for_output('Cron "* * * * *" runs next at ')
                patience = 60 + atoll.PATIENCE
                atoll.eventually(lambda: "runs * * * * *" in server.output(), "a run", patience)
                minute = time.time() // 60 * 60
                atoll.eventually(lambda: "running" in cron("history", one, "--data-dir",
                                                           f"{data}/one"), "an entry of it")
                server.crash()
                self.check_interrupted(one, f"{data}/one")
                self.check_restart(one, f"{data}/one", minute)
                dev.wait_for_output(f"runs * * * * * of {int(minute)}000")
                dev.wait_for_match(r"SCHEDULED \* \* \* \* \* \(")
                self.check_node(node, f"{data}/many", minute)

    def check_interrupted(self, project, data):
        (entry,) = json.loads(cron("history", project, "--data-dir", data, "--cron", "* * * * *",
                                   "--json"))
        self.assertEqual((entry["outcome"], entry["trigger"]), ("interrupted", "time"))

    def check_restart(self, project, data, minute):
        """Within the same minute another process runs it no second time."""
        with atoll.Server("serve", project, "--data-dir", data, "--log-invocations", "all",
                          "--admin", "127.0.0.1:0") as server:
            # A run by hand shows that its crons are there; had it wanted to run the minute again,
            # it would have begun with that.
            cron("run", SELDOM, "--worker", "w", "--admin", admin_of(server))
            server.wait_for_output("runs 0 0 29 2 *")
            listed = {one["cron"]: one for one in json.loads(
                cron("list", project, "--data-dir", data, "--json"))}
            self.assertEqual(listed["* * * * *"]["last"]["outcome"], "interrupted")
            self.assertNotIn(f"of {int(minute)}000", server.output())

    def check_node(self, node, data, minute):
        want = [f"w{i}" for i in range(20)]

        def history():
            entries = json.loads(cron("history", "--data-dir", data, "--json"))
            ended = {entry["worker"]: entry for entry in entries if entry["outcome"] != "running"}
            return ended if len(ended) == 21 else None

        entries = atoll.eventually(history, "21 runs that are over")
        for name in want:
            entry = entries[name]
            self.assertEqual((entry["outcome"], entry["attempts"]), ("ok", 1), entry)
            self.assertEqual(entry["time"],
                             time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(minute)))
            self.assertGreaterEqual(entry["lag_ms"], 0)
        self.assertEqual(entries["none"]["outcome"], "exception")
        output = node.output()
        for name in want:
            self.assertRegex(output, rf'cron worker={name} cron="\* \* \* \* \*" time=\S+ '
                                     r"trigger=time outcome=ok attempt=1 lag_us=\d+ cpu_us=\d+ "
                                     r"wall_us=\d+ request=[0-9a-f]{16}\n")
        self.assertIn("Handler does not export a scheduled() function", output)
        metrics = ask_admin(node, "/metrics")
        self.assertIn('atoll_cron_runs_total{worker="w7",outcome="ok"} 1\n', metrics)
        self.assertIn('atoll_cron_runs_total{worker="none",outcome="exception"} 1\n', metrics)
        self.assertIn("\natoll_cron_lag_seconds_count 21\n", metrics)


def admin_of(server):
    return server.wait_for_match(r"Metrics on http://(\S+)/metrics")[1]


def ask_admin(server, target, method="GET", **headers):
    import http.client

    client = http.client.HTTPConnection(admin_of(server), timeout=atoll.PATIENCE)
    client.request(method, target, headers=headers)
    answer = client.getresponse()
    text = answer.read().decode()
    client.close()
    return text if method == "GET" else (answer.status, text)


class CronCommandTest(unittest.TestCase):
    def setUp(self):
        self._project = atoll.project({
            "one/index.js": WORKER, "one/wrangler.json": configuration(),
            "many/a/index.js": WORKER,
            "many/a/wrangler.json": configuration("a", [SELDOM, "0 0 28 2 *"]),
            "many/b/index.js": WORKER, "many/b/wrangler.json": configuration("b"),
            "many/c/wrangler.json": '{"name": ',
            "node.toml": """
[server]
data_dir = "data"
[cron]
retries = 0
[[workers]]
name = "x"
path = "one"
"""})
        self.folder = self._project.__enter__()

    def tearDown(self):
        self._project.__exit__(None, None, None)

    def listed(self, *where):
        return [(one["worker"], one["cron"], one["last"] and one["last"]["outcome"])
                for one in json.loads(cron("list", *where, "--json"))]

    def test_list_of_configurations(self):
        self.assertEqual(self.listed(f"{self.folder}/one"), [("w", SELDOM, None)])
        self.assertEqual(self.listed("--workers-dir", f"{self.folder}/many"),
                         [("a", SELDOM, None), ("a", "0 0 28 2 *", None), ("b", SELDOM, None)])
        self.assertEqual(self.listed(f"{self.folder}/node.toml"), [("x", SELDOM, None)])
        self.assertEqual(self.listed("--workers-dir", f"{self.folder}/many", "--worker", "b"),
                         [("b", SELDOM, None)])
        table = cron("list", f"{self.folder}/one")
        self.assertRegex(table, r"^WORKER  CRON        NEXT +LAST  OUTCOME\n"
                                r"w       0 0 29 2 \*  \d{4}-02-29T00:00:00Z  -     -\n$")

    def test_errors(self):
        self.assertIn("there is no such folder", cron("history", "--data-dir", self.folder,
                                                      ok=False))
        self.assertIn("no such file or folder", cron("list", f"{self.folder}/none", ok=False))
        self.assertIn("expected `atoll dev` on --port", cron("run", SELDOM, "--port", "1", ok=False))
        atoll.write(self.folder, {"one/wrangler.json": configuration(crons=["* * * * 8"])})
        self.assertIn('"triggers.crons[0]" is "* * * * 8": the day of week at column 9',
                      cron("list", f"{self.folder}/one", ok=False))

    def test_beside_a_server(self):
        data = f"{self.folder}/data"
        with atoll.Server("serve", "--workers-dir", f"{self.folder}/many", "--data-dir", data,
                          "--admin", "127.0.0.1:0") as server:
            admin = admin_of(server)
            self.assertEqual(self.listed("--data-dir", data),
                             [("a", "0 0 28 2 *", None), ("a", SELDOM, None), ("b", SELDOM, None)])
            self.assertEqual(cron("run", "--worker", "b", "--admin", admin), "ok\n")
            ran = json.loads(cron("run", SELDOM, "--worker", "a", "--admin", admin, "--time",
                                  "1700000000000", "--json"))
            self.assertEqual((ran["outcome"], ran["noRetry"]), ("ok", False))
            server.wait_for_output("runs 0 0 29 2 * of 1700000000000")
            self.assertIn('has several crons; expected one of: "0 0 28 2 *", "0 0 29 2 *"',
                          cron("run", "--worker", "a", "--admin", admin, ok=False))
            self.assertIn('no worker with crons is called "z"',
                          cron("run", "--worker", "z", "--admin", admin, ok=False))
            history = json.loads(cron("history", "--data-dir", data, "--worker", "a", "--json"))
            self.assertEqual([(one["cron"], one["trigger"], one["outcome"], one["time"])
                              for one in history],
                             [(SELDOM, "manual", "ok", "2023-11-14T22:13:20Z")])
            self.assertIn("ok (manual)", cron("history", "--data-dir", data, "--worker", "a"))
            cron("run", "--worker", "b", "--admin", admin)
            self.assertEqual(len(json.loads(cron("history", "--data-dir", data, "--worker", "b",
                                                 "--json"))), 2)
            self.assertEqual(len(json.loads(cron("history", "--data-dir", data, "--worker", "b",
                                                 "--limit", "1", "--json"))), 1)
        # It is kept when the server has gone; `atoll kv` knows nothing of it.
        self.assertEqual(self.listed("--data-dir", data, "--worker", "b"), [("b", SELDOM, "ok")])
        self.assertEqual(atoll.run("kv", "namespace", "list", "--data-dir", data).stdout, "[]\n")

    def test_what_is_not_configured_any_more_is_forgotten(self):
        data = f"{self.folder}/data"
        where = ["--workers-dir", f"{self.folder}/many", "--data-dir", data]
        with atoll.Server("serve", *where):
            # A server listens before it plans its crons.
            atoll.eventually(lambda: os.path.exists(f"{data}/cron/data.mdb"), "the crons")
            atoll.eventually(lambda: len(self.listed("--data-dir", data)) == 3, "three crons")
        atoll.write(self.folder, {"many/a/wrangler.json": configuration("a", []),
                                  "many/b/wrangler.json": '{"name": "b", '})
        with atoll.Server("serve", *where):
            atoll.eventually(
                lambda: self.listed("--data-dir", data) == [("b", SELDOM, None)],
                "what is not there to be forgotten, and not what is broken")

    def test_a_run_that_fails(self):
        with atoll.Server("serve", f"{self.folder}/one", "--var", "MODE:throw", "--admin",
                          "127.0.0.1:0") as server:
            self.assertIn("the run has failed",
                          cron("run", "--worker", "w", "--admin", admin_of(server), ok=False))
            server.wait_for_match(r'cron worker=w cron="0 0 29 2 \*" time=\S+ trigger=manual '
                                  r"outcome=exception attempt=1")
            server.wait_for_output("RangeError: on purpose")

    def test_dev(self):
        with atoll.Server("dev", f"{self.folder}/one") as dev:
            dev.wait_for_match(r'Cron "0 0 29 2 \*" runs next at \d{4}-02-29T00:00:00Z')
            self.assertEqual(cron("run", SELDOM, "--port", str(dev.port)), "ok\n")
            atoll.write(self.folder, {"one/wrangler.json": configuration(crons=["0 0 28 2 *"])})
            dev.wait_for_match(r'Cron "0 0 28 2 \*" runs next at \d{4}-02-28T00:00:00Z')
            self.assertEqual(self.listed(f"{self.folder}/one"), [("w", "0 0 28 2 *", None)])
        with atoll.Server("dev", f"{self.folder}/one", "--no-crons") as dev:
            dev.get("/")
            self.assertNotIn("Cron", dev.output())

    def test_the_admin_port(self):
        with atoll.Server("serve", f"{self.folder}/node.toml", "--admin",
                          "127.0.0.1:0") as server:
            target = "/cron/run?worker=x"
            self.assertEqual(ask_admin(server, target, "POST")[0], 200)
            self.assertEqual(ask_admin(server, target, "PUT")[0], 405)
            # A page of another site may send a POST, and has an Origin then.
            self.assertEqual(ask_admin(server, target, "POST", Origin="http://example.com")[0], 403)
            self.assertEqual(ask_admin(server, target, "POST", Host="example.com")[0], 403)
            status, text = ask_admin(server, target + "&time=soon", "POST")
            self.assertEqual(status, 400)
            self.assertIn("milliseconds since the epoch", text)
            self.assertEqual(ask_admin(server, "/cron/run?worker=y", "POST")[0], 404)

    def test_another_process_waits(self):
        data = f"{self.folder}/data"
        where = [f"{self.folder}/one", "--data-dir", data, "--admin", "127.0.0.1:0"]
        with atoll.Server("serve", *where) as first:
            with atoll.Server("serve", *where) as second:
                second.wait_for_output(f"another process runs the crons of {data}; this one does so "
                                       "when that has gone")
                self.assertEqual(ask_admin(second, "/cron/run?worker=w", "POST")[0], 503)
                first.signal()
                first.wait()
                atoll.eventually(
                    lambda: ask_admin(second, "/cron/run?worker=w", "POST")[0] == 200,
                    "the other to take over")

    def test_a_run_ends_before_the_server_does(self):
        data = f"{self.folder}/data"
        with atoll.Server("serve", f"{self.folder}/one", "--data-dir", data, "--var", "MODE:slow",
                          "--admin", "127.0.0.1:0") as server:
            import threading

            told = []
            asking = threading.Thread(
                target=lambda: told.append(ask_admin(server, "/cron/run?worker=w", "POST")))
            asking.start()
            server.wait_for_output("runs 0 0 29 2 *")
            server.signal()
            self.assertEqual(server.wait(), 0)
            asking.join()
        ((status, text),) = told
        self.assertEqual((status, json.loads(text)["outcome"]), (200, "ok"))
        self.assertEqual(self.listed("--data-dir", data), [("w", SELDOM, "ok")])

    def test_no_handler_is_told_at_the_start(self):
        atoll.write(self.folder, {"one/index.js": "export default { fetch() {} };"})
        for command in ("serve", "dev"):
            with atoll.Server(command, f"{self.folder}/one") as server:
                server.wait_for_output("The worker has crons, and each of their events will fail: "
                                       "Handler does not export a scheduled() function")
        for handlers in ("export default { scheduled() {} };",
                         'import { WorkerEntrypoint } from "cloudflare:workers";\n'
                         "export default class extends WorkerEntrypoint { scheduled() {} }",
                         'addEventListener("scheduled", () => {});'):
            atoll.write(self.folder, {"one/index.js": handlers})
            with atoll.Server("serve", f"{self.folder}/one") as server:
                self.assertNotIn("Handler does not", server.output(), handlers)


if __name__ == "__main__":
    junit.main()
