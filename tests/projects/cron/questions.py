"""Crons that write to KV, run by the endpoint that wrangler has for it."""

from urllib.parse import quote


def ask(test, server):
    def run(cron, more=""):
        answer = server.get(f"/cdn-cgi/local/scheduled?cron={quote(cron)}{more}", host="localhost")
        return answer.text

    test.assertEqual(test.answers(200, "GET", "/").json(), {"latest": None, "weekly": []})
    test.assertEqual(run("*/30 * * * *", "&time=1700000000000"), "ok")
    latest = {"latest": "2023-11-14T22:13:20.000Z"}
    test.assertEqual(test.answers(200, "GET", "/").json(), {**latest, "weekly": []})
    test.assertEqual(run("0 3 * * MON", "&time=1700449200000"), "ok")
    test.assertEqual(test.answers(200, "GET", "/").json(), {**latest, "weekly": [latest]})
    test.assertIn('"outcome":"exception"', run("1 1 1 1 1", "&format=json").replace(" ", ""))
    server.wait_for_output("nothing is planned for 1 1 1 1 1")
