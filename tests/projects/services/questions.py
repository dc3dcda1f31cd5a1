"""Two workers in one session: fetch and RPC through service bindings."""

ARGUMENTS = ["-c", "gateway/wrangler.jsonc", "-c", "accounts/wrangler.jsonc"]
TYPES = [
    [*ARGUMENTS, "--env-interface", "GatewayEnv"],
    ["-c", "accounts/wrangler.jsonc", "--env-interface", "AccountsEnv"],
]


def ask(test, server):
    test.assertEqual(test.answers(200, "GET", "/http/x").json(),
                     {"path": "/http/x", "currency": "EUR"})
    balance = {"user": "bela", "currency": "EUR"}
    test.assertEqual(test.answers(200, "GET", "/bela").json(), {**balance, "amount": 0})
    for amount in ("40", "2"):
        test.answers(200, "POST", "/bela/deposit", amount)
    test.assertEqual(test.answers(200, "GET", "/bela").json(), {**balance, "amount": 42})
    test.assertEqual(test.answers(422, "POST", "/bela/deposit", "-1").json(),
                     {"error": "a deposit is more than nothing"})
