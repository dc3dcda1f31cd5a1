"""tRPC with superjson: batches, errors, a subscription."""

import json
from urllib.parse import quote


def ask(test, server):
    def query(path, value=None, status=200, **headers):
        given = "" if value is None else f"?input={quote(json.dumps({'json': value}))}"
        return test.answers(status, "GET", f"/trpc/{path}{given}", **headers).json()

    test.assertEqual(query("greet", "bela")["result"]["data"], {"json": "ahoy, bela"})
    when = query("when")["result"]["data"]
    test.assertEqual(when["json"], {"at": "1970-01-01T00:00:00.000Z", "tags": ["a"],
                                    "big": str(2**64)})
    test.assertEqual(when["meta"]["values"], {"at": ["Date"], "tags": ["set"], "big": ["bigint"]})
    test.assertEqual(query("me", status=401)["error"]["json"]["data"]["code"], "UNAUTHORIZED")
    test.assertEqual(query("me", x_user="bela")["result"]["data"]["json"], "bela")
    test.assertEqual(query("greet", 3, status=400)["error"]["json"]["data"]["code"], "BAD_REQUEST")
    both = quote(json.dumps({"0": {"json": "a"}, "1": {"json": "b"}}))
    batch = test.answers(200, "GET", f"/trpc/greet,greet?batch=1&input={both}").json()
    test.assertEqual([one["result"]["data"]["json"] for one in batch], ["ahoy, a", "ahoy, b"])
    given = quote(json.dumps({"json": 3}))
    events = test.answers(200, "GET", f"/trpc/count?input={given}", accept="text/event-stream")
    numbers = [json.loads(data).get("json") for data in test.events_of(events)
               if "json" in data]
    test.assertEqual(numbers, [1, 2, 3])
    server.wait_for_output("me: UNAUTHORIZED")
